import { getOwn, isJsonObject, type JsonObject, type JsonValue, valueSha } from "@t4/core";
import { valueAt } from "./manifest-parts.ts";

/** The `_provenance` entry of a field; undefined when there is none, or it is no object. */
export function entryOf(manifest: JsonObject, field: string): JsonObject | undefined {
  const entry = valueAt(manifest, ["_provenance", field]);
  return isJsonObject(entry) ? entry : undefined;
}

/** The texts of an entry's `provenance`, in order. */
export function citedBy(entry: JsonObject): string[] {
  const cited = getOwn(entry, "provenance");
  return Array.isArray(cited) ? cited.filter((each) => typeof each === "string") : [];
}

/** True when an entry says that a person set the value. */
export function isHuman(entry: JsonObject): boolean {
  return citedBy(entry).some((cited) => cited.startsWith("human:"));
}

/**
 * True when a field is as an enrichment left it, so that the next one may write it; anything else that is there is a person's, and an
 * enrichment would leave it.
 */
export function isExtracted(manifest: JsonObject, field: string): boolean {
  const value = valueAt(manifest, field.split("."));
  const entry = entryOf(manifest, field);
  if (value === undefined || entry === undefined || isHuman(entry)) return false;
  const sha = getOwn(entry, "value_sha");
  return sha === undefined || sha === shaOf(value);
}

/** The `value_sha` that a value has; undefined for one without canonical JSON. */
export function shaOf(value: JsonValue): string | undefined {
  try {
    return valueSha(value);
  } catch {
    return undefined;
  }
}
