import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chronicle, timeOf } from "./chronicle.ts";
import { historyOf } from "./history.ts";
import type { Run } from "./run.ts";

function run(id: string, second: number, parents: string[], older?: number): Run {
  const at = timeAt(second);
  const header = { t4: 1 as const, op: "enrich", at, actor: "", reason: null, parents, modules: 0 };
  if (older === undefined) return { id, header, entries: [] };
  const source = { sha: id, at: timeAt(older), operation: null };
  return { id, header: { ...header, op: "import", source }, entries: [], imported: [{ module: "m", changes: [] }] };
}

function timeAt(second: number): string {
  return new Date(second * 1000).toISOString().replace(".000Z", "Z");
}

// a ← b ← i ← j ← c: the imports i and j came late and tell of the time before a, and between a and b. b and c claim one time.
const runs = [
  run("a", 100, []),
  run("b", 200, ["a"]),
  run("i", 300, ["b"], 150),
  run("j", 300, ["i"], 50),
  run("c", 300, ["j"]),
  run("k", 400, ["c"], 900),
];

describe("chronicle", () => {
  it("is the order in which things happened, whatever order the runs come in", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (shuffled) => {
        expect(chronicle(shuffled).map(({ id }) => id)).toEqual(["j", "a", "i", "b", "c", "k"]);
      }),
      { seed: 7 },
    );
  });

  it("keeps T4's own runs in the order in which they follow each other, whatever their clocks said", () => {
    const skewed = [run("a", 500, []), run("b", 400, ["a"]), run("z", 450, ["b"], 450)];
    expect(chronicle(skewed).map(({ id }) => id)).toEqual(["z", "a", "b"]);
  });

  it("keeps imports of one time in the order in which they were written", () => {
    const twins = [run("y", 9, ["x"], 5), run("x", 9, ["a"], 5), run("a", 1, [])];
    expect(chronicle(twins).map(({ id }) => id)).toEqual(["a", "x", "y"]);
  });

  it("puts an import before a run of T4's own of the same time", () => {
    expect(chronicle([run("a", 5, []), run("x", 9, ["a"], 5)]).map(({ id }) => id)).toEqual(["x", "a"]);
  });

  it("knows when a run happened", () => {
    expect(timeOf(run("a", 100, []))).toBe(timeAt(100));
    expect(timeOf(run("i", 300, [], 150))).toBe(timeAt(150));
  });

  it("is what a module's history follows", () => {
    expect(historyOf(runs, "m").map((event) => event.run.id)).toEqual(["k", "i", "j"]);
  });
});
