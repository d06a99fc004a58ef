import { compareCodeUnits } from "@t4/core";
import { newestFirst } from "./order.ts";
import type { RunHead } from "./parse-run.ts";
import type { Run } from "./run.ts";

/** When what a run records happened: of an import the older ledger's time, else the run's own. */
export function timeOf({ header }: Pick<RunHead, "header">): string {
  return header.source?.at ?? header.at;
}

/** The same as the clock said it that the run was written by: never later than {@link timeOf}, which is not before the run's parents. */
export function claimedTimeOf({ header }: Pick<RunHead, "header">): string {
  return header.source?.at ?? header.clock ?? header.at;
}

/**
 * The runs oldest first, as what they record happened: T4's own runs in the order in which they follow each other, imports in between by their
 * older times. The same for any order of `runs`.
 */
export function chronicle(runs: readonly Run[]): Run[] {
  const ordered = newestFirst(runs).reverse();
  const own = ordered.filter(({ header }) => header.source === undefined);
  const imports = ordered
    .filter(({ header }) => header.source !== undefined)
    .sort((a, b) => compareCodeUnits(timeOf(a), timeOf(b)));
  const merged: Run[] = [];
  let next = 0;
  for (const run of own) {
    for (; next < imports.length && timeOf(imports[next] as Run) <= timeOf(run); next += 1) {
      merged.push(imports[next] as Run);
    }
    merged.push(run);
  }
  return merged.concat(imports.slice(next));
}
