import { getOwn, isJsonObject, parsePointer, setOwn, T4Error, type JsonObject, type JsonValue } from "@t4/core";
import type { Difference } from "./run.ts";

/**
 * The state before, from the state after and the changes between them: the exact inverse of {@link diffManifests}. Undefined
 * stands for "no file". `after` is left as it is. Throws `E_LEDGER` when the changes do not belong to this state.
 */
export function unapplyChanges(after: JsonValue | undefined, changes: readonly Difference[]): JsonValue | undefined {
  let state = structuredClone(after);
  for (const change of changes.toReversed()) {
    const path = parsePointer(change.field);
    const key = path.pop();
    if (key === undefined) state = structuredClone(change.old);
    else putBack(parentOf(state, path, change.field), key, change.old);
  }
  return state;
}

function parentOf(state: JsonValue | undefined, path: readonly string[], field: string): JsonObject {
  let parent = state;
  for (const key of path) parent = isJsonObject(parent) ? getOwn(parent, key) : undefined;
  if (isJsonObject(parent)) return parent;
  throw new T4Error("E_LEDGER", `a change to ${field} does not belong to this file`, {
    hint: "The file was edited after the run; `t4 ledger verify` tells more.",
  });
}

function putBack(parent: JsonObject, key: string, old: JsonValue | undefined): void {
  if (old === undefined) delete parent[key];
  else setOwn(parent, key, structuredClone(old));
}
