import type { Ending } from "./explore.ts";
import type { MemoryDisk } from "./memory-disk.ts";

/** Files by their path. */
type Files = ReadonlyMap<string, Uint8Array>;

/** The only two states that an act may leave, and which files of a disk count. */
export interface TwoStates {
  old: Files;
  fresh: Files;
  /** All by default. */
  filesOf?: (disk: MemoryDisk) => Files;
  /** The act may throw after all that counts is done. */
  failsLate?: boolean;
}

/**
 * Judges a disk by the bytes of every file that counts, record and snapshots among them: all old or all new and nothing besides; new when the act
 * returned, old when it threw. Gives what is wrong.
 */
export function judgeOldOrNew({ old, fresh, filesOf = (disk) => disk.files(), failsLate = false }: TwoStates) {
  return (disk: MemoryDisk, ending: Ending): string | undefined => {
    const found = filesOf(disk);
    const fromFresh = differing(found, fresh);
    if (fromFresh.length === 0 && (failsLate || ending !== "failed")) return undefined;
    const fromOld = differing(found, old);
    if (fromOld.length === 0 && ending !== "done") return undefined;
    return `${ending}: neither old (${fromOld.join(", ")}) nor new (${fromFresh.join(", ")})`;
  };
}

/** The paths at which two sets of files differ, sorted. */
function differing(a: Files, b: Files): string[] {
  const paths = [...new Set([...a.keys(), ...b.keys()])].sort();
  return paths.filter((path) => !isSame(a.get(path), b.get(path)));
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0);
}
