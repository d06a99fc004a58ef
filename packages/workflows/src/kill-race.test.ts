import { nodeFiles } from "@t4/core";
import { runName } from "@t4/ledger";
import { type RacedRun, raceAgainAndAgain, raceMixed, testContext } from "@t4/testkit";
import { readLedger } from "@t4/writer";
import { expect, it } from "vitest";
import { verifyLedger } from "./verify-ledger.ts";

const readAll = async (root: string): Promise<RacedRun[]> =>
  (await readLedger({ files: nodeFiles, root, ledgerDir: "manifests/.ledger" })).runs.map((run) => ({
    ...run,
    name: runName(run),
  }));
const readRuns = async (root: string): Promise<string[][]> =>
  (await readAll(root)).map(({ entries }) => entries.map(({ path }) => path));
const verify = async (root: string): Promise<string[]> =>
  (await verifyLedger({}, testContext(root))).findings.map(({ file, message }) => `${file}: ${message}`);

it("enriches like one process alone when 8 processes do it at once", async () => {
  expect(await raceAgainAndAgain({ rounds: 1, processes: 8, modules: 4, readRuns })).toEqual([]);
});

it("loses and doubles nothing when 8 processes enrich, record and revert at once, 2 times", async () => {
  const { written, problems } = await raceMixed({ rounds: 2, modules: 4, readRuns: readAll, verify });
  expect(problems).toEqual([]);
  expect([...written.keys()]).toEqual(expect.arrayContaining(["enrich", "record"]));
});
