import { DEFAULT_FLAGS, validateManifest } from "@t4/contracts";
import type { FieldOutcome, JsonObject, JsonValue, Signal } from "@t4/core";
import type { ComposeInput } from "./composition.ts";

export const NOW = "2026-11-21T09:00:00Z";
export const LATER = "2026-12-24T18:00:00Z";
export const DESCRIPTION = `Billing turns usage records into invoices and collects them through two providers. ${"It owns money. ".repeat(4).trim()}`;
export const SHA = { a: "a".repeat(64), b: "b".repeat(64) };

/** A signal of high confidence from line 8, but for what is given. */
function signalOf(value: JsonValue, given: Partial<Signal<JsonValue>> = {}): Signal<JsonValue> {
  return {
    value,
    provenance: ["claude.me#L8"],
    confidence: "high",
    reasons: ["evidence:2"],
    source_sha: SHA.a,
    ...given,
  };
}

/** The outcome that holds {@link signalOf}. */
export function outcomeOf(field: string, value: JsonValue, given: Partial<Signal<JsonValue>> = {}): FieldOutcome {
  return { field, extractor: field, outcome: "signal", signal: signalOf(value, given) };
}

export function absent(field: string): FieldOutcome {
  return { field, extractor: field, outcome: "absent" };
}

export function withheld(field: string): FieldOutcome {
  return { field, extractor: field, outcome: "withheld", withheld: { reason: "evidence:1", needs: "a heading" } };
}

/** A draft module with these fields. */
export function manifestOf(fields: JsonObject): JsonObject {
  return { module: "billing", metadata: { status: "draft" }, ...fields };
}

/** An input with two known features and one capability. */
export function inputOf(
  manifest: JsonObject,
  outcomes: FieldOutcome[],
  given: Partial<ComposeInput> = {},
): ComposeInput {
  const entry = { title: "A", category: "c", synonyms: [] };
  return {
    manifest,
    outcomes,
    vocabulary: {
      features: { "payments.dunning": entry, "payments.idempotency": entry },
      capabilities: { payments: { title: "Payments", synonyms: [] } },
    },
    flags: { min_confidence: DEFAULT_FLAGS.min_confidence },
    now: NOW,
    validate: validateManifest,
    ...given,
  };
}
