import type { Docstring } from "./outline.ts";

const ESCAPE = /\\(\n|[0-7]{1,3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|N\{[^}]*\}|[\s\S])/g;
const SIMPLE: Record<string, string> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** The value of one Python string literal; undefined for bytes, f-strings and t-strings, whose value is no constant text. */
export function readStringLiteral(source: string): string | undefined {
  const opening = /^([a-zA-Z]{0,2})("""|'''|"|')/.exec(source);
  if (!opening) return undefined;
  const prefix = opening[1]!.toLowerCase();
  if (/[bft]/.test(prefix)) return undefined;
  const quote = opening[2]!;
  const content = source.slice(opening[0].length, source.length - quote.length);
  return prefix.includes("r") || !content.includes("\\") ? content : content.replace(ESCAPE, decodeEscape);
}

/** A docstring from the value of its literal. */
export function toDocstring(value: string): Docstring {
  return { value, length: countCodePoints(value) };
}

function decodeEscape(whole: string, escape: string): string {
  const simple = SIMPLE[escape];
  if (simple !== undefined) return simple;
  if (/^[0-7]/.test(escape)) return String.fromCodePoint(Number.parseInt(escape, 8));
  if (/^[xuU]./.test(escape)) {
    const code = Number.parseInt(escape.slice(1), 16);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  }
  // The name of a character stands for one character; which one matters to no rule.
  return escape.startsWith("N{") ? "\uFFFD" : whole;
}

function countCodePoints(text: string): number {
  let surrogatePairs = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code >= 0xd800 && code < 0xdc00) surrogatePairs += 1;
  }
  return text.length - surrogatePairs;
}
