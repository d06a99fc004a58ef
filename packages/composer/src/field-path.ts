import { getOwn, isJsonObject, type JsonObject, type JsonValue } from "@t4/core";

/** The value at a dotted field path such as `performance.observed`; undefined when nothing is there. */
export function getField(manifest: JsonObject, field: string): JsonValue | undefined {
  let value: JsonValue | undefined = manifest;
  for (const key of field.split(".")) value = isJsonObject(value) ? getOwn(value, key) : undefined;
  return value;
}

/** True when `field` can be set: nothing but objects, or nothing at all, stand on the way to it. */
export function canSetField(manifest: JsonObject, field: string): boolean {
  const parents = field.split(".").slice(0, -1);
  return parents.every((_, index) => {
    const parent = getField(manifest, parents.slice(0, index + 1).join("."));
    return parent === undefined || isJsonObject(parent);
  });
}

/** A copy of `manifest` with `value` at `field`; the rest is shared. */
export function setField(manifest: JsonObject, field: string, value: JsonValue): JsonObject {
  const [key, ...rest] = field.split(".") as [string, ...string[]];
  if (rest.length === 0) return setKey(manifest, key, value);
  const child = getOwn(manifest, key);
  return setKey(manifest, key, setField(isJsonObject(child) ? child : {}, rest.join("."), value));
}

/** A copy of `manifest` without `field`, and without an object above it that this leaves empty. */
export function removeField(manifest: JsonObject, field: string): JsonObject {
  const [key, ...rest] = field.split(".") as [string, ...string[]];
  const child = getOwn(manifest, key);
  if (rest.length === 0 || !isJsonObject(child)) return removeKey(manifest, key);
  const left = removeField(child, rest.join("."));
  return Object.keys(left).length === 0 ? removeKey(manifest, key) : setKey(manifest, key, left);
}

/** A copy with an own property `key`, also when that is `__proto__`. */
export function setKey(object: JsonObject, key: string, value: JsonValue): JsonObject {
  return { ...object, [key]: value };
}

/** A copy without `key`. */
export function removeKey(object: JsonObject, key: string): JsonObject {
  const { [key]: _, ...rest } = object;
  return rest;
}
