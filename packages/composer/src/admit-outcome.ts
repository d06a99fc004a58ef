import { getOwn, isAtLeast, isJsonObject, setOwn, sortedSet } from "@t4/core";
import type { Confidence, FieldOutcome, JsonObject, JsonValue, Signal } from "@t4/core";
import { citeFirst } from "./cite-first.ts";
import type { ComposeInput, WithheldField } from "./composition.ts";
import { setKey } from "./field-path.ts";
import { isEmpty, shaOf } from "./same-json.ts";

/** What is left of an outcome after vocabulary and thresholds. */
export type Admitted =
  | { outcome: "signal"; field: string; extractor: string; signal: Signal<JsonValue> }
  | { outcome: "withheld"; field: string; withheld: WithheldField }
  | { outcome: "absent"; field: string; extractor: string };

type Rules = Pick<ComposeInput, "vocabulary" | "flags">;

/** Judges an outcome: a weak signal, or one that the vocabulary leaves nothing of, is withheld; an empty one is absent. */
export function admitOutcome(outcome: FieldOutcome, { vocabulary, flags }: Rules): Admitted {
  const { field, extractor } = outcome;
  if (outcome.outcome === "absent") return { outcome: "absent", field, extractor };
  if (outcome.outcome === "withheld") return { outcome: "withheld", field, withheld: { field, ...outcome.withheld } };
  const { signal } = outcome;
  if (isEmpty(signal.value)) return { outcome: "absent", field, extractor };
  if (!isAtLeast(signal.confidence, flags.min_confidence)) return tooWeak(field, signal, flags.min_confidence);
  if (shaOf(signal.value) === undefined) return unwritable(field, signal);
  const value = onlyCanonical(field, signal.value, vocabulary);
  if (isEmpty(value)) return notInVocabulary(field, signal);
  return { outcome: "signal", field, extractor, signal: citeFirst({ ...signal, value }) };
}

function onlyCanonical(field: string, value: JsonValue, vocabulary: Rules["vocabulary"]): JsonValue {
  if (field === "features") return keysIn(vocabulary.features, value);
  if (field !== "apis" || !isJsonObject(value)) return value;
  const apis: JsonObject = {};
  for (const [name, api] of Object.entries(value)) {
    setOwn(apis, name, isJsonObject(api) ? onlyKnownCapabilities(api, vocabulary.capabilities) : api);
  }
  return apis;
}

function onlyKnownCapabilities(api: JsonObject, known: object): JsonObject {
  const capabilities = getOwn(api, "capabilities");
  return capabilities === undefined ? api : setKey(api, "capabilities", keysIn(known, capabilities));
}

function keysIn(known: object, value: JsonValue): JsonValue {
  if (!Array.isArray(value)) return value;
  return sortedSet(value.filter((key): key is string => typeof key === "string" && Object.hasOwn(known, key)));
}

function tooWeak(field: string, signal: Signal<JsonValue>, minimum: Confidence): Admitted {
  const why = signal.reasons.length === 0 ? "" : `; it has ${signal.reasons.join(", ")}`;
  const needs = `evidence of ${minimum} confidence${why}`;
  return withhold(field, signal, `confidence:${signal.confidence}`, needs);
}

function unwritable(field: string, signal: Signal<JsonValue>): Admitted {
  return withhold(field, signal, "value:not-json", "a value of valid Unicode and finite numbers");
}

function notInVocabulary(field: string, signal: Signal<JsonValue>): Admitted {
  return withhold(field, signal, "vocabulary:unknown", "keys of the vocabulary; `t4 vocab add` makes one");
}

function withhold(field: string, signal: Signal<JsonValue>, reason: string, needs: string): Admitted {
  const [source] = signal.provenance;
  const { confidence } = signal;
  return { outcome: "withheld", field, withheld: { field, reason, needs, ...(source && { source }), confidence } };
}
