import { cp, rm } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles, T4Error } from "@t4/core";
import {
  copyFixture,
  diffTrees,
  emptyWorkspace,
  listFiles,
  randomEdit,
  randomFrom,
  snapshotTree,
  type TempWorkspace,
  testContext,
} from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import type { EnrichReport } from "./enrich-report.ts";

const SEEDS = Array.from({ length: 8 }, (_, index) => (process.env["MODE"] === "long" ? 2001 : 1001) + index);
const ROUNDS = 2;
/** What a run remembers. */
const except = [".t4"];
/** Left out of the copies: half of aurora shows what all of it would, in half the time. */
const SPARED = [
  "src/catalog",
  "src/flagkit",
  "src/reporting",
  "src/pricing",
  "src/plumbing",
  "services/fulfilment",
  "services/webhook_gateway",
  "services/labs_recommender",
];

let enriched: TempWorkspace;
beforeAll(async () => {
  enriched = await copyFixture("aurora");
  for (const folder of SPARED) await rm(join(enriched.root, folder), { recursive: true });
  await run(enriched.root, 0);
});
afterAll(() => enriched.remove());

describe("a run that skips modules where nothing changed", () => {
  it.each(SEEDS)("says and writes what one does that remembers nothing, seed %i", async (seed) => {
    const random = randomFrom(seed);
    await using warm = await copyOf(enriched);
    await using cold = await copyOf(enriched);
    const done: string[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      const paths = await listFiles(warm.root);
      for (let count = 1 + random.below(3); count > 0; count -= 1) {
        const { name, apply } = randomEdit(random, paths);
        done.push(name);
        await apply(warm.root);
        await apply(cold.root);
      }
      await rm(join(cold.root, ".t4"), { recursive: true, force: true });
      const remembered = await run(warm.root, round);
      const answer = await run(cold.root, round);
      expect({ done, answer: remembered }).toEqual({ done, answer });
      const differing = diffTrees(
        await snapshotTree(cold.root, { except }),
        await snapshotTree(warm.root, { except }),
        { mtimes: false },
      );
      expect({ done, differing }).toEqual({ done, differing: [] });
      for (const forget of [false, true]) {
        const before = await snapshotTree(warm.root, { except });
        if (forget) await rm(join(warm.root, ".t4"), { recursive: true, force: true });
        await run(warm.root, round + 0.5);
        const again = diffTrees(before, await snapshotTree(warm.root, { except }), { mtimes: !forget });
        expect({ done, forget, again }).toEqual({ done, forget, again: [] });
      }
    }
  });
});

/** What a run reports, or the error that ends it; each hour a run. */
async function run(root: string, hour: number): Promise<EnrichReport | object> {
  const now = new Date(Date.parse("2026-11-21T09:00:00Z") + hour * 3_600_000).toISOString().replace(".000Z", "Z");
  try {
    const result = await enrich({ modules: [], dryRun: false }, testContext(root, nodeFiles, now));
    return result.report;
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    const { code, message, file, line, column } = error;
    return { code, message, file, line, column };
  }
}

async function copyOf({ root }: TempWorkspace): Promise<TempWorkspace> {
  const copy = await emptyWorkspace();
  await cp(root, copy.root, { recursive: true, verbatimSymlinks: true, preserveTimestamps: true });
  return copy;
}
