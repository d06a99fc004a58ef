import { isWordCode, LexicalFault } from "./fault.ts";

const BACKSLASH = 92;
const LINE_END = 10;

/** A string literal whose first quote was just met. */
export interface Literal {
  /** Of the prefix, or of the quote without one. */
  start: number;
  quote: number;
  triple: boolean;
  bytes: boolean;
  /** An f-string or a t-string. */
  formatted: boolean;
  raw: boolean;
  /** Where its text begins. */
  text: number;
}

/** The literal whose first quote is at `at`; its prefix is looked for before it. */
export function openLiteral(source: string, at: number): Literal {
  const quote = source.charCodeAt(at);
  const triple = source.charCodeAt(at + 1) === quote && source.charCodeAt(at + 2) === quote;
  let start = at;
  while (at - start < 3 && isWordCode(source.charCodeAt(start - 1))) start -= 1;
  const prefix = start === at ? "" : source.slice(start, at).toLowerCase();
  const known = prefix.length < 3 && /^[bfrtu]*$/.test(prefix);
  return {
    start: known ? start : at,
    quote,
    triple,
    bytes: known && prefix.includes("b"),
    formatted: known && /[ft]/.test(prefix),
    raw: known && prefix.includes("r"),
    text: at + (triple ? 3 : 1),
  };
}

/** The offset after a literal that holds no fields. Throws a {@link LexicalFault} when it does not end, or holds what bytes cannot hold. */
export function skipLiteral(source: string, literal: Literal): number {
  const end = literal.triple ? skipTriple(source, literal) : skipSingle(source, literal);
  if (literal.bytes && /[^\0-\x7f]/.test(source.slice(literal.text, end))) {
    throw new LexicalFault(literal.start, "bytes can only contain ASCII literal characters");
  }
  return end;
}

/** The offset after the literal whose quote is at `at`, when it has no prefix and one quote at each side; undefined for any other. */
export function skipPlain(source: string, at: number): number | undefined {
  if (isWordCode(source.charCodeAt(at - 1))) return undefined;
  const quote = source.charCodeAt(at);
  for (let end = at + 1; end < source.length; end += 1) {
    const code = source.charCodeAt(end);
    if (code === quote) return end === at + 1 && source.charCodeAt(end + 1) === quote ? undefined : end + 1;
    if (code === BACKSLASH || code === LINE_END) return undefined;
  }
  return undefined;
}

function skipSingle(source: string, literal: Literal): number {
  for (let at = literal.text; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    if (code === literal.quote) return at + 1;
    if (code === BACKSLASH) at += 1;
    else if (code === LINE_END) break;
  }
  throw unterminated(literal);
}

function skipTriple(source: string, literal: Literal): number {
  const quotes = String.fromCharCode(literal.quote).repeat(3);
  for (let at = source.indexOf(quotes, literal.text); at >= 0; at = source.indexOf(quotes, at + 1)) {
    let escapes = 0;
    while (at - escapes > literal.text && source.charCodeAt(at - escapes - 1) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return at + 3;
  }
  throw unterminated(literal);
}

/** What comes next in the text of a formatted literal: its end, a field that opens, or one whose format ends. */
export type FormattedStop = { type: "end" | "open" | "close"; at: number };

/**
 * Reads the text of an f-string or t-string from `from` on; `spec` says that it is the format of a field. Fields may hold the literal's own quotes and
 * line ends, as from 3.12 on: whatever an older Python takes reads the same.
 */
export function readFormatted(source: string, literal: Literal, from: number, spec: boolean): FormattedStop {
  for (let at = from; at < source.length; at += 1) {
    const code = source.charCodeAt(at);
    const next = source.charCodeAt(at + 1);
    if (code === BACKSLASH) at = skipEscape(source, literal, at, next);
    else if (code === 123 && next === 123 && !spec) at += 1;
    else if (code === 123) return { type: "open", at };
    else if (code === 125 && spec) return { type: "close", at };
    else if (code === 125 && next === 125) at += 1;
    else if (code === 125) throw new LexicalFault(at, "f-string: single '}' is not allowed");
    else if (code === LINE_END && !literal.triple && !spec) break;
    else if (code === literal.quote && (!literal.triple || endsTriple(source, at, code))) return { type: "end", at };
  }
  throw unterminated(literal);
}

function endsTriple(source: string, at: number, quote: number): boolean {
  return source.charCodeAt(at + 1) === quote && source.charCodeAt(at + 2) === quote;
}

/** The last offset of an escape. Braces keep their meaning after a backslash, but for those of `\N{…}`. */
function skipEscape(source: string, literal: Literal, at: number, next: number): number {
  if (next === 123 || next === 125) return at;
  if (next !== 78 || literal.raw || source.charCodeAt(at + 2) !== 123) return at + 1;
  const end = /^[\w \-()]*\}/.exec(source.slice(at + 3, at + 120));
  return end ? at + 2 + end[0].length : at + 1;
}

function unterminated({ start, triple, formatted }: Literal): LexicalFault {
  const kind = `${triple ? "triple-quoted " : ""}${formatted ? "f-string" : "string"}`;
  return new LexicalFault(start, `unterminated ${kind} literal`);
}
