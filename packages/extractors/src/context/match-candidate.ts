import { normalizePhrase, type PhraseMatch, type Vocabulary } from "@t4/vocab";
import { beforeSeparator, cleanName } from "./clean-text.ts";
import type { Candidate } from "./feature-candidates.ts";

/** A candidate with what it maps to; `phrase` is the wording that matched, or all of it, cleaned. */
export interface Sighting {
  candidate: Candidate;
  match: PhraseMatch | undefined;
  phrase: string;
  normalized: string;
}

/**
 * The key a candidate maps to. An exact match is looked for in all of it, without its parentheses, and before its colon or dash
 * (`Refunds (beta)`, `Refunds: how they work`); a contained one in all of it.
 */
export function matchCandidate(candidate: Candidate, vocabulary: Vocabulary): Sighting {
  const phrase = cleanName(candidate.text);
  const sighting = look(candidate, phrase, vocabulary);
  if (sighting.match?.how === "exact") return sighting;
  const bare = cleanName(phrase.replace(PARENTHESES, " "));
  for (const variant of new Set([bare, cleanName(beforeSeparator(phrase)), cleanName(beforeSeparator(bare))])) {
    if (variant === phrase || variant === "") continue;
    const tried = look(candidate, variant, vocabulary);
    if (tried.match?.how === "exact") return tried;
  }
  return sighting;
}

const PARENTHESES = /\([^()]*\)|\[[^[\]]*\]/gu;

function look(candidate: Candidate, phrase: string, vocabulary: Vocabulary): Sighting {
  const normalized = normalizePhrase(phrase);
  return { candidate, phrase, normalized, match: normalized === "" ? undefined : vocabulary.match(normalized) };
}
