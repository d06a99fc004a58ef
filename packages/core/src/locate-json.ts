/**
 * Where the value that `segments` lead to begins in a JSON text that parses; where nothing is, the nearest value around it. Only the way there is looked
 * at, and nothing is built.
 */
export function offsetOfValue(text: string, segments: readonly string[]): number {
  let at = skipSpace(text, 0);
  for (const segment of segments) {
    const next = text[at] === "{" ? findMember(text, at, segment) : text[at] === "[" ? findItem(text, at, segment) : -1;
    if (next < 0) return at;
    at = next;
  }
  return at;
}

function findMember(text: string, object: number, name: string): number {
  let at = skipSpace(text, object + 1);
  while (text[at] === '"') {
    const end = skipString(text, at);
    const value = skipSpace(text, skipSpace(text, end) + 1);
    if (nameIn(text.slice(at, end)) === name) return value;
    at = skipComma(text, skipValue(text, value));
  }
  return -1;
}

function nameIn(literal: string): string {
  return literal.includes("\\") ? (JSON.parse(literal) as string) : literal.slice(1, -1);
}

function findItem(text: string, list: number, segment: string): number {
  let at = skipSpace(text, list + 1);
  for (let left = Number(segment); at < text.length && text[at] !== "]"; left -= 1) {
    if (left === 0) return at;
    at = skipComma(text, skipValue(text, at));
  }
  return -1;
}

const SPACE = /[ \t\n\r]*/y;
const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"/y;
const SCALAR = /[^,\]} \t\n\r]+/y;
const BRACKET = /["{}[\]]/g;

function skipSpace(text: string, at: number): number {
  return skip(SPACE, text, at);
}

function skipString(text: string, at: number): number {
  return skip(STRING, text, at);
}

function skipComma(text: string, at: number): number {
  const next = skipSpace(text, at);
  return text[next] === "," ? skipSpace(text, next + 1) : next;
}

function skipValue(text: string, at: number): number {
  const first = text[at];
  if (first === '"') return skipString(text, at);
  if (first !== "{" && first !== "[") return skip(SCALAR, text, at);
  let depth = 0;
  for (BRACKET.lastIndex = at; ;) {
    const found = BRACKET.exec(text)?.[0];
    if (found === undefined) return text.length;
    if (found === '"') BRACKET.lastIndex = skipString(text, BRACKET.lastIndex - 1);
    else depth += found === "{" || found === "[" ? 1 : -1;
    if (depth === 0) return BRACKET.lastIndex;
  }
}

/** Past what the sticky `pattern` matches; to the end where a text that does not parse has nothing of it. */
function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : text.length;
}
