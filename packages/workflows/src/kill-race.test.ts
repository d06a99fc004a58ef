import { nodeFiles } from "@t4/core";
import { raceAgainAndAgain } from "@t4/testkit";
import { readLedger } from "@t4/writer";
import { expect, it } from "vitest";

async function readRuns(root: string): Promise<string[][]> {
  const { runs } = await readLedger({ files: nodeFiles, root, ledgerDir: "manifests/.ledger" });
  return runs.map(({ entries }) => entries.map(({ path }) => path));
}

it("enriches like one process alone when 8 processes do it at once, 5 times", async () => {
  expect(await raceAgainAndAgain({ rounds: 5, processes: 8, modules: 4, readRuns })).toEqual([]);
});
