import { getOwn, isJsonObject, setOwn, type JsonObject, type JsonValue } from "@t4/core";
import { removeKey, setKey } from "./field-path.ts";

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * A copy whose `_provenance` entries say `provenance` for `sources` and `source_sha` for `sha`. What the new name cannot hold (a hash
 * of another kind) or holds already is kept as `x_sources` or `x_sha`. `renamed` hears of each.
 */
export function renameOlderKeys(manifest: JsonObject, renamed: (field: string, what: string) => void): JsonObject {
  const entries = getOwn(manifest, "_provenance");
  if (!isJsonObject(entries)) return manifest;
  const next: JsonObject = {};
  for (const [field, entry] of Object.entries(entries)) {
    const rename = (from: string, to: string): void => renamed(`_provenance.${field}`, `${from} is now ${to}`);
    setOwn(next, field, isJsonObject(entry) ? renameIn(entry, rename) : entry);
  }
  return setKey(manifest, "_provenance", next);
}

function renameIn(entry: JsonObject, renamed: (from: string, to: string) => void): JsonObject {
  let next = entry;
  const sources = getOwn(entry, "sources");
  if (sources !== undefined) next = move(next, "sources", "provenance", [sources].flat(), true, renamed);
  const sha = getOwn(entry, "sha");
  if (sha !== undefined) next = move(next, "sha", "source_sha", sha, isSha256(sha), renamed);
  return next;
}

function move(
  entry: JsonObject,
  from: string,
  to: string,
  value: JsonValue,
  fits: boolean,
  renamed: (from: string, to: string) => void,
): JsonObject {
  const target = fits && !Object.hasOwn(entry, to) ? to : `x_${from}`;
  renamed(from, target);
  return setKey(removeKey(entry, from), target, value);
}

function isSha256(value: JsonValue): boolean {
  return typeof value === "string" && SHA256.test(value);
}
