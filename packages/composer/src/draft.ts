import { getOwn, type Confidence, type JsonObject, type JsonValue, type Signal } from "@t4/core";
import type { FieldChange, FieldConflict, WithheldField } from "./composition.ts";
import { getField, removeField, setField } from "./field-path.ts";
import { extractedEntry, entryOf, humanEntry, withEntry } from "./provenance.ts";
import { isSameJson } from "./same-json.ts";

/** A manifest on its way to the next: every step replaces `manifest` by a copy and notes what it did. */
export interface Draft {
  manifest: JsonObject;
  readonly now: string;
  readonly actor: string | undefined;
  readonly changes: FieldChange[];
  readonly withheld: WithheldField[];
  readonly conflicts: FieldConflict[];
}

/** Takes the signal's evidence and `value` (its own, with times filled in). */
export function writeField(
  draft: Draft,
  field: string,
  extractor: string,
  signal: Signal<JsonValue>,
  value: JsonValue,
): void {
  const before = { value: getField(draft.manifest, field), entry: entryOf(draft.manifest, field) };
  const entry = extractedEntry(signal, value, before, draft.now);
  if (isSameJson(before.value, value)) {
    writeEntry(draft, field, entry, extractor);
    return;
  }
  draft.manifest = withEntry(setField(draft.manifest, field, value), field, entry);
  const { confidence, provenance, reasons } = signal;
  const old = before.value === undefined ? {} : { old: before.value };
  draft.changes.push({ field, ...old, new: value, extractor, confidence, provenance, reasons });
}

/** Removes a value that lost its evidence. */
export function dropField(draft: Draft, field: string, extractor: string): void {
  const old = getField(draft.manifest, field) as JsonValue;
  draft.manifest = withEntry(removeField(draft.manifest, field), field, undefined);
  draft.changes.push({ field, old, extractor, confidence: "high", provenance: [], reasons: ["evidence:none"] });
}

/** Notes that a person set the value that is there. */
export function claimField(draft: Draft, field: string, value: JsonValue): void {
  writeEntry(draft, field, humanEntry(value, draft.actor, draft.now), "owner");
}

/** Removes the entry of a value that is gone. */
export function dropEntry(draft: Draft, field: string, extractor: string): void {
  writeEntry(draft, field, undefined, extractor);
}

function writeEntry(draft: Draft, field: string, entry: JsonObject | undefined, extractor: string): void {
  const old = entryOf(draft.manifest, field);
  const manifest = withEntry(draft.manifest, field, entry);
  if (manifest === draft.manifest) return;
  draft.manifest = manifest;
  draft.changes.push({
    field: `_provenance.${field}`,
    ...(old && { old }),
    ...(entry && { new: entry }),
    extractor,
    confidence: entry === undefined ? "high" : (getOwn(entry, "confidence") as Confidence),
    provenance: entry === undefined ? [] : (getOwn(entry, "provenance") as string[]),
    reasons: entry === undefined ? ["evidence:none"] : (getOwn(entry, "reasons") as string[]),
  });
}
