import type { Finding } from "@t4/core";
import { followPaths, type HeadLine } from "./verify-chain.ts";
import { ledgerFinding, shortSha } from "./verify-finding.ts";
import { ancestry, buildGraph, type RunGraph } from "./verify-graph.ts";
import { type LostRun, promisedId, type RunSketch } from "./verify-run-file.ts";

/** What became of a run that others name and that is not there. */
export type Absence =
  /** This branch held it: somebody deleted it. */
  | "deleted"
  /** This branch never held it: a picked commit brought a run without those before it. */
  | "elsewhere"
  /** Nobody can say which of the two: without git, and in a shallow clone. */
  | "unknown";

export interface JudgedHistory {
  findings: Finding[];
  /** What would be a finding, or none, if the absence of a run could be explained. */
  unmeasured: Finding[];
  /** What is odd and in order. */
  notes: string[];
  /** The lines that none came after, by path. */
  heads: Map<string, HeadLine[]>;
  /** The lines that left a file, and from which no later line starts. */
  unused: HeadLine[];
  /** The lines that only their own runs can bear out: what came before them is excused for being absent. */
  excused: HeadLine[];
  /** Those of `excused` whose start no run that is there left. */
  doubtful: ReadonlySet<HeadLine>;
}

/** Ids that runs name, as parents or as undone, and that no file holds; those that a lost file promises are not among them. */
export function absentRuns(runs: readonly RunSketch[], lost: readonly LostRun[]): string[] {
  const present = new Set(runs.map(({ id }) => id));
  const promised = new Set(lost.map(({ file }) => promisedId(file)));
  const named = runs.flatMap(({ parents, undoes }) => [...parents, ...undoes]);
  return [...new Set(named)].filter((id) => !present.has(id) && !promised.has(id.slice(0, 8)));
}

/**
 * Judges how the runs hang together: every parent is there and not younger than its child, none is its own ancestor, each line starts
 * where one before it ended, and what a revert undoes came before it. Where a parent is absent, what comes from it is left to the runs themselves.
 */
export function judgeHistory(
  runs: readonly RunSketch[],
  lost: readonly LostRun[],
  absences: ReadonlyMap<string, Absence>,
): JudgedHistory {
  const graph = buildGraph(runs);
  const { findings, heads, unused, doubtful } = followPaths(graph);
  const orphans = runs.flatMap((run) => run.parents.filter((id) => absences.has(id)).map((id) => ({ run, id })));
  const elsewhere = orphans.filter(({ id }) => absences.get(id) === "elsewhere");
  const hasGaps = lost.length > 0 || absences.size > 0;
  // Beside a run that is known to be gone, what it explains would only be noise.
  const isExcused = lost.length === 0 && ![...absences.values()].includes("deleted");
  return {
    findings: [
      ...findings,
      ...graph.doubled.map(doubledRun),
      ...graph.circular.map(circularRun),
      ...runs.flatMap((run) => absentNamed(run, absences, "deleted")),
      ...runs.flatMap((run) => youngerParents(run, graph)),
      ...judgeUndoes(graph, hasGaps),
    ],
    unmeasured: runs.flatMap((run) => absentNamed(run, absences, "unknown")),
    notes: elsewhere.map(({ run, id }) => `${run.file} follows the run ${shortSha(id)}, which this branch never held.`),
    heads,
    unused,
    excused: isExcused ? [...doubtful, ...new Set(orphans.map(({ run }) => run))].flatMap(linesOf) : [],
    doubtful: new Set(isExcused ? doubtful : []),
  };
}

function linesOf(part: HeadLine | RunSketch): HeadLine[] {
  return "run" in part ? [part] : part.lines.map((line, index) => ({ run: part, line, number: index + 2 }));
}

function absentNamed(
  { file, parents, undoes }: RunSketch,
  absences: ReadonlyMap<string, Absence>,
  fate: "deleted" | "unknown",
): Finding[] {
  const absent = (ids: readonly string[]): string[] => ids.filter((id) => absences.get(id) === fate);
  return [
    ...absent(parents).map((id) => (fate === "deleted" ? absentRun : unexplainedRun)(file, "follows", id)),
    ...absent(undoes).map((id) => (fate === "deleted" ? absentRun : unexplainedRun)(file, "undoes", id)),
  ];
}

function absentRun(file: string, verb: string, id: string): Finding {
  const message = `${file} ${verb} the run ${shortSha(id)}, which is not there; its file is named *-${id.slice(0, 8)}.ndjson`;
  const fix = `Restore it from git: git log --all -- '*-${id.slice(0, 8)}.ndjson'`;
  return ledgerFinding("E_LEDGER_ABSENT", file, 1, message, fix);
}

function unexplainedRun(file: string, verb: string, id: string): Finding {
  const message = `${file} ${verb} the run ${shortSha(id)}, which is not there, and git cannot say whether it was deleted`;
  return ledgerFinding("E_GIT", file, 1, message, DEEPEN);
}

const DEEPEN = "Run this in a checkout with all its history; `git fetch --unshallow` completes a shallow clone.";

function doubledRun({ file, id }: RunSketch): Finding {
  const message = `${file} holds the run ${shortSha(id)} once more`;
  return ledgerFinding("E_LEDGER", file, 1, message, "Remove the copy.");
}

function circularRun({ file }: RunSketch): Finding {
  const message = `${file} is among its own ancestors, or follows a run that is`;
  return ledgerFinding("E_LEDGER_CHAIN", file, 1, message, "Restore the ledger from git.");
}

/** The writer gives no run an earlier time than its parents have, whatever its clock says. */
function youngerParents({ file, at, parents }: RunSketch, { byId }: RunGraph): Finding[] {
  const younger = parents.map((id) => byId.get(id)).filter((parent) => parent !== undefined && parent.at > at);
  return younger.map((parent) => {
    const message = `${file} is dated ${at}, before ${parent?.file}, which it follows`;
    return ledgerFinding("E_LEDGER_CHAIN", file, 1, message, "Restore the file from git.");
  });
}

function judgeUndoes(graph: RunGraph, hasGaps: boolean): Finding[] {
  const isAncestor = ancestry(graph);
  return graph.ordered.flatMap((run) =>
    run.undoes.flatMap((id) => {
      const undone = graph.byId.get(id);
      // With runs missing in between, nobody can say what came before what.
      if (undone === undefined || hasGaps || isAncestor(undone, run)) return [];
      const message = `${run.file} undoes ${undone.file}, which did not come before it`;
      return [ledgerFinding("E_LEDGER_CHAIN", run.file, 1, message, "Restore the file from git.")];
    }),
  );
}
