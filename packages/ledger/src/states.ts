import { canonicalJson, decodeUtf8, encodeUtf8, getOwn, isJsonObject, setOwn, type JsonObject } from "@t4/core";
import { MAX_OBJECT_BYTES } from "./objects.ts";

/**
 * The texts of files after a run, as one object of the ledger: canonical JSON of path to text. The changes of a run lead back from a state, not
 * to it; when somebody has edited a file since, this is where its recorded state still is. Undefined when no file is UTF-8 text, or
 * when all together are more than `limit` bytes.
 */
export function packStates(
  files: Iterable<{ path: string; after: Uint8Array | null }>,
  limit: number = MAX_OBJECT_BYTES,
): Uint8Array | undefined {
  const states: JsonObject = {};
  for (const { path, after } of files) {
    const text = after === null ? undefined : textOf(after, path);
    if (text !== undefined) setOwn(states, path, text);
  }
  if (Object.keys(states).length === 0) return undefined;
  const packed = encodeUtf8(canonicalJson(states));
  return packed.length > limit ? undefined : packed;
}

/** The bytes of one file in an object of {@link packStates}; undefined when it is not among them. Throws SyntaxError for other content. */
export function stateIn(packed: Uint8Array, path: string): Uint8Array | undefined {
  const states: unknown = JSON.parse(decodeUtf8(packed, path));
  const text = isJsonObject(states) ? getOwn(states, path) : undefined;
  return typeof text === "string" ? encodeUtf8(text) : undefined;
}

function textOf(bytes: Uint8Array, path: string): string | undefined {
  try {
    return decodeUtf8(bytes, path);
  } catch {
    return undefined;
  }
}
