import type { JsonValue } from "./json.ts";

/** How sure an extractor is of a value, from the evidence it saw. */
export type Confidence = "high" | "medium" | "low";

const RANK: Record<Confidence, number> = { low: 0, medium: 1, high: 2 };

/** True when `confidence` is at least `minimum`. */
export function isAtLeast(confidence: Confidence, minimum: Confidence): boolean {
  return RANK[confidence] >= RANK[minimum];
}

/** The weakest of the given confidences; `high` when there are none. */
export function weakest(confidences: readonly Confidence[]): Confidence {
  return confidences.reduce<Confidence>((low, next) => (RANK[next] < RANK[low] ? next : low), "high");
}

/** One extracted value with where it came from, how sure we are, and why. */
export interface Signal<T> {
  value: T;
  /** `source#locator` relative to the module folder, or `kind:detail` relative to the workspace; at least one. */
  provenance: string[];
  confidence: Confidence;
  /** Stable reason codes, such as `pattern:heading+bullet` or `evidence:5`. */
  reasons: string[];
  /** SHA-256 over the bytes the extractor read; see {@link sourceSha}. */
  source_sha: string;
}

/** Why a field gets no value, and what would lift that. */
export interface Withheld {
  reason: string;
  needs: string;
}

/**
 * What one extractor says about one manifest field (`features`, `performance.observed`, …).
 * `signal`: there is a value. `withheld`: there is too little or contradicting evidence, the old value stays.
 * `absent`: the sources were read and hold nothing for the field, so a value of the tool's own has lost its evidence.
 */
export type FieldOutcome = { field: string; extractor: string } & (
  | { outcome: "signal"; signal: Signal<JsonValue> }
  | { outcome: "withheld"; withheld: Withheld }
  | { outcome: "absent" }
);

/**
 * Stands in a signal's value where the time of extraction belongs, for sources that carry no date of their own.
 * Evidence must not depend on the clock (it is cached by content), so the composer puts the time in.
 */
export const AT_EXTRACTION = "@extraction-time";
