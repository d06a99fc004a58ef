import { nodeFiles } from "@t4/core";
import { killAgainAndAgain } from "@t4/testkit";
import { readLedger } from "@t4/writer";
import { expect, it } from "vitest";

const SEED = 20_261_122;
const countRuns = async (root: string): Promise<number> =>
  (await readLedger({ files: nodeFiles, root, ledgerDir: "manifests/.ledger" })).runs.length;

it(`leaves every manifest old or new when the real process is killed 200 times (seed ${SEED})`, async () => {
  const { met, problems } = await killAgainAndAgain({ kills: 200, seed: SEED, modules: 10, countRuns });
  process.stdout.write(`200 kills met: ${[...met].map(([state, count]) => `${state} ${count}`).join(", ")}\n`);
  expect(problems).toEqual([]);
  const writing = [...met].filter(([state]) => state.startsWith("pending")).map(([, count]) => count);
  expect(writing.reduce((sum, count) => sum + count, 0)).toBeGreaterThanOrEqual(50);
});
