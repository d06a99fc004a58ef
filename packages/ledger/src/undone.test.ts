import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planRevert, type RevertAim } from "./revert-plan.ts";
import type { Run } from "./run.ts";
import { findUndone } from "./undone.ts";

type State = ReadonlyMap<string, string | null>;

const PATHS = ["a/1", "a/2", "b/1", "c"];
const moduleOf = (path: string): string | null => (path.includes("/") ? path.slice(0, 1) : null);

function makeRun(runs: readonly Run[], changes: readonly [string, string | null, string | null][], undoes?: string[]) {
  const number = String(runs.length).padStart(3, "0");
  const run: Run = {
    id: `run${number}`,
    header: {
      t4: 1,
      op: undoes === undefined ? "enrich" : "revert",
      at: `2026-11-21T09:${number}Z`,
      actor: "",
      reason: null,
      parents: runs.slice(-1).map(({ id }) => id),
      modules: changes.length,
      ...(undoes && { undoes }),
    },
    entries: changes.map(([path, before, after]) => ({ module: moduleOf(path), path, before, after, changes: [] })),
  };
  return run;
}

/** A ledger in memory with the files that it describes. */
class Model {
  runs: Run[] = [];
  state: State = new Map(PATHS.map((path) => [path, null]));

  write(values: Readonly<Record<string, string | null>>, undoes?: string[]): Run | undefined {
    const changes = Object.entries(values)
      .filter(([path, value]) => this.state.get(path) !== value)
      .map(([path, value]): [string, string | null, string | null] => [path, this.state.get(path) ?? null, value]);
    if (changes.length === 0) return undefined;
    const run = makeRun(this.runs, changes, undoes);
    this.runs.push(run);
    this.state = new Map([...this.state, ...Object.entries(values)]);
    return run;
  }

  /** The revert's run; undefined when there was nothing to do, or when a file is not as it must be. */
  revert(aim: RevertAim, modules?: readonly string[]): Run | undefined {
    const { files, undoes } = planRevert(this.runs, aim, modules && new Set(modules));
    const fits = files.every(({ path, expected }) =>
      expected.some(({ entry }) => entry.after === this.state.get(path)),
    );
    if (!fits || files.length === 0) return undefined;
    const values = files.map(({ path, source }) => [path, source.entry[source.side]]);
    return this.write(
      Object.fromEntries(values),
      undoes.map(({ id }) => id),
    );
  }

  /** Which runs are undone where, of the first `count`. */
  undone(count = this.runs.length): string[] {
    const { undone } = findUndone(this.runs);
    return this.runs
      .slice(0, count)
      .flatMap(({ id }) => [...(undone.get(id)?.keys() ?? [])].sort().map((path) => id + path));
  }
}

const value = fc.constantFrom("x", "y", null);
const write = fc.dictionary(fc.constantFrom(...PATHS), value, { minKeys: 1, noNullPrototype: true });
const scope = fc.option(fc.subarray(["a", "b"], { minLength: 1 }), { nil: undefined, freq: 3 });
const revert = fc.record({
  kind: fc.constantFrom("last" as const, "run" as const, "to" as const),
  which: fc.nat(30),
  scope,
});
const steps = fc.array(fc.oneof({ arbitrary: write, weight: 2 }, { arbitrary: revert, weight: 3 }), {
  minLength: 3,
  maxLength: 16,
  size: "max",
});

function aimOf({ kind, which }: { kind: "last" | "run" | "to"; which: number }, runs: readonly Run[]): RevertAim {
  const run = runs[which % runs.length];
  return kind === "last" || run === undefined ? { kind: "last" } : { kind, run };
}

/** Plays random steps; `check` sees each revert that wrote a run. */
function play(
  check: (model: Model, before: Model, aim: RevertAim, modules: readonly string[] | undefined, run: Run) => void,
) {
  let reverts = 0;
  fc.assert(
    fc.property(steps, (list) => {
      const model = new Model();
      for (const step of list) {
        if (!("kind" in step && "which" in step)) {
          model.write(step as Record<string, string | null>);
          continue;
        }
        const { scope: modules, ...rest } = step as { kind: "last" | "run" | "to"; which: number; scope?: string[] };
        const aim = aimOf(rest, model.runs);
        const before = Object.assign(new Model(), { runs: [...model.runs], state: model.state });
        const run = model.revert(aim, modules);
        if (run === undefined) continue;
        reverts += 1;
        check(model, before, aim, modules, run);
      }
    }),
    { seed: 20_261_121, numRuns: 2000 },
  );
  expect(reverts).toBeGreaterThan(4000);
}

