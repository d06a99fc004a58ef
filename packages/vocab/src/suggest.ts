import { compareCodeUnits } from "@t4/core";
import { distance } from "fastest-levenshtein";
import type { Claim } from "./claims.ts";

/** The feature key nearest to a phrase; `score` in 0..1, two decimals, 1 for the same words. */
export interface Suggestion {
  key: string;
  score: number;
}

/** Below this score two wordings have no more in common than chance. */
const CUTOFF = 0.6;
/** What one look-up may cost: trigrams followed, terms under each, terms compared in full, and letters of each. */
const MAX_TRIGRAMS = 12;
const MAX_POSTINGS = 200;
const MAX_COMPARED = 16;
const MAX_LENGTH = 80;

interface Term {
  key: string;
  wording: string;
  trigrams: ReadonlySet<string>;
}

/**
 * A function from a normalised phrase to the nearest key. Terms are found through their rarest common trigrams, so its cost
 * does not grow with the vocabulary; the index is built when the first phrase comes.
 */
export function createSuggester(claims: readonly Claim[]): (normalized: string) => Suggestion | undefined {
  let index: ReadonlyMap<string, Term[]> | undefined;
  return (normalized) => {
    index ??= indexTerms(claims);
    const phrase = describe(normalized);
    let best: Suggestion | undefined;
    for (const term of mostShared(index, phrase.trigrams)) {
      const score = similarity(phrase, term);
      const gain = best === undefined ? 1 : score - best.score || compareCodeUnits(best.key, term.key);
      if (score >= CUTOFF && gain > 0) best = { key: term.key, score };
    }
    return best;
  };
}

/** Terms by trigram. A trigram that very many terms have tells little, so only the first of them are kept. */
function indexTerms(claims: readonly Claim[]): ReadonlyMap<string, Term[]> {
  const index = new Map<string, Term[]>();
  for (const claim of claims) {
    const term = { key: claim.key, ...describe(claim.term) };
    for (const trigram of term.trigrams) {
      const postings = index.get(trigram);
      if (postings === undefined) index.set(trigram, [term]);
      else if (postings.length < MAX_POSTINGS) postings.push(term);
    }
  }
  return index;
}

/** The terms that share most of the phrase's rarest trigrams. */
function mostShared(index: ReadonlyMap<string, Term[]>, trigrams: ReadonlySet<string>): Term[] {
  const postings = Array.from(trigrams, (trigram) => index.get(trigram) ?? [])
    .filter((terms) => terms.length > 0)
    .sort((a, b) => a.length - b.length)
    .slice(0, MAX_TRIGRAMS);
  const shared = new Map<Term, number>();
  for (const terms of postings) for (const term of terms) shared.set(term, (shared.get(term) ?? 0) + 1);
  const least = Math.max(postings.length > 3 ? 2 : 1, leastOfTop(shared.values()));
  return [...shared]
    .filter(([, count]) => count >= least)
    .sort(
      ([a, left], [b, right]) =>
        right - left || compareCodeUnits(a.wording, b.wording) || compareCodeUnits(a.key, b.key),
    )
    .slice(0, MAX_COMPARED)
    .map(([term]) => term);
}

/** The count that at least {@link MAX_COMPARED} of the counts reach; 0 when there are fewer. */
function leastOfTop(counts: Iterable<number>): number {
  const having = Array.from({ length: MAX_TRIGRAMS + 1 }, () => 0);
  for (const count of counts) having[count] = (having[count] ?? 0) + 1;
  let total = 0;
  for (let count = MAX_TRIGRAMS; count > 0; count -= 1) {
    total += having[count] ?? 0;
    if (total >= MAX_COMPARED) return count;
  }
  return 0;
}

/** The mean of the trigrams' Dice coefficient and the share of equal letters, the words of both in one order. */
function similarity(phrase: Omit<Term, "key">, term: Term): number {
  let shared = 0;
  for (const trigram of phrase.trigrams) if (term.trigrams.has(trigram)) shared += 1;
  const dice = (2 * shared) / (phrase.trigrams.size + term.trigrams.size);
  const longest = Math.max(phrase.wording.length, term.wording.length);
  const equal = 1 - distance(phrase.wording, term.wording) / longest;
  return Math.round((dice + equal) * 50) / 100;
}

/** The words in order and their trigrams, each word padded so that its first and last letters weigh more. */
function describe(normalized: string): Omit<Term, "key"> {
  const words = normalized.slice(0, MAX_LENGTH).split(" ").sort(compareCodeUnits);
  const trigrams = new Set<string>();
  for (const word of words) {
    if (word === "") continue;
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) trigrams.add(padded.slice(at, at + 3));
  }
  return { wording: words.join(" "), trigrams };
}
