import {
  type Damage,
  emptyWorkspace,
  type MemoryDisk,
  memoryFiles,
  NASTY_PIECES,
  plantSmallWorkspace,
  SMALL_WORKSPACE,
  type TempWorkspace,
  testContext,
  tryDamaged,
} from "@t4/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";

const isLong = process.env["MODE"] === "long";
const SEED = isLong ? 20_261_122 : 20_261_121;
const INPUT = { modules: [], dryRun: false };
const CASES = isLong ? 1000 : 50;
const FILES = Object.keys(SMALL_WORKSPACE).filter((path) => path !== "mod/core.py");

const piece = fc.oneof(
  fc.constantFrom(...NASTY_PIECES),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.json({ maxDepth: 3 }),
);
const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), remove: fc.nat({ max: 40 }), insert: piece });
const damage: fc.Arbitrary<Damage> = fc.oneof(
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("bytes" as const), bytes: fc.uint8Array({ maxLength: 300 }) }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("edits" as const),
      edits: fc.array(edit, { minLength: 1, maxLength: 4 }),
    }),
  },
);

let workspace: TempWorkspace;
let disk: MemoryDisk;
beforeAll(async () => {
  workspace = await emptyWorkspace("t4-fuzz-");
  disk = await plantSmallWorkspace(workspace.root);
});
afterAll(() => workspace.remove());

describe("enriching a module", () => {
  it("finds evidence of every kind in what is then damaged", async () => {
    const { report } = await enrich(INPUT, testContext(workspace.root, memoryFiles(disk.copy())));
    expect(report.modules.map(({ status }) => status)).toEqual(["changed"]);
    const fields = report.modules.flatMap(({ changes }) => changes.map(({ field }) => field));
    expect(fields).toEqual(
      expect.arrayContaining(["features", "components", "apis", "performance.observed", "testing.coverage_observed"]),
    );
  });

  it.each(FILES)(`survives any bytes in %s (${CASES} cases, seed ${SEED})`, async (path) => {
    const { root } = workspace;
    const property = fc.asyncProperty(damage, async (chosen) => {
      const problems = await tryDamaged(disk, root, path, chosen, (files) => enrich(INPUT, testContext(root, files)));
      expect(problems).toEqual([]);
    });
    await fc.assert(property, { seed: SEED, numRuns: CASES });
  });
});
