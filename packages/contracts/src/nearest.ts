import { distance } from "fastest-levenshtein";

const LONGEST = 64;

/**
 * The candidate that `word` is most likely a misspelling of, for "did you mean"; undefined when none is close.
 * Case does not count; at most a third of the letters may differ, two neighbours in each other's place being one.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  if (word.length > LONGEST) return undefined;
  const wanted = word.toLowerCase();
  let best: { candidate: string; edits: number } | undefined;
  for (const candidate of candidates) {
    const allowed = Math.max(1, Math.floor(Math.max(word.length, candidate.length) / 3));
    if (Math.abs(candidate.length - word.length) > allowed) continue;
    const edits = editsBetween(wanted, candidate.toLowerCase(), allowed);
    if (edits <= allowed && (best === undefined || edits < best.edits)) best = { candidate, edits };
  }
  return best?.candidate;
}

/** The least edits, of which one may swap two neighbours; exact up to `most`. */
function editsBetween(word: string, candidate: string, most: number): number {
  const edits = distance(word, candidate);
  // A swap saves one edit at most.
  if (edits < 2 || edits > most + 1) return edits;
  return Math.min(edits, ...swapsOf(word).map((swapped) => 1 + distance(swapped, candidate)));
}

/** The word with each two neighbours swapped. */
function swapsOf(word: string): string[] {
  return Array.from(
    { length: Math.max(0, word.length - 1) },
    (_, at) => word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
  );
}
