import type { JsonObject, JsonValue } from "./json.ts";

// Keys that an object does not list in the order in which they were set, or cannot be set by assignment.
const UNRULY_KEY = /^(?:\d{1,10}|__proto__)$/;

/**
 * A copy whose keys are in code-unit order, so that the engine's own fast `JSON.stringify` writes them so. Undefined when it would not: for a key
 * that does not stay in its place, or a number that is not finite.
 */
export function sortKeys(value: JsonValue): JsonValue | undefined {
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value !== "object" || value === null) return value;
  return Array.isArray(value) ? sortItems(value) : sortMembers(value);
}

function sortMembers(members: JsonObject): JsonObject | undefined {
  const copy: JsonObject = {};
  // Without a comparison of its own, an array of text sorts by code units.
  for (const key of Object.keys(members).sort()) {
    const value = members[key] as JsonValue;
    // Most values are text, for which a call is not worth it.
    const sorted = typeof value === "string" ? value : sortKeys(value);
    if (sorted === undefined || UNRULY_KEY.test(key)) return undefined;
    copy[key] = sorted;
  }
  return copy;
}

function sortItems(items: readonly JsonValue[]): JsonValue[] | undefined {
  const copies: JsonValue[] = [];
  for (const item of items) {
    const sorted = typeof item === "string" ? item : sortKeys(item);
    if (sorted === undefined) return undefined;
    copies.push(sorted);
  }
  return copies;
}
