import { decodeUtf8, type JsonValue } from "@t4/core";

/** The two parts of a snapshot's document. */
export interface ScannedSnapshot<T> {
  after: Map<string, T>;
  before: Map<string, T>;
}

/** Where the JSON of a file stands in the document: from `start` up to `end`. */
export interface JsonPlace {
  start: number;
  end: number;
}

const QUOTE = 34;
const BACKSLASH = 92;
const CLOSE = 125;

/**
 * Takes a snapshot's document apart, a file at a time: parsed as a whole it takes several times the memory of the files in it. Undefined for what is not
 * exactly as T4 writes it. `decode` makes of a file's JSON, or of its place, what is held of it. Throws for bytes that are not UTF-8, and what `decode` throws.
 */
export function scanSnapshot<T>(
  bytes: Uint8Array,
  file: string,
  decode: (json: JsonValue, place: JsonPlace) => T,
): ScannedSnapshot<T> | undefined {
  const text = (start: number, end: number): string => decodeUtf8(bytes.subarray(start, end), file);
  let at = 0;
  const skip = (expected: string): boolean => {
    const isThere = text(at, Math.min(at + expected.length, bytes.length)) === expected;
    if (isThere) at += expected.length;
    return isThere;
  };
  const take = (end: number): string => {
    const start = at;
    at = end;
    return text(start, end);
  };
  const part = (): Map<string, T> | undefined => {
    const files = new Map<string, T>();
    if (!skip("{")) return undefined;
    if (skip("}")) return files;
    do {
      if (bytes[at] !== QUOTE) return undefined;
      const path = JSON.parse(take(endOfString(bytes, at))) as string;
      if (!skip(":")) return undefined;
      const start = at;
      const json = take(bytes[at] === QUOTE ? endOfString(bytes, at) : bytes.indexOf(CLOSE, at) + 1);
      files.set(path, decode(JSON.parse(json) as JsonValue, { start, end: at }));
    } while (skip(","));
    return skip("}") ? files : undefined;
  };
  const after = skip('{"after":') ? part() : undefined;
  const before = skip(',"before":') ? part() : undefined;
  return after !== undefined && before !== undefined && skip("}") && at === bytes.length
    ? { after, before }
    : undefined;
}

/** Past the string that begins at `start`; the end of the bytes for one that has none. */
function endOfString(bytes: Uint8Array, start: number): number {
  for (let at = start + 1; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === BACKSLASH) at += 1;
    else if (byte === QUOTE) return at + 1;
  }
  return bytes.length;
}
