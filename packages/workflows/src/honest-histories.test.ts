import { makeHonestHistories } from "@t4/testkit";
import { expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { record } from "./record.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { editVocabulary } from "./vocab.ts";

const SEED = 20_261_121;
const WORKFLOWS = { enrich, record, revert, editVocabulary, verifyLedger };

it(`verifies 25 honest histories after every step (seeds from ${SEED})`, async () => {
  const { taken, conflicts, excused, runs, problems } = await makeHonestHistories(25, SEED, WORKFLOWS);
  const steps = [...taken].map(([step, count]) => `${step} ${count}`).join(", ");
  process.stdout.write(`25 histories: ${runs} runs, ${conflicts} conflicts, ${excused} excused; ${steps}\n`);
  expect(problems).toEqual([]);
  expect(taken.size).toBeGreaterThanOrEqual(10);
  expect(conflicts).toBeGreaterThanOrEqual(5);
  expect(excused).toBeGreaterThanOrEqual(1);
});
