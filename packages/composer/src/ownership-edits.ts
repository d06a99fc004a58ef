import { nearest, showValue } from "@t4/contracts";
import { getOwn, T4Error, type JsonObject } from "@t4/core";
import { getField } from "./field-path.ts";
import { ENRICHED_FIELDS, followerOf, leaderOf } from "./fields.ts";
import { acceptedEntry, describesValue, entryOf, humanEntry, isHuman, withEntry } from "./provenance.ts";
import { isEmpty } from "./same-json.ts";

/** Who does it and when; an unknown actor is written as `unknown`. */
export interface Act {
  actor?: string | undefined;
  /** ISO 8601, UTC. */
  now: string;
}

/**
 * The manifest with `field`, and the field that dates it, handed back to the tool: the next signal replaces the value. Until then
 * `_provenance` says `accept:<actor>` with the hash of the value as it is now, so another edit makes it a person's again.
 * The same object when the value is the tool's already. Throws `E_NO_FIELD` when enrichment does not write `field`, or nothing is there.
 */
export function acceptField(manifest: JsonObject, field: string, { actor, now }: Act): JsonObject {
  const leader = leaderOf(field) ?? field;
  if (!ENRICHED_FIELDS.some((known) => known === leader)) throw noField(manifest, field);
  if (isEmpty(getField(manifest, leader))) throw noField(manifest, field);
  let next = manifest;
  for (const part of [leader, followerOf(leader)]) {
    const value = part === undefined ? undefined : getField(next, part);
    if (part === undefined || value === undefined || isEmpty(value)) continue;
    const entry = entryOf(next, part);
    if (entry !== undefined && !isHuman(entry) && describesValue(entry, value)) continue;
    next = withEntry(next, part, acceptedEntry(value, actor, now));
  }
  return next;
}

function noField(manifest: JsonObject, field: string): T4Error {
  const present = ENRICHED_FIELDS.filter((known) => !isEmpty(getField(manifest, known)));
  const guess = nearest(field, present);
  const known = present.length === 0 ? "It has no enriched field." : `Its enriched fields: ${present.join(", ")}.`;
  return new T4Error("E_NO_FIELD", `${String(getOwn(manifest, "module"))} has no enriched field ${showValue(field)}`, {
    hint: guess === undefined ? known : `Did you mean "${guess}"?`,
  });
}

/**
 * The manifest with every enriched field that a person has edited since marked as set by `actor`, and those fields. The same object
 * when there is none; a field that is marked already keeps its mark.
 */
export function claimEdits(manifest: JsonObject, { actor, now }: Act): { manifest: JsonObject; fields: string[] } {
  let next = manifest;
  const fields: string[] = [];
  for (const field of ENRICHED_FIELDS) {
    const value = getField(next, field);
    if (value === undefined || isEmpty(value)) continue;
    const entry = entryOf(next, field);
    if (entry !== undefined && describesValue(entry, value)) continue;
    next = withEntry(next, field, humanEntry(value, actor, now));
    fields.push(field);
  }
  return { manifest: next, fields };
}
