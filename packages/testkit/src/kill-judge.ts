import { type Bytes, leftoversOf, manifestsOf } from "./kill-workspace.ts";

/** A workspace before and after a command, as far as it is seen. */
export interface Generations {
  old: Bytes;
  fresh: Bytes;
}

/** What is wrong right after a kill: manifests that are neither old nor new. */
export function judgeTorn(torn: Bytes, { old, fresh }: Generations): string[] {
  const paths = new Set([...manifestsOf(old), ...manifestsOf(torn)]);
  return [...paths]
    .filter((path) => torn.get(path) !== old.get(path) && torn.get(path) !== fresh.get(path))
    .map((path) => `${path} is neither old nor new`);
}

/**
 * What is wrong after recovery: manifests of two generations, a record of another one, and what is left over. Drafts of locks are let pass: they go when
 * the lock is taken next.
 */
export function judgeRecovered(found: Bytes, { old, fresh }: Generations): string[] {
  const [isOld, isNew] = [old, fresh].map((state) =>
    manifestsOf(state).every((path) => found.get(path) === state.get(path)),
  );
  const problems = isNew || isOld ? [] : ["manifests of two generations"];
  const recorded = isSame(recordOf(found), recordOf(isNew ? fresh : old));
  if (!recorded) problems.push(`the record is not that of the ${isNew ? "new" : "old"} manifests`);
  const left = leftoversOf(found).filter((path) => !path.startsWith(".t4/"));
  return [...problems, ...left.map((path) => `left over: ${path}`)];
}

/** What is wrong at the end: whatever is not as an undisturbed command leaves it. */
export function judgeEnd(end: Bytes, fresh: Bytes): string[] {
  const paths = [...new Set([...end.keys(), ...fresh.keys()])].filter((path) => !path.startsWith(".t4/"));
  return paths
    .filter((path) => end.get(path) !== fresh.get(path))
    .map((path) => `${path} is not as an undisturbed run leaves it`);
}

/** How far a killed command had come. */
export function phaseOf(torn: Bytes, { old, fresh }: Generations): string {
  const names = [...torn.keys()];
  const changing = manifestsOf(old).filter((path) => old.get(path) !== fresh.get(path));
  const renamed = changing.filter((path) => torn.get(path) === fresh.get(path)).length;
  if (names.some((name) => name.endsWith(".pending"))) {
    if (renamed === changing.length) return "pending, all renamed";
    if (renamed > 0) return "pending, some renamed";
    return names.some((name) => /manifest\.json\.t4-.*\.tmp$/.test(name)) ? "pending, staged" : "pending, not staged";
  }
  return renamed > 0 ? "committed, not ended" : "before the write";
}

/** Runs and snapshots. */
function recordOf(state: Bytes): Map<string, string> {
  return new Map([...state].filter(([path]) => /^manifests\/\.ledger\/(?:runs|objects)\//.test(path)));
}

function isSame(a: Bytes, b: Bytes): boolean {
  return a.size === b.size && [...a].every(([path, bytes]) => b.get(path) === bytes);
}
