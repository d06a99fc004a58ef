import { killAgainAndAgain } from "@t4/testkit";
import { expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { fix } from "./fix.ts";
import { recoverLedger } from "./recover-ledger.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";

const isLong = process.env["MODE"] === "long";
const SEED = isLong ? 20_261_122 : 20_261_121;
const KILLS = isLong ? 500 : 12;
const workflows = { enrich, fix, revert, recoverLedger, verifyLedger };

it(`leaves every manifest old or new when real processes of enrich and revert are killed ${KILLS} times (seed ${SEED})`, async () => {
  const { met, untraced, problems } = await killAgainAndAgain({ kills: KILLS, seed: SEED, modules: 4, workflows });
  if (untraced !== undefined) process.stdout.write(`skipped: killing at system calls, because ${untraced}\n`);
  expect(problems).toEqual([]);
  const count = (part: string): number =>
    [...met].reduce((sum, [phase, times]) => sum + (phase.includes(part) ? times : 0), 0);
  expect(count("")).toBe(KILLS);
  if (!isLong) return;
  for (const [phase, times] of [...met].toSorted()) process.stdout.write(`  ${String(times).padStart(4)}  ${phase}\n`);
  for (const command of ["enrich", "revert"]) expect(count(`${command} pending`)).toBeGreaterThanOrEqual(KILLS / 10);
  if (untraced === undefined) expect(count(", at ")).toBeGreaterThanOrEqual(KILLS / 5);
});
