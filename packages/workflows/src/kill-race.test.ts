import { nodeFiles } from "@t4/core";
import { runName } from "@t4/ledger";
import { type RacedRun, raceAgainAndAgain, raceMixed, testContext } from "@t4/testkit";
import { readLedger } from "@t4/writer";
import { expect, it } from "vitest";
import { verifyLedger } from "./verify-ledger.ts";

const isLong = process.env["MODE"] === "long";
const ROUNDS = isLong ? 25 : 2;

const readAll = async (root: string): Promise<RacedRun[]> =>
  (await readLedger({ files: nodeFiles, root, ledgerDir: "manifests/.ledger" })).runs.map((run) => ({
    ...run,
    name: runName(run),
  }));
const readRuns = async (root: string): Promise<string[][]> =>
  (await readAll(root)).map(({ entries }) => entries.map(({ path }) => path));
const verify = async (root: string): Promise<string[]> =>
  (await verifyLedger({}, testContext(root))).findings.map(({ file, message }) => `${file}: ${message}`);

it(`enriches like one process alone when 8 processes do it at once, ${isLong ? ROUNDS : 1} times`, async () => {
  expect(await raceAgainAndAgain({ rounds: isLong ? ROUNDS : 1, processes: 8, modules: 4, readRuns })).toEqual([]);
});

it(`loses and doubles nothing when 8 processes enrich, record and revert at once, ${ROUNDS} times`, async () => {
  const { written, problems } = await raceMixed({ rounds: ROUNDS, modules: 4, readRuns: readAll, verify });
  expect(problems).toEqual([]);
  process.stdout.write(`runs written: ${[...written].map(([op, count]) => `${op} ${count}`).join(", ")}\n`);
  // Few rounds may have no revert that finds its run as it left it.
  const operations = ["enrich", "record", ...(isLong ? ["revert"] : [])];
  expect([...written.keys()]).toEqual(expect.arrayContaining(operations));
});
