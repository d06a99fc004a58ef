import { killAgainAndAgain } from "@t4/testkit";
import { expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { fix } from "./fix.ts";
import { recoverLedger } from "./recover-ledger.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";

const SEED = 20_261_121;
const KILLS = 12;
const workflows = { enrich, fix, revert, recoverLedger, verifyLedger };

it(`leaves every manifest old or new when real processes of enrich and revert are killed ${KILLS} times (seed ${SEED})`, async () => {
  const { met, untraced, problems } = await killAgainAndAgain({ kills: KILLS, seed: SEED, modules: 4, workflows });
  if (untraced !== undefined) process.stdout.write(`skipped: killing at system calls, because ${untraced}\n`);
  expect(problems).toEqual([]);
  expect([...met.values()].reduce((sum, count) => sum + count, 0)).toBe(KILLS);
});
