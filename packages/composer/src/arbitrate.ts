import { getOwn, type JsonObject, type JsonValue, type Signal } from "@t4/core";
import type { Admitted } from "./admit-outcome.ts";
import { claimField, dropEntry, dropField, writeField, type Draft } from "./draft.ts";
import { fillTimes } from "./extraction-time.ts";
import { canSetField, getField } from "./field-path.ts";
import { isFollower } from "./fields.ts";
import type { Owner } from "./owner.ts";
import { describesValue, entryOf, isHuman } from "./provenance.ts";
import { isSameJson } from "./same-json.ts";

/** Applies one admitted outcome to a field of this owner. */
export function arbitrate(draft: Draft, admitted: Admitted, owner: Owner): void {
  if (owner === "person") keepPersons(draft, admitted);
  else if (admitted.outcome === "signal") takeSignal(draft, admitted);
  else if (admitted.outcome === "withheld") withhold(draft, admitted, owner);
  else if (owner === "tool") dropField(draft, admitted.field, admitted.extractor);
  else if (owner === "absent") dropEntry(draft, admitted.field, admitted.extractor);
}

type SignalOf = Extract<Admitted, { outcome: "signal" }>;

/** A person's value stays. It is marked as such once, and a signal that says otherwise becomes a conflict. */
function keepPersons(draft: Draft, admitted: Admitted): void {
  const { field } = admitted;
  const current = getField(draft.manifest, field);
  if (current === undefined) return;
  const entry = entryOf(draft.manifest, field);
  if (entry === undefined || !isHuman(entry) || !describesValue(entry, current)) claimField(draft, field, current);
  if (admitted.outcome !== "signal" || isFollower(field) || isPolicy(admitted.signal)) return;
  const { value, provenance, confidence } = admitted.signal;
  const proposed = fillTimes(value, current, timeOf(entryOf(draft.manifest, field)) ?? draft.now);
  if (!isSameJson(current, proposed)) draft.conflicts.push({ field, current, proposed, provenance, confidence });
}

function takeSignal(draft: Draft, { field, extractor, signal }: SignalOf): void {
  if (!canSetField(draft.manifest, field)) {
    if (isFollower(field)) return;
    const parent = field.slice(0, field.lastIndexOf("."));
    draft.withheld.push({ field, reason: "parent:not-an-object", needs: `an object, or nothing, at ${parent}` });
    return;
  }
  const entry = entryOf(draft.manifest, field);
  const sourcesUnchanged = entry !== undefined && getOwn(entry, "source_sha") === signal.source_sha;
  const previous = sourcesUnchanged ? getField(draft.manifest, field) : undefined;
  writeField(draft, field, extractor, signal, fillTimes(signal.value, previous, draft.now));
}

function withhold(draft: Draft, admitted: Extract<Admitted, { outcome: "withheld" }>, owner: Owner): void {
  draft.withheld.push(admitted.withheld);
  if (owner === "absent") dropEntry(draft, admitted.field, "owner");
}

/** Targets from policy are no evidence: they fill what a person left open, and dispute nothing. */
function isPolicy(signal: Signal<JsonValue>): boolean {
  return signal.provenance.every((cited) => cited.startsWith("policy:"));
}

/** Fixed once the entry is written, so that a conflict looks the same in every run. */
function timeOf(entry: JsonObject | undefined): string | undefined {
  const at = entry === undefined ? undefined : getOwn(entry, "extracted_at");
  return typeof at === "string" ? at : undefined;
}
