import { describe, expect, it } from "vitest";
import { planRevert, type RevertPlan } from "./revert-plan.ts";
import type { Run } from "./run.ts";

const sha = (text: string | undefined): string | null => (text === undefined || text === "-" ? null : text);

/** `a/1:x>y` is a change of the file `a/1` of module `a` from x to y; `-` is no file. A path without a slash is no module's. */
function run(id: string, at: number, parents: string[], changes: string[], undoes?: string[]): Run {
  const entries = changes.map((change) => {
    const [, path = "", before, after] = /^(.+):(.+)>(.+)$/.exec(change) ?? [];
    const module = path.includes("/") ? path.slice(0, path.indexOf("/")) : null;
    return { module, path, before: sha(before), after: sha(after), changes: [] };
  });
  const header = { op: "enrich", at: new Date(at * 1000).toISOString(), actor: "", reason: null };
  return { id, header: { ...header, t4: 1, parents, modules: entries.length, ...(undoes && { undoes }) }, entries };
}

/** Each file as `path holds -> gets`, with `?` for "or" and the run whose entry knows the bytes. */
function files(plan: RevertPlan): string[] {
  return plan.files.map(({ path, expected, source: { run: from, side, entry } }) => {
    const holds = expected.map((item) => item.entry.after ?? "-").join("?");
    return `${path} ${holds} -> ${entry[side] ?? "-"} ${side} ${from.id}`;
  });
}

const ids = (runs: readonly Run[]): string => runs.map(({ id }) => id).join("");

const A = run("a", 1, [], ["m/1:->1", "n/1:->1", "v:->1"]);
const B = run("b", 2, ["a"], ["m/1:1>2"]);
const C = run("c", 3, ["b"], ["m/1:2>3", "n/1:1>-"]);
const LINE = [A, B, C];

describe("planRevert of the newest run", () => {
  it("puts back what it found", () => {
    const plan = planRevert(LINE, { kind: "last" });
    expect(files(plan)).toEqual(["m/1 3 -> 2 before c", "n/1 - -> 1 before c"]);
    expect([plan.run?.id, ids(plan.undoes)]).toEqual(["c", "c"]);
  });

  it("takes the newest that concerns the modules, and only their files", () => {
    expect(files(planRevert([A, B], { kind: "last" }, new Set(["n"])))).toEqual(["n/1 1 -> - before a"]);
    expect(planRevert(LINE, { kind: "last" }, new Set(["o"])).needless).toEqual({ why: "other modules" });
    expect(planRevert([], { kind: "last" }).needless).toEqual({ why: "no run" });
  });

  it("passes over runs that wrote no file", () => {
    const told = run("t", 9, ["c"], []);
    expect(planRevert([...LINE, told], { kind: "last" }).run?.id).toBe("c");
    expect(planRevert([...LINE, told], { kind: "run", run: told }).needless).toEqual({ why: "no file" });
    expect(planRevert([told], { kind: "last" }).needless).toEqual({ why: "no run" });
    expect(planRevert([...LINE, told], { kind: "to", run: B }).undoes).toEqual([C]);
  });

  it("does nothing when the newest run undid something, and knows what would be next", () => {
    const undoing = run("d", 4, ["c"], ["m/1:3>2", "n/1:->1"], ["c"]);
    const plan = planRevert([...LINE, undoing], { kind: "last" });
    expect(plan).toMatchObject({
      undoes: [],
      files: [],
      needless: { why: "undone", undone: [{ id: "c" }], by: { id: "d" }, next: { id: "b" } },
    });
    const partly = run("d", 4, ["c"], ["m/1:3>2"], ["c"]);
    expect(planRevert([...LINE, partly], { kind: "last" }).needless).toMatchObject({ next: { id: "c" } });
    const all = run("d", 4, ["a"], ["m/1:1>-", "n/1:1>-", "v:1>-"], ["a"]);
    expect(planRevert([A, all], { kind: "last" }).needless).toMatchObject({ by: { id: "d" }, next: undefined });
  });

  it("undoes a redo like any other run", () => {
    const undoing = run("d", 4, ["c"], ["m/1:3>2", "n/1:->1"], ["c"]);
    const redo = run("e", 5, ["d"], ["m/1:2>3", "n/1:1>-"], ["d"]);
    expect(files(planRevert([...LINE, undoing, redo], { kind: "last" }))).toEqual([
      "m/1 3 -> 2 before e",
      "n/1 - -> 1 before e",
    ]);
  });
});