describe("findUndone, over random histories of writes and reverts", () => {
  it("knows that what was reverted is reverted, so that asking twice is asking once", () => {
    play((model, _, aim, modules) => {
      const again = planRevert(model.runs, aim, modules && new Set(modules));
      const moves = again.files.filter(({ path, source }) => source.entry[source.side] !== model.state.get(path));
      expect(moves).toEqual([]);
      if (aim.kind !== "to") expect(again.needless).toMatchObject({ why: "undone" });
    });
  });

  it("takes the revert of a revert for a redo", () => {
    play((model, before, _, __, run) => {
      expect(model.revert({ kind: "run", run })).toBeDefined();
      expect(model.state).toEqual(before.state);
      expect(model.undone(before.runs.length)).toEqual(before.undone());
      expect(findUndone(model.runs).undoings.get(model.runs.at(-1)!.id) ?? new Set()).toEqual(
        // A redo of a redo undoes again.
        redoneBy(before, run),
      );
      model.runs.pop();
      model.state = new Map([...before.state, ...run.entries.map(({ path, after }) => [path, after] as const)]);
    });
  });

  it("comes back to a run with all that was undone then, and nothing else", () => {
    play((model, _, aim, modules) => {
      if (aim.kind !== "to" || modules !== undefined) return;
      const index = model.runs.indexOf(aim.run);
      const then = Object.assign(new Model(), { runs: model.runs.slice(0, index + 1) });
      expect(model.undone(index + 1)).toEqual(then.undone());
      const { undone, reach } = findUndone(model.runs);
      for (const { id } of model.runs.slice(index + 1, -1)) {
        expect([...(undone.get(id)?.keys() ?? [])].sort()).toEqual([...(reach.get(id)?.keys() ?? [])].sort());
      }
    });
  });

  it("does not depend on the order in which runs are read", () => {
    const model = new Model();
    model.write({ "a/1": "x", "b/1": "x" });
    model.write({ "a/1": "y" });
    model.revert({ kind: "last" });
    model.revert({ kind: "last" });
    model.revert({ kind: "run", run: model.runs[0]! }, ["b"]);
    const expected = findUndone(model.runs);
    fc.assert(
      fc.property(fc.shuffledSubarray(model.runs, { minLength: model.runs.length }), (shuffled) => {
        expect(findUndone(shuffled)).toEqual(expected);
      }),
    );
  });
});

/** The paths where a redo of `run` undoes something: those where the run itself only redid. */
function redoneBy(before: Model, run: Run): Set<string> {
  const { undoings, reach } = findUndone([...before.runs, run]);
  const paths = [...(reach.get(run.id)?.keys() ?? [])];
  return new Set(paths.filter((path) => undoings.get(run.id)?.has(path) !== true));
}

describe("findUndone", () => {
  it("keeps a run that was reverted for one module undone there only", () => {
    const model = new Model();
    const run = model.write({ "a/1": "x", "b/1": "x", c: "x" })!;
    const revert = model.revert({ kind: "run", run }, ["a"]);
    expect([...(findUndone(model.runs).undone.get(run.id) ?? [])]).toEqual([["a/1", revert]]);
    model.revert({ kind: "run", run });
    expect(model.undone()).toEqual(["run000a/1", "run000b/1", "run000c"]);
  });

  it("counts a file that runs had changed and changed back as undone with them", () => {
    const model = new Model();
    const first = model.write({ "b/1": "x" })!;
    model.write({ "a/1": "x", "b/1": "y" });
    model.write({ "a/1": null });
    expect(model.revert({ kind: "to", run: first })?.entries.map(({ path }) => path)).toEqual(["b/1"]);
    expect(model.undone()).toEqual(["run001a/1", "run001b/1", "run002a/1"]);
  });

  it("does not count it where the revert was narrowed to another module", () => {
    const model = new Model();
    const first = model.write({ "b/1": "x" })!;
    model.write({ "a/1": "x", "b/1": "y", c: "y" });
    model.write({ "a/1": null, "b/1": "z" });
    model.revert({ kind: "to", run: first }, ["b"]);
    expect(model.undone()).toEqual(["run001b/1", "run002b/1"]);
  });

  it("takes a return for a redo where all that it undid was undoing", () => {
    const model = new Model();
    const first = model.write({ "a/1": "x", "b/1": "x" })!;
    model.write({ "a/1": "y" });
    model.revert({ kind: "last" });
    model.revert({ kind: "run", run: first }, ["a"]);
    const redo = model.revert({ kind: "to", run: first })!;
    expect(redo.header.undoes).toEqual(["run003", "run002", "run001"]);
    expect(findUndone(model.runs).undoings.get(redo.id)).toEqual(new Set());
    expect(planRevert(model.runs, { kind: "last" })).toMatchObject({ run: { id: redo.id }, needless: undefined });
    model.write({ "b/1": "y" });
    const mixed = model.revert({ kind: "to", run: first })!;
    expect(findUndone(model.runs).undoings.get(mixed.id)?.has("b/1")).toBe(true);
  });

  it("ignores ids that no run has, its own, and newer ones", () => {
    const model = new Model();
    model.write({ "a/1": "x" }, ["run000", "run001", "nowhere"]);
    model.write({ "a/1": "y" });
    expect(model.undone()).toEqual([]);
  });

  it("answers for 20,000 reverts of one another", () => {
    const model = new Model();
    model.write({ "a/1": "x" });
    for (let count = 0; count < 20_000; count += 1) {
      const last = model.runs.at(-1)!;
      model.write({ "a/1": count % 2 === 0 ? null : "x" }, [last.id]);
    }
    const { undone, undoings } = findUndone(model.runs);
    expect(undoings.size).toBe(20_000);
    expect(undone.size).toBe(10_000);
  });
});
