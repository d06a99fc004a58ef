import { isJsonObject, valueSha, type JsonValue } from "@t4/core";

/** True when two JSON values are equal; the order of keys does not count. Undefined equals only itself. */
export function isSameJson(a: JsonValue | undefined, b: JsonValue | undefined): boolean {
  if (Object.is(a, b)) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => isSameJson(item, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return a === b;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => Object.hasOwn(b, key) && isSameJson(a[key], b[key]));
}

type Known = { sha: string | undefined };

/** Values are never changed in place, and compositions ask for the same ones again and again. */
const KNOWN_OBJECTS = new WeakMap<object, Known>();
const KNOWN_SCALARS = new Map<JsonValue, Known>();
const MOST_SCALARS = 1000;

/** {@link valueSha}, or undefined for a value that has no canonical JSON (lone surrogates, infinite numbers). */
export function shaOf(value: JsonValue): string | undefined {
  const isObject = typeof value === "object" && value !== null;
  const known = isObject ? KNOWN_OBJECTS.get(value) : KNOWN_SCALARS.get(value);
  if (known !== undefined) return known.sha;
  const computed = { sha: compute(value) };
  if (isObject) KNOWN_OBJECTS.set(value, computed);
  else {
    if (KNOWN_SCALARS.size === MOST_SCALARS) KNOWN_SCALARS.clear();
    KNOWN_SCALARS.set(value, computed);
  }
  return computed.sha;
}

function compute(value: JsonValue): string | undefined {
  try {
    return valueSha(value);
  } catch {
    return undefined;
  }
}

/** True for nothing, an empty text, list or object: such a value counts as absent. */
export function isEmpty(value: JsonValue | undefined): boolean {
  if (value === undefined) return true;
  if (typeof value === "string") return value.trim() === "";
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.keys(value).length === 0;
}