describe("planRevert of one run", () => {
  it("knows who wrote a file later", () => {
    const plan = planRevert(LINE, { kind: "run", run: A });
    expect(files(plan)).toEqual(["m/1 1 -> - before a", "n/1 1 -> - before a", "v 1 -> - before a"]);
    expect(plan.files.map(({ later }) => ids(later.map((item) => item.run)))).toEqual(["c", "c", ""]);
  });

  it("leaves out what is undone already, and says by whom when all is", () => {
    const undoing = run("d", 4, ["c"], ["m/1:3>2"], ["c"]);
    expect(files(planRevert([...LINE, undoing], { kind: "run", run: C }))).toEqual(["n/1 - -> 1 before c"]);
    expect(planRevert([...LINE, undoing], { kind: "run", run: C }, new Set(["m"])).needless).toMatchObject({
      why: "undone",
      by: { id: "d" },
    });
    expect(planRevert(LINE, { kind: "run", run: B }, new Set(["n"])).needless).toEqual({ why: "other modules" });
  });
});

describe("planRevert to a run", () => {
  it("takes the nearest state at or before it, or what the first later run found", () => {
    const D = run("d", 4, ["c"], ["new/1:->1", "m/1:3>4"]);
    const plan = planRevert([...LINE, D], { kind: "to", run: B });
    expect(files(plan)).toEqual(["m/1 4 -> 2 after b", "n/1 - -> 1 after a", "new/1 1 -> - before d"]);
    expect(ids(plan.undoes)).toBe("dc");
    expect(files(planRevert([...LINE, D], { kind: "to", run: B }, new Set(["n"])))).toEqual(["n/1 - -> 1 after a"]);
    expect(planRevert(LINE, { kind: "to", run: C })).toMatchObject({ files: [], undoes: [], needless: undefined });
  });

  it("takes back what other branches wrote, from whichever head is there", () => {
    const left = run("l", 2, ["a"], ["m/1:1>L"]);
    const right = run("r", 3, ["a"], ["m/1:1>R", "o/1:->R"]);
    const later = run("s", 4, ["r"], ["m/1:R>S"]);
    const runs = [A, left, right, later];
    expect(files(planRevert(runs, { kind: "to", run: left }))).toEqual(["m/1 S?L -> L after l", "o/1 R -> - before r"]);
    const merged = run("z", 5, ["l", "s"], ["n/1:1>Z"]);
    expect(files(planRevert([...runs, merged], { kind: "to", run: right }))).toEqual([
      "m/1 S?L -> R after r",
      "n/1 Z -> 1 after a",
    ]);
  });

  it("takes the side that the next run started from where branches met, and no other", () => {
    const [left, right] = [run("l", 2, ["a"], ["m/1:1>L"]), run("r", 3, ["a"], ["m/1:1>R"])];
    const met = run("t", 4, ["l", "r"], ["n/1:1>Z"]);
    const back = (...later: Run[]) => files(planRevert([A, left, right, met, ...later], { kind: "to", run: met }));
    expect(back(run("u", 5, ["t"], ["m/1:L>U"]))).toEqual(["m/1 U -> L after l"]);
    expect(back(run("u", 5, ["t"], ["m/1:R>U"]))).toEqual(["m/1 U -> R after r"]);
    // A branch that went on beside it does not tell.
    const beside = run("s", 1, ["l"], ["m/1:L>S"]);
    expect(back(beside, run("u", 5, ["t"], ["m/1:R>U"]))).toEqual(["m/1 U?S -> R after r"]);
    const told = run("u", 5, ["t"], ["m/1:R>U"]);
    const byHand = { ...told, header: { ...told.header, op: "record" } };
    for (const later of [beside, byHand, run("u", 5, ["t"], ["m/1:X>U"])]) {
      expect(() => back(later)).toThrowError(
        expect.objectContaining({
          code: "E_UNSETTLED",
          message: expect.stringMatching(/^m\/1 .* R by .* and L by /),
          hint: expect.stringContaining("t4 revert --run"),
        }),
      );
    }
    const same = run("r", 3, ["a"], ["m/1:1>L"]);
    const later = run("u", 5, ["t"], ["m/1:X>U"]);
    expect(files(planRevert([A, left, same, met, later], { kind: "to", run: met }))[0]).toMatch(/-> L after/);
  });

  it("puts back every file of a long history", () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      run(String(index).padStart(5, "0"), index, index === 0 ? [] : [String(index - 1).padStart(5, "0")], [
        `m${index % 150}/1:${Math.floor(index / 150)}>${Math.floor(index / 150) + 1}`,
      ]),
    );
    const plan = planRevert(many, { kind: "to", run: many[100] as Run });
    expect(plan.files).toHaveLength(150);
    expect(ids(plan.undoes.slice(-2))).toBe("0010200101");
  });
});
