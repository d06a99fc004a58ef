import { canonicalJson, decodeUtf8, encodeUtf8, isJsonObject, setOwn, T4Error, type JsonObject } from "@t4/core";
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

/** The texts in an object of {@link packStates}, by path. Throws `E_LEDGER` for other content. */
export function unpackStates(packed: Uint8Array, file: string): ReadonlyMap<string, string> {
  try {
    const states: unknown = JSON.parse(decodeUtf8(packed, file));
    const texts = isJsonObject(states) ? Object.entries(states) : [];
    return new Map(texts.filter((pair): pair is [string, string] => typeof pair[1] === "string"));
  } catch (cause) {
    throw new T4Error("E_LEDGER", `${file} does not hold the states that a run left`, {
      file,
      cause,
      hint: "Restore the file from git.",
    });
  }
}

function textOf(bytes: Uint8Array, path: string): string | undefined {
  try {
    return decodeUtf8(bytes, path);
  } catch {
    return undefined;
  }
}
