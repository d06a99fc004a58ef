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
 * Parses strict JSON from bytes. Throws `E_TOO_LARGE`, `E_ENCODING`, `E_JSON`, `E_JSON_DUPLICATE_KEY` or `E_JSON_DEPTH`
 * with file, line and column. `__proto__` and the like become own data properties.
 */
export function parseJson(bytes: Uint8Array, file: string): ParsedJson {
  if (bytes.length > MAX_JSON_BYTES) {
    throw new T4Error("E_TOO_LARGE", `${file} holds ${bytes.length} bytes; at most ${MAX_JSON_BYTES} are read`, {
      file,
    });
  }
  const text = decodeUtf8(bytes, file);
  if (text.startsWith("\uFEFF")) {
    throw new T4Error("E_ENCODING", `${file} starts with a byte order mark`, {
      file,
      line: 1,
      column: 1,
      hint: "Save the file as UTF-8 without BOM.",
    });
  }
  return parseJsonText(text, file);
}

/** {@link parseJson} for text that is decoded already. */
export function parseJsonText(text: string, file: string): ParsedJson {
  const quick = parseOwnFormat(text);
  if (quick?.canonicalFormat) return quick;
  checkJsonStructure(text, file);
  if (quick !== undefined) return quick;
  const value = JSON.parse(text) as JsonValue;
  return { value, text, canonicalFormat: formatJson(value) === text };
}

const TOO_DEEP = " ".repeat(2 * MAX_JSON_DEPTH + 1);
const SURROGATE_ESCAPE = "\\ud";

/**
 * A file that T4 wrote needs no second look: a text that is exactly the formatted value repeats no key.
 * Only tried on texts whose indent shows that they stay within the depth limit.
 */
function parseOwnFormat(text: string): ParsedJson | undefined {
  if (!text.endsWith("}\n") || text.includes(TOO_DEEP) || text.includes(SURROGATE_ESCAPE)) return undefined;
  try {
    const value = JSON.parse(text) as JsonValue;
    return { value, text, canonicalFormat: formatJson(value) === text };
  } catch {
    return undefined;
  }
}
