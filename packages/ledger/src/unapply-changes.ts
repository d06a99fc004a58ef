import { getOwn, isJsonObject, parsePointer, setOwn, T4Error, type JsonObject, type JsonValue } from "@t4/core";
import type { Difference } from "./run.ts";

/**
 * The state before, from the state after and the changes between them: the exact inverse of {@link diffManifests}. Undefined
 * stands for "no file". `after` is left as it is and may be shared by the result. Throws `E_LEDGER` when the changes do not belong to this state.
 */
export function unapplyChanges(after: JsonValue | undefined, changes: readonly Difference[]): JsonValue | undefined {
  let state = after;
  for (const change of changes.toReversed()) {
    const path = parsePointer(change.field);
    state = path.length === 0 ? change.old : putBack(state, path, 0, change);
  }
  return state;
}

/** A copy of `parent` with `old` back at the end of the path; what the path does not touch is shared. */
function putBack(
  parent: JsonValue | undefined,
  path: readonly string[],
  depth: number,
  change: Difference,
): JsonObject {
  if (!isJsonObject(parent)) throw foreign(change.field);
  const key = path[depth] as string;
  const copy = { ...parent };
  if (depth < path.length - 1) setOwn(copy, key, putBack(getOwn(parent, key), path, depth + 1, change));
  else if (change.old === undefined) delete copy[key];
  else setOwn(copy, key, change.old);
  return copy;
}

function foreign(field: string): T4Error {
  return new T4Error("E_LEDGER", `a change to ${field} does not belong to this file`, {
    hint: "The file was edited after the run; `t4 ledger verify` tells more.",
  });
}
