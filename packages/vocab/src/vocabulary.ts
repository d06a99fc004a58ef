import type { VocabularyData } from "@t4/contracts";
import { sortedSet } from "@t4/core";
import { isBoilerplate } from "./boilerplate.ts";
import { ambiguityError, findAmbiguities, listClaims, type Claim } from "./claims.ts";
import { normalizePhrase } from "./normalize.ts";
import { PhraseIndex, type FoundTerm } from "./phrase-index.ts";
import { createSuggester, type Suggestion } from "./suggest.ts";

/** The key a phrase maps to. `exact`: the phrase is the term; `contained`: the term is a whole run of its words. */
export interface PhraseMatch {
  key: string;
  how: "exact" | "contained";
  /** The normalised words that matched. */
  term: string;
}

/** A vocabulary made ready for look-ups. Every argument named `normalized` is what `normalizePhrase` gives. */
export interface Vocabulary {
  data: VocabularyData;
  /** The feature a phrase maps to; undefined when it maps to none. Boilerplate and rejected phrases are not matched by their parts. */
  match(normalized: string): PhraseMatch | undefined;
  /**
   * Capabilities that a docstring supports, sorted: it says one of their wordings, or a wording of one of the module's
   * accepted `features` that belongs to the capability (`payments.idempotency` to `payments`).
   */
  capabilitiesIn(text: string, features: Iterable<string>): string[];
  isFeature(key: string): boolean;
  /** True when `tags.json` allows the tag, by name or by `namespace:*`. */
  isAllowedTag(tag: string): boolean;
  /** True for headings that say nothing about a module, such as "Installation". */
  isBoilerplate(normalized: string): boolean;
  isRejected(normalized: string): boolean;
  /** The feature whose wording comes nearest, with a score in 0..1 of two decimals; undefined when none comes near. */
  suggest(normalized: string): Suggestion | undefined;
}

/** Makes a vocabulary ready. Throws `E_VOCAB` for a wording that two keys claim, naming it and both. */
export function compileVocabulary(data: VocabularyData): Vocabulary {
  const features = clearClaims("features.json", data.features);
  const capabilities = clearClaims("capabilities.json", data.capabilities);
  const exact = new Map(features.map((claim) => [claim.term, claim.key]));
  const runs = new PhraseIndex();
  for (const { term, key } of features) {
    if (term.includes(" ") || data.features[key]?.contained === true) runs.add(term, key);
  }
  const capabilityRuns = new PhraseIndex();
  for (const { term, key } of capabilities) capabilityRuns.add(term, key);
  const rejected = new Set(data.rejected.map(normalizePhrase));
  const tags = new Set(data.tags);
  const suggest = createSuggester(features);
  return {
    data,
    match: (normalized) => {
      const exactly = matchExactly(exact, normalized);
      if (exactly !== undefined || isBoilerplate(normalized) || rejected.has(normalized)) return exactly;
      return matchRun(runs, normalized);
    },
    capabilitiesIn: (text, accepted) => {
      const normalized = normalizePhrase(text);
      const own = Array.from(capabilityRuns.find(normalized), (found) => found.key);
      return sortedSet([...own, ...capabilitiesOf(data, keysIn(runs, normalized), accepted)]);
    },
    isFeature: (key) => Object.hasOwn(data.features, key),
    isAllowedTag: (tag) => allowsTag(tags, tag),
    isBoilerplate,
    isRejected: (normalized) => rejected.has(normalized),
    suggest,
  };
}

function clearClaims(file: "features.json" | "capabilities.json", entries: Parameters<typeof listClaims>[0]): Claim[] {
  const claims = listClaims(entries);
  const [ambiguity] = findAmbiguities(file, claims);
  if (ambiguity !== undefined) throw ambiguityError(ambiguity);
  return claims;
}

function matchExactly(exact: ReadonlyMap<string, string>, normalized: string): PhraseMatch | undefined {
  const key = exact.get(normalized);
  return key === undefined ? undefined : { key, how: "exact", term: normalized };
}

/** The term with most words wins, then the one with most characters, then the first in the phrase. */
function matchRun(runs: PhraseIndex, normalized: string): PhraseMatch | undefined {
  let best: FoundTerm | undefined;
  for (const found of runs.find(normalized)) {
    const gain = best === undefined ? 1 : found.words - best.words || found.term.length - best.term.length;
    if (gain > 0) best = found;
  }
  return best && { key: best.key, how: "contained", term: best.term };
}

function keysIn(runs: PhraseIndex, normalized: string): Set<string> {
  return new Set(Array.from(runs.find(normalized), (found) => found.key));
}

/** The capabilities that accepted features which the text names belong to. */
function capabilitiesOf(data: VocabularyData, named: ReadonlySet<string>, accepted: Iterable<string>): string[] {
  return Array.from(accepted)
    .filter((feature) => named.has(feature))
    .flatMap((feature) => feature.split(".").map((_, index, parts) => parts.slice(0, index + 1).join(".")))
    .filter((key) => Object.hasOwn(data.capabilities, key));
}

/** True when a list of allowed tags names this one, or its namespace as `namespace:*`. */
export function allowsTag(tags: ReadonlySet<string>, tag: string): boolean {
  const colon = tag.indexOf(":");
  if (tag.endsWith(":*") || colon === tag.length - 1) return false;
  return tags.has(tag) || (colon > 0 && tags.has(`${tag.slice(0, colon)}:*`));
}
