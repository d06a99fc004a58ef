import { compareCodeUnits } from "@t4/core";
import { distance } from "fastest-levenshtein";
import type { Claim } from "./claims.ts";

/** The feature key nearest to a phrase; `score` in 0..1, two decimals, 1 for the same words. */
export interface Suggestion {
  key: string;
  score: number;
}

/** Below this score two wordings have no more in common than chance. */
const CUTOFF = 0.55;
/** What one look-up may cost: terms compared in full, trigrams followed, and terms under one trigram. */
const MAX_COMPARED = 48;
const MAX_TRIGRAMS = 24;
const MAX_POSTINGS = 600;
const MAX_LENGTH = 80;

interface Term extends Claim {
  trigrams: Set<string>;
}

/**
 * A function from a normalised phrase to the nearest key. Terms are found through their trigrams, so its cost does
 * not grow with the vocabulary; the index is built when the first phrase comes.
 */
export function createSuggester(claims: readonly Claim[]): (normalized: string) => Suggestion | undefined {
  let index: ReadonlyMap<string, Term[]> | undefined;
  return (normalized) => {
    index ??= indexTerms(claims);
    return nearestTerm(index, normalized.slice(0, MAX_LENGTH));
  };
}

function indexTerms(claims: readonly Claim[]): ReadonlyMap<string, Term[]> {
  const index = new Map<string, Term[]>();
  for (const claim of claims) {
    const term = { ...claim, trigrams: trigramsOf(claim.term) };
    for (const trigram of term.trigrams) {
      const postings = index.get(trigram);
      if (postings === undefined) index.set(trigram, [term]);
      else if (postings.length < MAX_POSTINGS) postings.push(term);
    }
  }
  return index;
}

function nearestTerm(index: ReadonlyMap<string, Term[]>, phrase: string): Suggestion | undefined {
  const trigrams = trigramsOf(phrase);
  let best: Suggestion | undefined;
  for (const term of mostShared(index, trigrams)) {
    const score = similarity(phrase, trigrams, term);
    const order = best === undefined ? 1 : score - best.score || compareCodeUnits(best.key, term.key);
    if (score >= CUTOFF && order > 0) best = { key: term.key, score };
  }
  return best;
}

/** The terms that share most of the phrase's rarest trigrams. */
function mostShared(index: ReadonlyMap<string, Term[]>, trigrams: ReadonlySet<string>): Term[] {
  const postings = Array.from(trigrams, (trigram) => index.get(trigram) ?? [])
    .filter((terms) => terms.length > 0)
    .sort((a, b) => a.length - b.length)
    .slice(0, MAX_TRIGRAMS);
  const shared = new Map<Term, number>();
  for (const term of postings.flat()) shared.set(term, (shared.get(term) ?? 0) + 1);
  return [...shared]
    .sort(([a, left], [b, right]) => right - left || compareCodeUnits(a.term, b.term) || compareCodeUnits(a.key, b.key))
    .slice(0, MAX_COMPARED)
    .map(([term]) => term);
}

/** The larger of the trigrams' Dice coefficient, which forgives another order of words, and of the share of equal letters. */
function similarity(phrase: string, trigrams: ReadonlySet<string>, term: Term): number {
  let shared = 0;
  for (const trigram of trigrams) if (term.trigrams.has(trigram)) shared += 1;
  const dice = (2 * shared) / (trigrams.size + term.trigrams.size);
  const wording = term.term.slice(0, MAX_LENGTH);
  const equal = 1 - distance(phrase, wording) / Math.max(phrase.length, wording.length, 1);
  return Math.round(Math.max(dice, equal) * 100) / 100;
}

/** Three letters at a time of each word, padded so that its first and last letters weigh more. */
function trigramsOf(phrase: string): Set<string> {
  const trigrams = new Set<string>();
  for (const word of phrase.split(" ")) {
    if (word === "") continue;
    const padded = `  ${word} `;
    for (let at = 0; at + 3 <= padded.length; at += 1) trigrams.add(padded.slice(at, at + 3));
  }
  return trigrams;
}
