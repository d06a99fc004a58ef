import { sha256 } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { historyOf, latestByPath } from "./history.ts";
import { findHeads, newestFirst } from "./order.ts";
import type { Run } from "./run.ts";

function run(name: string, at: number, parents: string[], paths: string[] = []): Run {
  return {
    id: name,
    header: {
      t4: 1,
      op: "enrich",
      at: new Date(at * 1000).toISOString(),
      actor: "",
      reason: null,
      parents,
      modules: paths.length,
    },
    entries: paths.map((path) => ({ module: path, path, before: null, after: sha256(path), changes: [] })),
  };
}

const ids = (runs: Run[]): string => runs.map(({ id }) => id).join("");

// a ← b ← d ← e and a ← c ← d, and f alone; b claims to be older than a.
const runs = [
  run("a", 10, [], ["m", "n"]),
  run("b", 5, ["a"], ["m"]),
  run("c", 20, ["a"], ["n"]),
  run("d", 30, ["b", "c"]),
  run("e", 31, ["d"]),
  run("f", 15, ["elsewhere"]),
];

describe("findHeads", () => {
  it("gives the runs that are no one's parent", () => {
    expect(findHeads(runs)).toEqual(["e", "f"]);
    expect(findHeads([])).toEqual([]);
  });
});

describe("newestFirst", () => {
  it("puts every run before its parents, then goes by time, then by id, whatever order the runs come in", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(runs, { minLength: runs.length }), (shuffled) => {
        expect(ids(newestFirst(shuffled))).toBe("edcfba");
      }),
      { seed: 7 },
    );
    const twins = [run("x", 1, []), run("y", 1, []), run("w", 1, [])];
    expect(ids(newestFirst(twins))).toBe("wxy");
  });

  it("puts each of 100,000 runs before its parents", () => {
    const many = Array.from({ length: 100_000 }, (_, index) =>
      run(String(index), index % 977, index % 3 === 0 ? [] : [String(index - 1)]),
    );
    const places = new Map(newestFirst(many).map(({ id }, place) => [id, place]));
    expect(places.size).toBe(many.length);
    const isLate = ({ id, header }: Run) => header.parents.some((parent) => places.get(parent)! <= places.get(id)!);
    expect(many.filter(isLate)).toEqual([]);
  });
});

describe("history", () => {
  it("of a module is newest first", () => {
    expect(historyOf(runs, "m").map(({ run, entry }) => run.id + entry.module)).toEqual(["bm", "am"]);
    expect(historyOf(runs, "none")).toEqual([]);
  });

  it("knows the newest run of each path", () => {
    expect([...latestByPath(runs)].map(([path, { run }]) => path + run.id)).toEqual(["nc", "mb"]);
  });
});
