import { killAgainAndAgain, testContext } from "@t4/testkit";
import { expect, it } from "vitest";
import { recoverLedger } from "./recover-ledger.ts";
import { verifyLedger } from "./verify-ledger.ts";

const SEED = 20_261_121;
const KILLS = 12;
const verify = async (root: string): Promise<string[]> =>
  (await verifyLedger({}, testContext(root))).findings.map(({ file, message }) => `${file}: ${message}`);
const settle = (root: string): Promise<unknown> => recoverLedger(testContext(root));

it(`leaves every manifest old or new when real processes of enrich and revert are killed ${KILLS} times (seed ${SEED})`, async () => {
  const { met, untraced, problems } = await killAgainAndAgain({ kills: KILLS, seed: SEED, modules: 4, verify, settle });
  if (untraced !== undefined) process.stdout.write(`skipped: killing at system calls, because ${untraced}\n`);
  expect(problems).toEqual([]);
  expect([...met.values()].reduce((sum, count) => sum + count, 0)).toBe(KILLS);
});
