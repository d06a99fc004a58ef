import { makeHonestHistories } from "@t4/testkit";
import { expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { record } from "./record.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { editVocabulary } from "./vocab.ts";

const isLong = process.env["MODE"] === "long";
const SEED = isLong ? 20_261_201 : 20_261_121;
const HISTORIES = isLong ? 500 : 25;
const WORKFLOWS = { enrich, record, revert, editVocabulary, verifyLedger };

it(`verifies ${HISTORIES} honest histories after whatever changes something (seeds from ${SEED})`, async () => {
  const { taken, conflicts, excused, runs, problems } = await makeHonestHistories(HISTORIES, SEED, WORKFLOWS);
  const steps = [...taken].map(([step, count]) => `${step} ${count}`).join(", ");
  process.stdout.write(`${HISTORIES} histories: ${runs} runs, ${conflicts} conflicts, ${excused} excused; ${steps}\n`);
  expect(problems).toEqual([]);
  expect(taken.size).toBeGreaterThanOrEqual(isLong ? 12 : 10);
  expect(conflicts).toBeGreaterThanOrEqual(HISTORIES / 5);
  expect(excused).toBeGreaterThanOrEqual(HISTORIES / 25);
});
