import type { RunSketch } from "./verify-run-file.ts";

/** The runs of a ledger and how they hang together. */
export interface RunGraph {
  byId: ReadonlyMap<string, RunSketch>;
  /** Every run after its parents; those of a circle are not among them. */
  ordered: readonly RunSketch[];
  /** Runs that are among their own ancestors, or follow one that is. */
  circular: readonly RunSketch[];
  /** Runs whose id another file has, too. */
  doubled: readonly RunSketch[];
}

/** Puts the runs in order. Takes time linear in the runs and their parents. */
export function buildGraph(runs: readonly RunSketch[]): RunGraph {
  const byId = new Map<string, RunSketch>();
  const doubled: RunSketch[] = [];
  for (const run of runs) {
    if (byId.has(run.id)) doubled.push(run);
    else byId.set(run.id, run);
  }
  const children = childrenOf(byId);
  const waiting = new Map<string, number>();
  const ordered: RunSketch[] = [];
  for (const run of byId.values()) {
    const present = run.parents.filter((id) => byId.has(id)).length;
    waiting.set(run.id, present);
    if (present === 0) ordered.push(run);
  }
  for (const run of ordered) {
    for (const child of children.get(run.id) ?? []) {
      const left = (waiting.get(child.id) ?? 0) - 1;
      waiting.set(child.id, left);
      if (left === 0) ordered.push(child);
    }
  }
  const placed = new Set(ordered);
  return { byId, ordered, circular: [...byId.values()].filter((run) => !placed.has(run)), doubled };
}

function childrenOf(byId: ReadonlyMap<string, RunSketch>): Map<string, RunSketch[]> {
  const children = new Map<string, RunSketch[]>();
  for (const run of byId.values()) {
    for (const id of run.parents) {
      const known = children.get(id);
      if (known === undefined) children.set(id, [run]);
      else known.push(run);
    }
  }
  return children;
}

/**
 * A test whether one run is an ancestor of another. Runs of one unbroken line answer at once; across merges the search goes back no further
 * than to the run that is looked for.
 */
export function ancestry({ byId, ordered }: RunGraph): (ancestor: RunSketch, of: RunSketch) => boolean {
  const places = layOut(ordered);
  return (ancestor, of) => {
    const sought = places.get(ancestor);
    if (sought === undefined) return false;
    const seen = new Set<RunSketch>();
    const stack = [of];
    for (let run = stack.pop(); run !== undefined; run = stack.pop()) {
      const place = places.get(run);
      if (place === undefined || place.rank < sought.rank || seen.has(run)) continue;
      if (place.line === sought.line && (run !== of || ancestor !== of)) return true;
      seen.add(run);
      for (const id of run.parents) {
        const parent = byId.get(id);
        if (parent !== undefined) stack.push(parent);
      }
    }
    return false;
  };
}

/** The place of a run in the order, and the line of first children that it is on. */
interface Place {
  rank: number;
  line: number;
}

function layOut(ordered: readonly RunSketch[]): Map<RunSketch, Place> {
  const places = new Map<RunSketch, Place>();
  const tips = new Map<string, number>();
  let lines = 0;
  for (const [rank, run] of ordered.entries()) {
    const above = run.parents.find((id) => tips.has(id));
    const line = (above === undefined ? undefined : tips.get(above)) ?? lines++;
    if (above !== undefined) tips.delete(above);
    tips.set(run.id, line);
    places.set(run, { rank, line });
  }
  return places;
}
