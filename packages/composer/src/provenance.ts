import { getOwn, isJsonObject, type JsonObject, type JsonValue, type Signal } from "@t4/core";
import { removeKey, setKey } from "./field-path.ts";
import { isSameJson, shaOf } from "./same-json.ts";

const KEY = "_provenance";
const HUMAN = "human:";

/** The `_provenance` entry of a field, of any age; undefined when there is none. */
export function entryOf(manifest: JsonObject, field: string): JsonObject | undefined {
  const all = getOwn(manifest, KEY);
  const entry = isJsonObject(all) ? getOwn(all, field) : undefined;
  return isJsonObject(entry) ? entry : undefined;
}

/** A copy of `manifest` with this entry, or without one. The object stays the same when nothing changes. */
export function withEntry(manifest: JsonObject, field: string, entry: JsonObject | undefined): JsonObject {
  if (isSameJson(entryOf(manifest, field), entry)) return manifest;
  const all = getOwn(manifest, KEY);
  const entries = isJsonObject(all) ? all : {};
  const next = entry === undefined ? removeKey(entries, field) : setKey(entries, field, entry);
  return Object.keys(next).length === 0 ? removeKey(manifest, KEY) : setKey(manifest, KEY, next);
}

/** The strings of an entry's `provenance`, or of `sources` as older entries call it. */
function citedBy(entry: JsonObject): string[] {
  const cited = getOwn(entry, "provenance") ?? getOwn(entry, "sources");
  return [cited].flat().filter((each) => typeof each === "string");
}

/** True when the entry says that a person set the value. */
export function isHuman(entry: JsonObject): boolean {
  return citedBy(entry).some((cited) => cited.startsWith(HUMAN));
}

/** True when the entry speaks of exactly this value; an older one without `value_sha` speaks of whatever is there. */
export function describesValue(entry: JsonObject, value: JsonValue): boolean {
  const sha = getOwn(entry, "value_sha");
  return sha === undefined || sha === shaOf(value);
}

/** The entry of a value that a person set. */
export function humanEntry(value: JsonValue, actor: string | undefined, now: string): JsonObject {
  return statedEntry(`${HUMAN}${nameOf(actor)}`, "high", "owner:human", value, now);
}

/** The entry of a value that a person handed back: the tool's, until a signal replaces it or somebody edits it again. */
export function acceptedEntry(value: JsonValue, actor: string | undefined, now: string): JsonObject {
  return statedEntry(`accept:${nameOf(actor)}`, "low", "owner:tool", value, now);
}

/**
 * The entry of an extracted value. The time of the entry before it stays when value, sources and citations are what they were.
 */
export function extractedEntry(signal: Signal<JsonValue>, value: JsonValue, before: Before, now: string): JsonObject {
  const { provenance, confidence, reasons, source_sha } = signal;
  const entry: JsonObject = { provenance, confidence, reasons, source_sha };
  const sha = shaOf(value);
  if (sha !== undefined) entry["value_sha"] = sha;
  const { entry: old } = before;
  const kept = old === undefined ? undefined : getOwn(old, "extracted_at");
  const unchanged =
    old !== undefined &&
    isSameJson(before.value, value) &&
    getOwn(old, "source_sha") === source_sha &&
    isSameJson(getOwn(old, "provenance"), provenance);
  return { ...entry, extracted_at: unchanged && typeof kept === "string" ? kept : now };
}

/** A field as it stood before. */
export interface Before {
  value: JsonValue | undefined;
  entry: JsonObject | undefined;
}

function statedEntry(cited: string, confidence: string, reason: string, value: JsonValue, now: string): JsonObject {
  const entry: JsonObject = { provenance: [cited], confidence, reasons: [reason], extracted_at: now };
  const sha = shaOf(value);
  return sha === undefined ? entry : { ...entry, value_sha: sha };
}

function nameOf(actor: string | undefined): string {
  const name = actor?.trim();
  return name === undefined || name === "" ? "unknown" : name;
}
