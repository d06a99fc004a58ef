import type { JsonValue } from "@t4/core";
import { KEPT_BYTES } from "./diff-manifests.ts";
import type { Change } from "./run.ts";

/**
 * Changes as a run's line keeps them: an old value whose JSON holds more than {@link KEPT_BYTES} bytes is left out and said to be so. They no longer
 * lead back then, so the file's bytes before the run belong into the run's snapshot.
 */
export function trimChanges(changes: readonly Change[]): Change[] {
  return changes.map((change) => {
    const { old, ...rest } = change;
    return old === undefined || isSmall(old) ? change : { ...rest, replaced: true };
  });
}

function isSmall(value: JsonValue): boolean {
  return Buffer.byteLength(JSON.stringify(value)) <= KEPT_BYTES;
}
