/** An offset in a text, and what is wrong there. */
export interface Place {
  offset: number;
  message: string;
}

const PASS = "\n  pass\n";

/**
 * Where one logical line breaks when it is parsed apart from its block, with the least around it that makes it whole; undefined when it parses. `text` has
 * no indentation before it, and `word` is its first; `compound` says that it may need a block under it.
 */
export function breaksAlone(
  text: string,
  word: string,
  compound: boolean,
  parse: (text: string) => Place | undefined,
): Place | undefined {
  const [before, after] = AROUND.get(word) ?? ["", ""];
  const place = parse(`${before}${text}${compound ? (BLOCKS.get(word) ?? PASS) : "\n"}${after}`);
  if (!place) return undefined;
  // A body on the line itself leaves no room for another.
  if (compound && !parse(`${before}${text}\n${after}`)) return undefined;
  return { ...place, offset: Math.min(Math.max(place.offset - before.length, 0), text.length) };
}

const IF = "if x:\n  pass\n";
const TRY = "try:\n  pass\n";
const AROUND = new Map<string, [before: string, after: string]>([
  ["elif", [IF, ""]],
  ["else", [IF, ""]],
  ["except", [TRY, ""]],
  ["finally", [TRY, ""]],
  ["try", ["", "finally:\n  pass\n"]],
  ["case", ["match x:\n ", ""]],
  ["@", ["", "def f():\n  pass\n"]],
]);
const BLOCKS = new Map([["match", "\n  case _:\n    pass\n"]]);
