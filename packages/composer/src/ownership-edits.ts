import type { JsonObject } from "@t4/core";
import { getField } from "./field-path.ts";
import { ENRICHED_FIELDS, followerOf } from "./fields.ts";
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
 * The same object when there is no value, or the value is the tool's already.
 */
export function acceptField(manifest: JsonObject, field: string, { actor, now }: Act): JsonObject {
  let next = manifest;
  for (const part of [field, followerOf(field)]) {
    const value = part === undefined ? undefined : getField(next, part);
    if (part === undefined || value === undefined || isEmpty(value)) continue;
    const entry = entryOf(next, part);
    if (entry !== undefined && !isHuman(entry) && describesValue(entry, value)) continue;
    next = withEntry(next, part, acceptedEntry(value, actor, now));
  }
  return next;
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
