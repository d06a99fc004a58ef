import type { QueueItem, QueuePlace } from "@t4/contracts";
import type { Confidence, JsonValue } from "@t4/core";
import { normalizePhrase } from "./normalize.ts";
import { isReviewable } from "./reviewable.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** A phrase an extractor could not use: `unmapped` leads to no key, `weak` to a key with too little evidence. */
export interface PhraseSighting {
  kind: "unmapped" | "weak";
  /** As written. */
  phrase: string;
  normalized: string;
  /** Relative to the module folder, such as `claude.me#L9`. */
  source: string;
}

/** A field that keeps its old value because its evidence is too thin. */
export interface WithheldField {
  field: string;
  reason: string;
  needs: string;
  /** Provenance of the evidence there is; left out, the manifest itself. */
  source?: string | undefined;
  confidence?: Confidence | undefined;
}

/** A person's value that the evidence contradicts. */
export interface FieldConflict {
  field: string;
  current: JsonValue;
  proposed: JsonValue;
  /** Provenance of the proposed value. */
  source: string;
  confidence?: Confidence | undefined;
}

/** What one module gives the review queue. */
export interface QueueModule {
  module: string;
  phrases: readonly PhraseSighting[];
  withheld: readonly WithheldField[];
  conflicts: readonly FieldConflict[];
}

/** One place in one module that a queue item is made of. `phrase` is as written, or the field's path. */
export interface Contribution {
  kind: QueueItem["kind"];
  phrase: string;
  normalized: string;
  place: QueuePlace;
}

/** What a module contributes, before the vocabulary is asked. */
export function contributionsOf({ module, phrases, withheld, conflicts }: QueueModule): Contribution[] {
  return [
    ...phrases.map(({ kind, phrase, normalized, source }) => ({ kind, phrase, normalized, place: { module, source } })),
    ...withheld.map(({ field, source = "module.manifest.json", reason, needs, confidence }) =>
      ofField("withheld", field, { module, source, field, reason, needs, ...(confidence && { confidence }) }),
    ),
    ...conflicts.map(({ field, source, current, proposed, confidence }) =>
      ofField("conflict", field, { module, source, field, current, proposed, ...(confidence && { confidence }) }),
    ),
  ];
}

/** What an item of an earlier queue was made of. */
export function contributionsFrom(item: QueueItem): Contribution[] {
  return item.modules.map(({ phrase = item.phrase, ...place }) => {
    return { kind: item.kind, phrase, normalized: item.normalized, place };
  });
}

function ofField(kind: "withheld" | "conflict", field: string, place: QueuePlace): Contribution {
  return { kind, phrase: field, normalized: normalizePhrase(field) || field, place };
}

/**
 * The kind a contribution has under this vocabulary; undefined when a person has nothing to decide: the phrase maps now, was
 * rejected, is boilerplate or no phrase at all. A conflict is rejected through the text of the proposed value.
 */
export function judgeContribution(given: Contribution, vocabulary: Vocabulary): QueueItem["kind"] | undefined {
  const { kind, phrase, normalized, place } = given;
  if (kind === "withheld") return kind;
  if (kind === "conflict")
    return vocabulary.isRejected(normalizePhrase(proposalText(place.proposed))) ? undefined : kind;
  if (normalized === "" || vocabulary.isRejected(normalized) || vocabulary.isBoilerplate(normalized)) return undefined;
  if (vocabulary.match(normalized) !== undefined) return kind === "weak" ? kind : undefined;
  return isReviewable(phrase, normalized) ? "unmapped" : undefined;
}

function proposalText(proposed: unknown): string {
  return typeof proposed === "string" ? proposed : (JSON.stringify(proposed) ?? "");
}
