import { findUndone, type Run, runName } from "@t4/ledger";

/** Which runs undid a run, by name, and whether they undid all of it. */
export interface UndoneState {
  by: string[];
  whole: boolean;
}

/** For each of these runs that is undone, by id. */
export function undoneStates(runs: readonly Run[]): Map<string, UndoneState> {
  const { undone } = findUndone(runs);
  const states = new Map<string, UndoneState>();
  for (const { id, entries } of runs) {
    const paths = undone.get(id);
    if (paths === undefined) continue;
    const by = [...new Set([...paths.values()].map(runName))].sort();
    states.set(id, { by, whole: entries.every(({ path }) => paths.has(path)) });
  }
  return states;
}
