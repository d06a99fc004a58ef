/** What a full stop ends besides sentences. */
const ABBREVIATION =
  /(?:^|[\s(])(?:e\.g|i\.e|etc|vs|cf|ca|approx|resp|incl|excl|esp|viz|al|no|nos|fig|figs|sec|ch|vol|v|ver|dr|mr|mrs|ms|prof|st|inc|ltd|co|corp|dept|est|min|max|u\.s|a\.k\.a|\p{Lu})\.$/iu;

/** Ends of sentences: a stop with the quotes and brackets that close after it, before white space and what can begin a sentence. */
const END = /[.!?…]["'”’)\]]*(?=\s+["'“‘([]?[\p{Lu}\p{Lt}\p{Lo}\p{N}])|[。！？]/gu;

/**
 * A text's sentences, trimmed. Abbreviations (`e.g.`, `i.e.`, `vs.`), initials, versions and decimals end none.
 * Rules of its own, because the platform's segmenter changes with the version of its Unicode data.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let start = 0;
  for (const end of text.matchAll(END)) {
    const stop = end.index + end[0].length;
    const sentence = text.slice(start, stop);
    if (end[0] === "." && ABBREVIATION.test(sentence.slice(-16))) continue;
    sentences.push(sentence.trim());
    start = stop;
  }
  const rest = text.slice(start).trim();
  return rest === "" ? sentences : [...sentences, rest];
}
