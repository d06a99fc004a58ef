import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { followPaths } from "./verify-chain.ts";
import { buildGraph } from "./verify-graph.ts";
import type { LineSketch, RunSketch } from "./verify-run-file.ts";

const SEED = 20_261_121;

function makeLine(path: string, before: string | null, after: string | null): LineSketch {
  return { path, module: path, before, after, renames: false };
}

function makeRun(id: string, parents: string[], lines: LineSketch[]): RunSketch {
  const rest = { op: "enrich", at: "2026-11-21T09:00:00Z", undoes: [], snapshot: undefined, size: lines.length };
  return { id, file: id, parents, lines, ...rest };
}

function places(runs: readonly RunSketch[]): string[] {
  return followPaths(buildGraph(runs)).findings.map(({ file, line }) => `${file}:${line}`);
}

describe("followPaths", () => {
  const start = makeRun("a", [], [makeLine("m", "0", "1"), makeLine("n", "0", "1")]);

  it("takes a line that starts where a nearest one ended, and no other", () => {
    expect(places([start, makeRun("b", ["a"], [makeLine("m", "1", "2"), makeLine("n", "0", "2")])])).toEqual(["b:3"]);
    const merged = [
      start,
      makeRun("b", ["a"], [makeLine("m", "1", "2")]),
      makeRun("c", ["a"], [makeLine("m", "1", "3")]),
    ];
    expect(places([...merged, makeRun("d", ["b", "c"], [makeLine("m", "3", "4")])])).toEqual([]);
    expect(places([...merged, makeRun("d", ["b", "c"], [makeLine("m", "1", "4")])])).toEqual(["d:2"]);
  });

  it("says what does not fit", () => {
    const [{ message } = { message: "" }] = followPaths(
      buildGraph([start, makeRun("b", ["a"], [makeLine("m", "0", "2")])]),
    ).findings;
    expect(message).toBe("b says m was 0 before, but it was left as 1 by a");
  });

  it("takes a file that people removed or made in between", () => {
    expect(places([start, makeRun("b", ["a"], [makeLine("m", null, "2")])])).toEqual([]);
    const removed = makeRun("b", ["a"], [makeLine("m", "1", null)]);
    expect(places([start, removed, makeRun("c", ["b"], [makeLine("m", "7", "8")])])).toEqual([]);
  });

  it("refuses another module unless a change says so", () => {
    const moved = { ...makeLine("m", "1", "2"), module: "other" };
    expect(places([start, makeRun("b", ["a"], [moved])])).toEqual(["b:2"]);
    expect(places([start, makeRun("b", ["a"], [{ ...moved, renames: true }])])).toEqual([]);
  });

  it("doubts what comes from where a parent is missing, unless a run that is there left it", () => {
    const picked = makeRun("c", ["gone"], [makeLine("n", "5", "6"), makeLine("o", null, "1")]);
    const next = makeRun("d", ["a", "c"], [makeLine("m", "8", "9"), makeLine("n", "4", "7")]);
    const known = makeRun("e", ["a", "c"], [makeLine("m", "1", "9")]);
    const { findings, doubtful } = followPaths(buildGraph([start, picked, next, known]));
    expect(findings.map(({ file, line }) => `${file}:${line}`)).toEqual(["d:3"]);
    expect(doubtful.map(({ run, number }) => `${run.file}:${number}`)).toEqual(["c:2", "d:2"]);
  });

  it("takes a run that was written before the branch of a picked one came", () => {
    const branch = makeRun("b", ["a"], [makeLine("m", "1", "2")]);
    const picked = makeRun("c", ["b"], [makeLine("n", "1", "2")]);
    const meanwhile = makeRun("d", ["a", "c"], [makeLine("m", "1", "3")]);
    expect(places([start, picked, meanwhile])).toEqual([]);
    expect(places([start, branch, picked, meanwhile])).toEqual([]);
  });

  it("knows which lines are newest, and which no later one starts from", () => {
    const left = makeRun("b", ["a"], [makeLine("m", "1", "2")]);
    const right = makeRun("c", ["a"], [makeLine("m", "1", "3")]);
    const runs = [start, left, right, makeRun("d", ["b", "c"], [makeLine("m", "2", "4")])];
    const { heads, unused } = followPaths(buildGraph(runs));
    expect([...heads].map(([path, lines]) => path + lines.map(({ run }) => run.id).join(""))).toEqual(["na", "md"]);
    expect(unused.map(({ run, line }) => run.id + line.path)).toEqual(["an", "cm", "dm"]);
  });

  const shas = fc.constantFrom("1", "2", "3", null);
  const history = fc.array(
    fc.record({
      parents: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
      lines: fc.dictionary(fc.constantFrom("p", "q", "r"), fc.tuple(shas, shas), { maxKeys: 3 }),
    }),
    { minLength: 1, maxLength: 14 },
  );

  it(`finds in any history what looking back from each line finds (seed ${SEED})`, () => {
    fc.assert(
      fc.property(history, fc.integer(), (drawn, salt) => {
        const runs = drawn.map(({ parents, lines }, index) =>
          makeRun(
            String(index),
            // A number beyond the run itself stands for a parent that is missing, which is rare.
            [...new Set(parents.map((number) => String(number < 28 ? number % Math.max(index, 1) : -1)))].filter(
              (id) => id !== String(index),
            ),
            // Some twenty more paths, so that the tree has more than one level.
            Object.entries(lines).map(([path, [before, after]]) =>
              makeLine(`${path}${(salt >>> 5) & 15}`, before, after),
            ),
          ),
        );
        const padding = makeRun(
          "pad",
          [],
          Array.from({ length: 70 }, (_, number) => makeLine(`x${number}`, null, "1")),
        );
        expect(places([padding, ...runs]).sort()).toEqual(lookBack(runs).sort());
      }),
      { seed: SEED, numRuns: 3000 },
    );
  });
});

/** The same by the plainest of means: from every line back through the parents to the lines before it. */
function lookBack(runs: readonly RunSketch[]): string[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return runs.flatMap((run) =>
    run.lines.flatMap((line, index) => {
      const afters: (string | null)[] = [];
      let unknown = false;
      const seen = new Set<string>();
      const walk = (id: string): void => {
        if (seen.has(id)) return;
        seen.add(id);
        const other = byId.get(id);
        const found = other?.lines.find(({ path }) => path === line.path);
        if (other === undefined) unknown = true;
        else if (found === undefined) for (const parent of other.parents) walk(parent);
        else afters.push(found.after);
      };
      for (const parent of run.parents) walk(parent);
      const fits = unknown || afters.length === 0 || line.before === null || afters.includes(null);
      return fits || afters.includes(line.before) ? [] : [`${run.file}:${index + 2}`];
    }),
  );
}
