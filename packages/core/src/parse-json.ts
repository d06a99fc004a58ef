import { T4Error } from "./error.ts";
import { formatJson } from "./format-json.ts";
import { checkJsonStructure, MAX_JSON_DEPTH } from "./json-structure.ts";
import type { JsonValue } from "./json.ts";
import { decodeUtf8 } from "./text.ts";

/** The largest JSON file that T4 reads, in bytes. */
export const MAX_JSON_BYTES = 5 * 1024 * 1024;

export interface ParsedJson {
  value: JsonValue;
  text: string;
  /** True when the bytes are exactly what {@link formatJson} gives for the value. */
  canonicalFormat: boolean;
}

/**
 * Parses strict JSON from at most `limit` bytes. Throws `E_TOO_LARGE`, `E_ENCODING`, `E_JSON`, `E_JSON_DUPLICATE_KEY` or `E_JSON_DEPTH`
 * with file, line and column. `__proto__` and the like become own data properties.
 */
export function parseJson(bytes: Uint8Array, file: string, limit = MAX_JSON_BYTES): ParsedJson {
  if (bytes.length > limit) {
    throw new T4Error("E_TOO_LARGE", `${file} holds ${bytes.length} bytes; at most ${limit} are read`, {
      file,
    });
  }
  return parseJsonText(decodeUtf8(bytes, file), file);
}

/** {@link parseJson} for text that is decoded already. */
export function parseJsonText(text: string, file: string): ParsedJson {
  if (text.startsWith("\uFEFF")) {
    throw new T4Error("E_ENCODING", `${file} starts with a byte order mark`, {
      file,
      line: 1,
      column: 1,
      hint: "Save the file as UTF-8 without BOM.",
    });
  }
  const quick = parseQuickly(text);
  if (quick !== undefined) return quick;
  checkJsonStructure(text, file);
  const value = JSON.parse(text) as JsonValue;
  return { value, text, canonicalFormat: formatJson(value) === text };
}

const TOO_DEEP = " ".repeat(2 * MAX_JSON_DEPTH + 1);

/**
 * What the engine's own parser makes of a text, where that is sure to be what the text says: it is the very text that T4 writes for this value, or
 * the text has as many keys as the value, so that none is repeated. Undefined when a closer look is needed.
 */
function parseQuickly(text: string): ParsedJson | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    const mayBeOwn = text.endsWith("}\n") && !text.includes(TOO_DEEP) && !text.includes("\\ud");
    if (mayBeOwn && formatJson(value) === text) return { value, text, canonicalFormat: true };
    const isSound = countKeys(value, 0) === countKeyTokens(text);
    return isSound ? { value, text, canonicalFormat: !mayBeOwn && formatJson(value) === text } : undefined;
  } catch {
    return undefined;
  }
}

/** The keys of all objects in a value; NaN when it nests too deep or holds a text that is not well-formed. */
function countKeys(value: JsonValue, depth: number): number {
  if (typeof value === "string") return value.isWellFormed() ? 0 : Number.NaN;
  if (typeof value !== "object" || value === null) return 0;
  if (depth >= MAX_JSON_DEPTH) return Number.NaN;
  let keys = 0;
  if (Array.isArray(value)) {
    for (const item of value) keys += countKeys(item, depth + 1);
    return keys;
  }
  for (const key of Object.keys(value)) {
    if (!key.isWellFormed()) return Number.NaN;
    keys += 1 + countKeys(value[key] as JsonValue, depth + 1);
  }
  return keys;
}

const STRING = /"[^"\\]*(?:\\.[^"\\]*)*"(\s*:)?/g;

/** The strings of a valid JSON text that are followed by a colon. */
function countKeyTokens(text: string): number {
  let keys = 0;
  for (const [, colon] of text.matchAll(STRING)) if (colon !== undefined) keys += 1;
  return keys;
}
