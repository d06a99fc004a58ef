import { newestFirst } from "./order.ts";
import type { Run } from "./run.ts";

/** What reverts mean for the runs of a ledger. */
export interface Undone {
  /** For each run that is undone somewhere, by id: the paths, each with the revert that undid it. */
  undone: ReadonlyMap<string, ReadonlyMap<string, Run>>;
  /** For each revert that undid something, other than only redoing it, by id: the paths. */
  undoings: ReadonlyMap<string, ReadonlySet<string>>;
  /** For each run, by id: the paths that it decided about, with their modules. A revert also decides about what it found to be right already. */
  reach: ReadonlyMap<string, ReadonlyMap<string, string | null>>;
}

/**
 * Which runs are undone, file by file. A revert that is undone itself does not count, so reverting it redoes what it undid; a run that a revert
 * names is undone only for the files that this revert reached, for it may have been narrowed to some modules. The same for any order of `runs`.
 */
export function findUndone(runs: readonly Run[]): Undone {
  const ordered = newestFirst(runs);
  const undoes = undoesById(ordered);
  const reach = new Map<string, Reach>();
  const undoings = new Map<string, ReadonlySet<string>>();
  for (const run of ordered.toReversed()) {
    const named = undoes.get(run.id) ?? [];
    reach.set(run.id, reachOf(run, named, reach));
    if (named.length > 0) undoings.set(run.id, undoingOf(run, named, { reach, undoings, undoes }));
  }
  return { undone: undoneAmong(ordered, { reach, undoes }), undoings, reach };
}

/** What each run undoes, newest first. An id that is not that of an older run means nothing. */
function undoesById(ordered: readonly Run[]): Map<string, readonly Run[]> {
  const ranks = new Map(ordered.map(({ id }, rank) => [id, rank]));
  return new Map(
    ordered.map(({ id, header }, rank) => {
      const named = (header.undoes ?? []).flatMap((other) => ranks.get(other) ?? []);
      const older = [...new Set(named)].filter((other) => other > rank).sort((a, b) => a - b);
      return [id, older.flatMap((other) => ordered[other] ?? [])];
    }),
  );
}

type Reach = ReadonlyMap<string, string | null>;

interface Known {
  reach: ReadonlyMap<string, Reach>;
  undoings: ReadonlyMap<string, ReadonlySet<string>>;
  /** What each run undoes, newest first. */
  undoes: ReadonlyMap<string, readonly Run[]>;
}

/**
 * A file that the undone runs together left as they had found it has no entry in the revert. The revert stands for it all the same,
 * unless it was narrowed to other modules: that shows in files that it did not put back though they had changed.
 */
function reachOf(run: Run, undoes: readonly Run[], known: ReadonlyMap<string, Reach>): Reach {
  const reach = new Map(run.entries.map(({ path, module }) => [path, module]));
  const others = new Map<string, string | null>();
  for (const { id } of undoes) for (const [path, module] of known.get(id) ?? []) others.set(path, module);
  for (const path of reach.keys()) others.delete(path);
  if (others.size === 0) return reach;
  const moved = movedBy(undoes);
  const isNarrowed = [...others.keys()].some((path) => moved.has(path));
  const modules = new Set(reach.values());
  for (const [path, module] of others) {
    if (!moved.has(path) && (!isNarrowed || modules.has(module))) reach.set(path, module);
  }
  return reach;
}

/** The paths that these runs, newest first, left otherwise than they had found them. */
function movedBy(runs: readonly Run[]): Set<string> {
  const after = new Map<string, string | null>();
  const before = new Map<string, string | null>();
  for (const { entries } of runs) {
    for (const entry of entries) {
      if (!after.has(entry.path)) after.set(entry.path, entry.after);
      before.set(entry.path, entry.before);
    }
  }
  return new Set([...after].filter(([path, sha]) => before.get(path) !== sha).map(([path]) => path));
}

/** The paths of which a revert has undone something that stood, and not only an undoing. */
function undoingOf(run: Run, undoes: readonly Run[], { reach, undoings, undoes: all }: Known): Set<string> {
  const own = reach.get(run.id);
  const settled = undoneAmong(undoes, { reach, undoes: all });
  const paths = new Set<string>();
  for (const { id } of undoes) {
    for (const path of reach.get(id)?.keys() ?? []) {
      const stood = settled.get(id)?.has(path) !== true;
      if (stood && own?.has(path) === true && undoings.get(id)?.has(path) !== true) paths.add(path);
    }
  }
  return paths;
}

/** What of these runs, newest first, other ones of them have undone. */
function undoneAmong(runs: readonly Run[], { reach, undoes }: Omit<Known, "undoings">): Map<string, Map<string, Run>> {
  const undone = new Map<string, Map<string, Run>>();
  for (const revert of runs) {
    const [own, lost] = [reach.get(revert.id), undone.get(revert.id)];
    for (const { id } of undoes.get(revert.id) ?? []) {
      const paths = undone.get(id) ?? new Map<string, Run>();
      for (const path of reach.get(id)?.keys() ?? []) {
        if (own?.has(path) === true && lost?.has(path) !== true && !paths.has(path)) paths.set(path, revert);
      }
      if (paths.size > 0) undone.set(id, paths);
    }
  }
  return undone;
}
