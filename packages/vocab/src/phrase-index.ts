/** A term found in a phrase, whose it is, and how many words it has. */
export interface FoundTerm {
  key: string;
  term: string;
  words: number;
}

interface Node {
  next: Map<string, Node>;
  key: string | undefined;
}

/**
 * Normalised terms, word by word. Looking through a phrase costs at most its words times the words of the longest term,
 * however many terms there are.
 */
export class PhraseIndex {
  readonly #root: Node = { next: new Map(), key: undefined };

  /** Adds a normalised term that is not empty; the first key to claim a term keeps it. */
  add(term: string, key: string): void {
    let node = this.#root;
    for (const word of term.split(" ")) {
      let next = node.next.get(word);
      if (next === undefined) {
        next = { next: new Map(), key: undefined };
        node.next.set(word, next);
      }
      node = next;
    }
    node.key ??= key;
  }

  /** The longest term at each place of a normalised phrase, in the order of the places. */
  *find(phrase: string): Generator<FoundTerm> {
    const words = phrase.split(" ");
    for (let start = 0; start < words.length; start += 1) {
      const found = this.#longestAt(words, start);
      if (found !== undefined) yield found;
    }
  }

  #longestAt(words: readonly string[], start: number): FoundTerm | undefined {
    let node = this.#root.next.get(words[start] as string);
    let key: string | undefined;
    let length = 0;
    for (let at = start + 1; node !== undefined; at += 1) {
      if (node.key !== undefined) [key, length] = [node.key, at - start];
      const word = words[at];
      node = word === undefined ? undefined : node.next.get(word);
    }
    return key === undefined ? undefined : { key, words: length, term: words.slice(start, start + length).join(" ") };
  }
}
