import { formatInstant, getOwn, isJsonObject, type JsonObject, type JsonValue, sortedSet } from "@t4/core";

/** The value at a dotted path, undefined where nothing is or something on the way is no object. */
export function valueAt(manifest: JsonObject, path: string): JsonValue | undefined {
  let value: JsonValue | undefined = manifest;
  for (const key of path.split(".")) value = isJsonObject(value) ? getOwn(value, key) : undefined;
  return value;
}

/** The object at a dotted path; an empty one where there is none. */
export function objectAt(manifest: JsonObject, path: string): JsonObject {
  const value = valueAt(manifest, path);
  return isJsonObject(value) ? value : {};
}

/** The text at a dotted path; null for none, an empty one, or another value. */
export function textAt(manifest: JsonObject, path: string): string | null {
  const value = valueAt(manifest, path);
  return typeof value === "string" && value !== "" ? value : null;
}

/** The non-empty strings of the array at a dotted path, sorted, each once. */
export function textsAt(manifest: JsonObject, path: string): string[] {
  const value = valueAt(manifest, path);
  const texts = Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
  return sortedSet(texts.filter((text) => text !== ""));
}

/** The number at a dotted path, when it lies between 0 and `max`; else null. */
export function numberAt(manifest: JsonObject, path: string, max = Number.MAX_VALUE): number | null {
  const value = valueAt(manifest, path);
  return typeof value === "number" && value >= 0 && value <= max ? value : null;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/i;

/** The time at a dotted path in UTC, whole seconds, as T4 writes times; null where none is. */
export function instantAt(manifest: JsonObject, path: string): string | null {
  const text = textAt(manifest, path);
  const date = new Date(text !== null && INSTANT.test(text) ? text : Number.NaN);
  if (Number.isNaN(date.getTime())) return null;
  const instant = formatInstant(date);
  return INSTANT.test(instant) ? instant : null;
}
