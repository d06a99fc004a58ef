import { describe, expect, it } from "vitest";
import { ancestry, buildGraph } from "./verify-graph.ts";
import { type Absence, absentRuns, judgeHistory } from "./verify-history.ts";
import { inspectRunFile, type LostRun, type RunSketch } from "./verify-run-file.ts";

const GONE = "9".repeat(64);

function run(id: string, parents: string[] = [], more: Partial<RunSketch> = {}): RunSketch {
  const rest = { op: "enrich", at: "2026-11-21T09:00:00Z", undoes: [], snapshot: undefined, size: 0, lines: [] };
  return { id, file: `runs/${id}`, parents, ...rest, ...more };
}

function judge(runs: readonly RunSketch[], absences: [string, Absence][] = [], lost: LostRun[] = []): string[] {
  const { findings, unmeasured, notes } = judgeHistory(runs, lost, new Map(absences));
  return [
    ...[...findings, ...unmeasured].map(({ code, file, line, message }) => `${code} ${file}:${line} ${message}`),
    ...notes,
  ];
}

describe("judgeHistory", () => {
  it("names the file of a run whose parent was deleted, and notes one that is elsewhere", () => {
    const runs = [run("a"), run("b", ["a", GONE])];
    expect(judge(runs, [[GONE, "deleted"]])).toEqual([
      `E_LEDGER_ABSENT runs/b:1 runs/b follows the run ${GONE.slice(0, 12)}, which is not there; its file is named *-99999999.ndjson`,
    ]);
    expect(judge(runs, [[GONE, "elsewhere"]])).toEqual([
      `runs/b follows the run ${GONE.slice(0, 12)}, which this branch never held.`,
    ]);
    const unexplained = `runs/b follows the run ${GONE.slice(0, 12)}, which is not there, and git cannot say whether it was deleted`;
    expect(judge(runs, [[GONE, "unknown"]])).toEqual([`E_GIT runs/b:1 ${unexplained}`]);
  });

  it("finds a run that is there twice, and runs that are their own ancestors", () => {
    const twice = [run("a"), run("a", [], { file: "runs/copy" })];
    expect(judge(twice)).toEqual(["E_LEDGER runs/copy:1 runs/copy holds the run a once more"]);
    const circle = [run("a", ["c"]), run("b", ["a"]), run("c", ["b"]), run("d")];
    expect(judge(circle).map((said) => said.slice(0, 23))).toEqual(
      ["a", "b", "c"].map((id) => `E_LEDGER_CHAIN runs/${id}:1`),
    );
  });

  it("finds a run that is dated before one that it follows", () => {
    const late = run("a", [], { at: "2026-11-21T09:00:01Z" });
    expect(judge([late, run("b", ["a"])])).toEqual([
      "E_LEDGER_CHAIN runs/b:1 runs/b is dated 2026-11-21T09:00:00Z, before runs/a, which it follows",
    ]);
    expect(judge([late, run("b", ["a"], { at: late.at })])).toEqual([]);
  });

  it("finds a revert of what did not come before it, or is not there", () => {
    const runs = [run("a"), run("b", ["a"]), run("c", ["a"])];
    expect(judge([...runs, run("d", ["b"], { undoes: ["a", "c"] })])).toEqual([
      "E_LEDGER_CHAIN runs/d:1 runs/d undoes runs/c, which did not come before it",
    ]);
    expect(judge([...runs, run("d", ["b"], { undoes: [GONE] })], [[GONE, "deleted"]])).toHaveLength(1);
    expect(judge([...runs, run("d", ["b"], { undoes: [GONE] })], [[GONE, "elsewhere"]])).toEqual([]);
    expect(judge([...runs, run("d", ["b", GONE], { undoes: ["c"] })], [[GONE, "elsewhere"]])).toHaveLength(1);
  });
});

describe("absentRuns", () => {
  it("are named by runs and promised by no lost file", () => {
    const lost = inspectRunFile(`runs/20261121T090000Z-${GONE.slice(0, 8)}.ndjson`, Buffer.from("no run"));
    const runs = [run("a"), run("b", ["a", GONE], { undoes: ["elsewhere"] })];
    expect(absentRuns(runs, [])).toEqual([GONE, "elsewhere"]);
    expect(absentRuns(runs, "lost" in lost ? [lost.lost] : [])).toEqual(["elsewhere"]);
  });
});

describe("ancestry", () => {
  it("knows what came before what, across branches and merges", () => {
    const runs = [run("a"), run("b", ["a"]), run("c", ["a"]), run("d", ["b"]), run("e", ["c", "d"]), run("f", ["c"])];
    const graph = buildGraph(runs.toReversed());
    const isAncestor = ancestry(graph);
    const pairs = runs.flatMap((one) =>
      runs.filter((other) => isAncestor(one, other)).map((other) => one.id + other.id),
    );
    expect(pairs).toEqual(["ab", "ac", "ad", "ae", "af", "bd", "be", "ce", "cf", "de"]);
    expect(isAncestor(run("unknown"), graph.ordered[0] as RunSketch)).toBe(false);
  });

  it("knows it in a history of 100,000 runs, too", () => {
    const runs = Array.from({ length: 100_000 }, (_, index) => run(`${index}`, index === 0 ? [] : [`${index - 1}`]));
    const isAncestor = ancestry(buildGraph(runs));
    expect(runs.filter((each) => !isAncestor(runs[0] as RunSketch, each))).toEqual([runs[0]]);
  });
});
