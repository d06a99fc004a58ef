import { decodeUtf8, encodeUtf8, formatJson, sha256, type JsonValue } from "@t4/core";
import type { RunEntry } from "./run.ts";
import { unapplyChanges } from "./unapply-changes.ts";

/**
 * The bytes of an entry's file before the run, rebuilt from its bytes after it (null: the run removed it). Null when there was
 * no file; undefined when the changes do not suffice, because the bytes before were not in T4's own format or an old value was too large for
 * a line: then they are kept in the run's snapshot.
 */
export function restoreBefore(entry: RunEntry, after: Uint8Array | null): Uint8Array | null | undefined {
  if (entry.before === null) return null;
  // Without an old value the way back is not there to be tried.
  if (entry.changes.some(({ replaced }) => replaced)) return undefined;
  const bytes = rebuild(entry, after);
  return bytes !== undefined && sha256(bytes) === entry.before ? bytes : undefined;
}

function rebuild(entry: RunEntry, after: Uint8Array | null): Uint8Array | undefined {
  try {
    const state = after === null ? undefined : (JSON.parse(decodeUtf8(after, entry.path)) as JsonValue);
    const before = unapplyChanges(state, entry.changes);
    return before === undefined ? undefined : encodeUtf8(formatJson(before));
  } catch {
    return undefined; // Not JSON, or not these changes' file: either way they do not lead back to the hash.
  }
}
