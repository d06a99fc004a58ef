import type { Finding } from "@t4/core";
import { ledgerFinding, shortSha } from "./verify-finding.ts";
import type { RunGraph } from "./verify-graph.ts";
import {
  nearestFor,
  type PathStates,
  topLevel,
  uniteStates,
  UNKNOWN_STATES,
  withEntries,
} from "./verify-path-states.ts";
import type { LineSketch, RunSketch } from "./verify-run-file.ts";

/** One line of a run as the end of a path's history, as far as nothing came after it. */
export interface HeadLine {
  run: RunSketch;
  line: LineSketch;
  /** 1-based, in the run's file. */
  number: number;
}

interface Step extends HeadLine {
  /** A later line came after it. */
  superseded: boolean;
  /** A later line starts from what it left. */
  borneOut: boolean;
}

/** The end of every path's history. */
export interface FollowedPaths {
  findings: Finding[];
  /** The lines that none came after, by path. */
  heads: Map<string, HeadLine[]>;
  /** The lines that left a file, and from which no later line starts; in order of their runs. */
  unused: HeadLine[];
  /** The lines that start from what no known line left, where some of those before them are missing; in order of their runs. */
  doubtful: HeadLine[];
}

/**
 * Follows every path through the history: each line must start from what a nearest line before it left. Nearest is meant along each way back through
 * the parents, because a run may have been written while the runs on one of these ways were not there yet (a picked commit whose branch
 * came later). A file that was missing on either side is no break: people remove and make files without T4. Where a parent is missing, what does not fit
 * is no finding yet: the missing run may have left it so.
 */
export function followPaths({ byId, ordered }: RunGraph): FollowedPaths {
  const paths = numberPaths(ordered);
  const level = topLevel(paths.size);
  const left = countChildren(ordered);
  const states = new Map<string, PathStates<Step> | undefined>();
  const findings: Finding[] = [];
  const doubtful: HeadLine[] = [];
  const steps: Step[] = [];
  for (const run of ordered) {
    const known = run.parents.filter((id) => byId.has(id));
    const ways = known.map((id) => states.get(id));
    const before = uniteStates(known.length < run.parents.length ? [...ways, UNKNOWN_STATES] : ways, level);
    const written = run.lines.map((line, index): Step => ({
      run,
      line,
      number: index + 2,
      superseded: false,
      borneOut: false,
    }));
    for (const step of written) {
      const { entries, unknown } = nearestFor(before, paths.get(step.line.path) ?? 0, level);
      for (const entry of entries) {
        entry.superseded = true;
        entry.borneOut ||= entry.line.after === step.line.before;
      }
      if (!unknown) findings.push(...judgeStep(step, entries));
      else if (!isKnownStart(step, entries)) doubtful.push(step);
      steps.push(step);
    }
    const numbered = written.map((step) => [paths.get(step.line.path) ?? 0, step] as const);
    states.set(run.id, withEntries(before, numbered.toSorted(byNumber), level));
    for (const id of known) forgetWhenDone(id, left, states);
  }
  const unused = steps.filter(({ line, borneOut }) => line.after !== null && !borneOut);
  return { findings, heads: headsOf(steps), unused, doubtful };
}

function isKnownStart({ line: { before } }: HeadLine, nearest: readonly HeadLine[]): boolean {
  return before === null || nearest.some(({ line: { after } }) => after === null || after === before);
}

function judgeStep({ run, line, number }: HeadLine, nearest: readonly HeadLine[]): Finding[] {
  if (nearest.length === 0 || line.before === null || nearest.some(({ line: { after } }) => after === null)) return [];
  const origins = nearest.filter(({ line: { after } }) => after === line.before);
  if (origins.length === 0) {
    const left = nearest.map((origin) => `${shortSha(origin.line.after)} by ${origin.run.file}`).join(" or ");
    const message = `says ${line.path} was ${shortSha(line.before)} before, but it was left as ${left}`;
    return [misfit(run, number, message)];
  }
  if (line.renames || origins.some((origin) => origin.line.module === line.module)) return [];
  const names = `${quote(line.module)}, but it was ${quote(origins[0]?.line.module ?? null)} and no change says so`;
  return [misfit(run, number, `says ${line.path} belongs to ${names}`)];
}

function misfit(run: RunSketch, number: number, message: string): Finding {
  const fix = "A run is written once and never changed: compare it, and the runs before it, with git.";
  return ledgerFinding("E_LEDGER_CHAIN", run.file, number, `${run.file} ${message}`, fix);
}

function quote(module: string | null): string {
  return module === null ? "no module" : JSON.stringify(module);
}

function numberPaths(runs: readonly RunSketch[]): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const { lines } of runs) for (const { path } of lines) if (!numbers.has(path)) numbers.set(path, numbers.size);
  return numbers;
}

function byNumber([a]: readonly [number, Step], [b]: readonly [number, Step]): number {
  return a - b;
}

function countChildren(runs: readonly RunSketch[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { parents } of runs) for (const id of parents) counts.set(id, (counts.get(id) ?? 0) + 1);
  return counts;
}

/** States that no child asks for any more would only take memory. */
function forgetWhenDone(id: string, left: Map<string, number>, states: Map<string, unknown>): void {
  const rest = (left.get(id) ?? 0) - 1;
  left.set(id, rest);
  if (rest === 0) states.delete(id);
}

function headsOf(steps: readonly Step[]): Map<string, HeadLine[]> {
  const heads = new Map<string, HeadLine[]>();
  for (const step of steps) {
    if (step.superseded) continue;
    const known = heads.get(step.line.path);
    if (known === undefined) heads.set(step.line.path, [step]);
    else known.push(step);
  }
  return heads;
}
