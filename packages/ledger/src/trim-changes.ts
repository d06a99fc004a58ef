import { isSmall } from "./diff-manifests.ts";
import type { Change } from "./run.ts";

/**
 * Changes as a run's line keeps them: an old value whose JSON holds more than `KEPT_BYTES` bytes is left out and said to be so. They no longer
 * lead back then, so the file's bytes before the run belong into the run's snapshot.
 */
export function trimChanges(changes: readonly Change[]): Change[] {
  return changes.map((change) => {
    const { old, ...rest } = change;
    return old === undefined || isSmall(old) ? change : { ...rest, replaced: true };
  });
}
