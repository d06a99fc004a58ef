import { formatPointer, getOwn, isJsonObject, sortedSet, type JsonValue } from "@t4/core";
import { equalJson } from "./equal-json.ts";
import type { Difference } from "./run.ts";

/** A run's line keeps a value when its JSON holds at most this many bytes; a larger one is in the run's snapshot. */
export const KEPT_BYTES = 80;

/**
 * What must be undone in `after` to get `before`: objects are compared key by key, arrays and scalars replaced whole, in
 * code-unit order of the keys on the way. `old` is always kept, `new` only when small. Undefined stands for "no file".
 */
export function diffManifests(before: JsonValue | undefined, after: JsonValue | undefined): Difference[] {
  const found: Difference[] = [];
  compare(before, after, [], found);
  return found;
}

function compare(
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  path: readonly string[],
  found: Difference[],
): void {
  if (isJsonObject(before) && isJsonObject(after)) {
    for (const key of sortedSet([...Object.keys(before), ...Object.keys(after)])) {
      compare(getOwn(before, key), getOwn(after, key), [...path, key], found);
    }
    return;
  }
  if (before === after || (before !== undefined && after !== undefined && equalJson(before, after))) return;
  found.push(describe(formatPointer(path), before, after));
}

function describe(field: string, before: JsonValue | undefined, after: JsonValue | undefined): Difference {
  const difference: Difference = { field };
  if (before !== undefined) difference.old = before;
  if (after === undefined) difference.removed = true;
  else if (isSmall(after)) difference.new = after;
  return difference;
}

/** True for a value that a line keeps. */
export function isSmall(value: JsonValue): boolean {
  return leastBytes(value) <= KEPT_BYTES && Buffer.byteLength(JSON.stringify(value)) <= KEPT_BYTES;
}

/** Bytes that the JSON of a value has at least; not counted any further when they are too many for a line. */
function leastBytes(value: JsonValue): number {
  if (typeof value === "string") return value.length + 2;
  if (typeof value !== "object" || value === null) return 1;
  let total = 1;
  for (const [key, member] of Object.entries(value)) {
    total += (Array.isArray(value) ? 1 : key.length + 4) + leastBytes(member ?? null);
    if (total > KEPT_BYTES) break;
  }
  return total;
}

/** The top-level field of a change, which says whose change it is; `""` for the whole document. */
export function topLevelField(pointer: string): string {
  const end = pointer.indexOf("/", 1);
  const segment = end < 0 ? pointer.slice(1) : pointer.slice(1, end);
  return segment.replaceAll("~1", "/").replaceAll("~0", "~");
}
