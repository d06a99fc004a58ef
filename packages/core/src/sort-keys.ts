import { compareCodeUnits, isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

// Keys that an object does not list in the order in which they were set, or cannot be set by assignment.
const UNRULY_KEY = /^(?:\d{1,10}|__proto__)$/;

/**
 * A copy whose keys are in code-unit order, so that the engine's own fast `JSON.stringify` writes them so. Undefined when it would not: for a key
 * that does not stay in its place, a number that is not finite, a text with half of a surrogate pair.
 */
export function sortKeys(value: JsonValue): JsonValue | undefined {
  if (typeof value === "string") return isWellFormed(value) ? value : undefined;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (Array.isArray(value)) return sortItems(value);
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value).sort(compareCodeUnits)) {
    const sorted = UNRULY_KEY.test(key) || !isWellFormed(key) ? undefined : sortKeys(value[key] as JsonValue);
    if (sorted === undefined) return undefined;
    copy[key] = sorted;
  }
  return copy;
}

function sortItems(items: readonly JsonValue[]): JsonValue[] | undefined {
  const copies: JsonValue[] = [];
  for (const item of items) {
    const sorted = sortKeys(item);
    if (sorted === undefined) return undefined;
    copies.push(sorted);
  }
  return copies;
}

/** False for text with half of a surrogate pair, which has no UTF-8 and so no hash. */
export function isWellFormed(text: string): boolean {
  return text.isWellFormed();
}
