import { makeHonestHistories } from "@t4/testkit";
import { expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { record } from "./record.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { editVocabulary } from "./vocab.ts";

const SEED = 20_261_201;
const WORKFLOWS = { enrich, record, revert, editVocabulary, verifyLedger };

it(`verifies 500 honest histories after every step (seeds from ${SEED})`, async () => {
  const { taken, conflicts, excused, runs, problems } = await makeHonestHistories(500, SEED, WORKFLOWS);
  const steps = [...taken].map(([step, count]) => `${step} ${count}`).join(", ");
  process.stdout.write(`500 histories: ${runs} runs, ${conflicts} conflicts, ${excused} excused; ${steps}\n`);
  expect(problems).toEqual([]);
  expect(taken.size).toBeGreaterThanOrEqual(12);
  expect(conflicts).toBeGreaterThanOrEqual(100);
  expect(excused).toBeGreaterThanOrEqual(20);
});
