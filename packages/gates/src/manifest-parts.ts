import { formatPointer, getOwn, isJsonObject, type JsonObject, type JsonValue } from "@t4/core";

/** A text in a manifest, and where it stands. */
export interface PlacedText {
  text: string;
  /** JSON Pointer. */
  pointer: string;
}

/** The texts of the list at a path, empty when there is no list; what else it holds is the schema's business. */
export function textsAt(manifest: JsonObject, path: readonly string[]): PlacedText[] {
  const list = valueAt(manifest, path);
  if (!Array.isArray(list)) return [];
  const above = formatPointer(path);
  return list.flatMap((text, index) => (typeof text === "string" ? [{ text, pointer: `${above}/${index}` }] : []));
}

/** The value at a path; undefined when nothing is there. */
export function valueAt(manifest: JsonObject, path: readonly string[]): JsonValue | undefined {
  let value: JsonValue | undefined = manifest;
  for (const key of path) value = isJsonObject(value) ? getOwn(value, key) : undefined;
  return value;
}

/** The names under `apis`, in the manifest's order. */
export function apiNames(manifest: JsonObject): string[] {
  const apis = getOwn(manifest, "apis");
  return isJsonObject(apis) ? Object.keys(apis) : [];
}
