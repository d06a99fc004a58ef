/** A term found in a phrase, whose it is, and how many words it has. */
export interface FoundTerm {
  key: string;
  term: string;
  words: number;
}

/**
 * Normalised terms, found by their first word. Looking through a phrase costs at most its words times the words of the longest
 * term, however many terms there are.
 */
export class PhraseIndex {
  readonly #keys = new Map<string, string>();
  /** By first word, how many words its terms have, each number once. */
  readonly #lengths = new Map<string, number[]>();

  /** Adds a normalised term that is not empty. */
  add(term: string, key: string): void {
    const words = term.split(" ");
    const first = words[0] as string;
    const lengths = this.#lengths.get(first);
    if (lengths === undefined) this.#lengths.set(first, [words.length]);
    else if (!lengths.includes(words.length)) lengths.push(words.length);
    this.#keys.set(term, key);
  }

  /** The longest term at each place of a normalised phrase, in the order of the places. */
  *find(phrase: string): Generator<FoundTerm> {
    const words = phrase.split(" ");
    for (let start = 0; start < words.length; start += 1) {
      const lengths = this.#lengths.get(words[start] as string);
      const found = lengths === undefined ? undefined : this.#longestAt(words, start, lengths);
      if (found !== undefined) yield found;
    }
  }

  #longestAt(words: readonly string[], start: number, lengths: readonly number[]): FoundTerm | undefined {
    let longest: FoundTerm | undefined;
    for (const length of lengths) {
      if (start + length > words.length || length <= (longest?.words ?? 0)) continue;
      const term = words.slice(start, start + length).join(" ");
      const key = this.#keys.get(term);
      if (key !== undefined) longest = { key, term, words: length };
    }
    return longest;
  }
}
