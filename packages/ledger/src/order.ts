import { compareCodeUnits, sortedSet } from "@t4/core";
import { Heap } from "./heap.ts";
import type { RunHead } from "./parse-run.ts";
import type { Run } from "./run.ts";

/** Ids of the runs that are no one's parent, sorted: the parents of the next run. */
export function findHeads(runs: Iterable<RunHead>): string[] {
  const ids: string[] = [];
  const parents = new Set<string>();
  for (const run of runs) {
    ids.push(run.id);
    for (const parent of run.header.parents) parents.add(parent);
  }
  return sortedSet(ids.filter((id) => !parents.has(id)));
}

/**
 * The runs newest first: every run before its parents; among those that could come next the latest, then the one with the smaller
 * id. The same for any order of `runs`.
 */
export function newestFirst(runs: readonly Run[]): Run[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  const children = countChildren(byId);
  const ready = new Heap<Run>(compareAge);
  for (const run of byId.values()) if (!children.has(run.id)) ready.push(run);
  const ordered: Run[] = [];
  for (let run = ready.pop(); run !== undefined; run = ready.pop()) {
    ordered.push(run);
    for (const id of run.header.parents) {
      const left = (children.get(id) ?? 0) - 1;
      children.set(id, left);
      const parent = byId.get(id);
      if (left === 0 && parent !== undefined) ready.push(parent);
    }
  }
  return ordered;
}

function countChildren(byId: ReadonlyMap<string, Run>): Map<string, number> {
  const children = new Map<string, number>();
  for (const run of byId.values()) {
    for (const parent of run.header.parents) children.set(parent, (children.get(parent) ?? 0) + 1);
  }
  return children;
}

function compareAge(a: Run, b: Run): number {
  return compareCodeUnits(b.header.at, a.header.at) || compareCodeUnits(a.id, b.id);
}
