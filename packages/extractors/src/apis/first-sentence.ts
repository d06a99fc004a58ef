import { splitSentences } from "../context/sentences.ts";

/** Longer first sentences are cut at a word. */
const MAX_CHARS = 300;

/** The first sentence of a docstring on one line: of its first paragraph, as `inspect.cleandoc` would show it. Undefined when it says nothing. */
export function firstSentence(docstring: string): string | undefined {
  const [paragraph = ""] = docstring.trim().split(/\n[^\S\n]*\n/, 1);
  const line = paragraph
    .replace(/\p{Cs}/gu, "\uFFFD")
    .replace(/[\s\p{Cc}]+/gu, " ")
    .trim();
  const [sentence] = splitSentences(line.slice(0, MAX_CHARS * 4));
  if (sentence === undefined) return undefined;
  return sentence.length <= MAX_CHARS ? sentence : `${cutAtWord(sentence)} …`;
}

function cutAtWord(sentence: string): string {
  const cut = sentence.slice(0, MAX_CHARS - 2);
  const space = cut.lastIndexOf(" ");
  return (space > 0 ? cut.slice(0, space) : cut).replace(/\p{Cs}$/u, "");
}
