import { type CommitRequest, tamperAgainAndAgain, testContext } from "@t4/testkit";
import { commitRun } from "@t4/writer";
import { expect, it } from "vitest";
import { verifyLedger } from "./verify-ledger.ts";

const isLong = process.env["MODE"] === "long";
const SEED = isLong ? 20_261_122 : 20_261_121;
const CASES = isLong ? 200 : 20;

async function commit({ files, root, at, changes }: CommitRequest): Promise<void> {
  const header = { op: "enrich", at, actor: "tester", reason: null };
  await commitRun({ files, root, ledgerDir: "manifests/.ledger", header, entries: changes });
}

it(`finds and names whatever was tampered with: 12 classes × ${CASES} cases (seed ${SEED})`, async () => {
  const { problems, tallies } = await tamperAgainAndAgain({
    cases: CASES,
    seed: SEED,
    commit,
    verify: async (files, root, base) => {
      const { findings, unmeasured } = await verifyLedger({ base }, testContext(root, files));
      return [...findings, ...unmeasured];
    },
  });
  const lines = [...tallies].map(
    ([name, { found, onlyAgainstBase }]) => `${name}: ${found} found, ${onlyAgainstBase} of them only by --base`,
  );
  process.stdout.write(`${lines.join("\n")}\n`);
  expect(problems).toEqual([]);
  expect([...tallies.values()].map(({ found }) => found)).toEqual(Array.from({ length: 12 }, () => CASES));
});
