import type { Flags, SchemaProblem, Validate, VocabularyData } from "@t4/contracts";
import type { Confidence, FieldOutcome, JsonObject, JsonValue } from "@t4/core";

/** What a composition is a function of. */
export interface ComposeInput {
  manifest: JsonObject;
  /** What the extractors say, at most one outcome a field. */
  outcomes: readonly FieldOutcome[];
  vocabulary: Pick<VocabularyData, "features" | "capabilities">;
  flags: Pick<Flags, "min_confidence">;
  /** ISO 8601, UTC. */
  now: string;
  validate: Validate;
  /** Who is taken to have set the values that are nobody's; unknown when left out. */
  actor?: string | undefined;
  /** Set when a command measured just these outcomes: they take an earlier measurement's place, and no other field is claimed for a person. */
  collected?: boolean;
}

/** One field, or one entry of `_provenance`, that is not what it was. */
export interface FieldChange {
  /** A dotted path: `features`, `performance.observed`, or `_provenance.features` when only the evidence changed. */
  field: string;
  /** Left out when nothing was there. */
  old?: JsonValue;
  /** Left out when it was removed. */
  new?: JsonValue;
  extractor: string;
  confidence: Confidence;
  provenance: string[];
  reasons: string[];
}

/** A field that keeps its old value because the evidence is too thin. */
export interface WithheldField {
  field: string;
  reason: string;
  /** What would lift it. */
  needs: string;
  /** Provenance of the evidence there is. */
  source?: string;
  confidence?: Confidence;
}

/** A value that a person set and the evidence contradicts. */
export interface FieldConflict {
  field: string;
  current: JsonValue;
  proposed: JsonValue;
  /** Of the proposed value. */
  provenance: string[];
  confidence: Confidence;
}

export interface Composition {
  /** The new manifest; the very object that was given when nothing changed. */
  manifest: JsonObject;
  changes: FieldChange[];
  withheld: WithheldField[];
  conflicts: FieldConflict[];
  /** What is wrong with the new manifest; it may be written only when this is empty. */
  problems: SchemaProblem[];
}
