import type { Finding } from "@t4/core";
import { followPaths, type HeadLine } from "./verify-chain.ts";
import { ledgerFinding, shortSha } from "./verify-finding.ts";
import { ancestry, buildGraph, type RunGraph } from "./verify-graph.ts";
import { type LostRun, promisedId, type RunSketch } from "./verify-run-file.ts";

/** What became of a run that others name and that is not there. */
export type Absence =
  /** This branch held it: somebody deleted it, or nobody can say that nobody did. */
  | "deleted"
  /** This branch never held it: a picked commit brought a run without those before it. */
  | "elsewhere";

export interface JudgedHistory {
  findings: Finding[];
  /** What is odd and in order. */
  notes: string[];
  /** The lines that none came after, by path. */
  heads: Map<string, HeadLine[]>;
  /** The lines that left a file, and from which no later line starts. */
  unused: HeadLine[];
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
 * where one before it ended, and what a revert undoes came before it. Where a parent is absent, what comes from it is not judged.
 */
export function judgeHistory(
  runs: readonly RunSketch[],
  lost: readonly LostRun[],
  absences: ReadonlyMap<string, Absence>,
): JudgedHistory {
  const graph = buildGraph(runs);
  const { findings, heads, unused } = followPaths(graph);
  const elsewhere = runs
    .flatMap((run) => run.parents.map((id) => ({ run, id })))
    .filter(({ id }) => {
      return absences.get(id) === "elsewhere";
    });
  const hasGaps = lost.length > 0 || absences.size > 0;
  return {
    findings: [
      ...findings,
      ...graph.doubled.map(doubledRun),
      ...graph.circular.map(circularRun),
      ...runs.flatMap((run) => absentParents(run, absences)),
      ...runs.flatMap((run) => youngerParents(run, graph)),
      ...judgeUndoes(graph, absences, hasGaps),
    ],
    notes: elsewhere.map(({ run, id }) => `${run.file} follows the run ${shortSha(id)}, which this branch never held.`),
    heads,
    unused,
  };
}

function absentParents({ file, parents }: RunSketch, absences: ReadonlyMap<string, Absence>): Finding[] {
  return parents.filter((id) => absences.get(id) === "deleted").map((id) => absentRun(file, "follows", id));
}

function absentRun(file: string, verb: string, id: string): Finding {
  const message = `${file} ${verb} the run ${shortSha(id)}, which is not there; its file is named *-${id.slice(0, 8)}.ndjson`;
  const fix = `Restore it from git: git log --all -- '*-${id.slice(0, 8)}.ndjson'`;
  return ledgerFinding("E_LEDGER_ABSENT", file, 1, message, fix);
}

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

function judgeUndoes(graph: RunGraph, absences: ReadonlyMap<string, Absence>, hasGaps: boolean): Finding[] {
  const isAncestor = ancestry(graph);
  return graph.ordered.flatMap((run) =>
    run.undoes.flatMap((id) => {
      if (absences.get(id) === "deleted") return [absentRun(run.file, "undoes", id)];
      const undone = graph.byId.get(id);
      // With runs missing in between, nobody can say what came before what.
      if (undone === undefined || hasGaps || isAncestor(undone, run)) return [];
      const message = `${run.file} undoes ${undone.file}, which did not come before it`;
      return [ledgerFinding("E_LEDGER_CHAIN", run.file, 1, message, "Restore the file from git.")];
    }),
  );
}
