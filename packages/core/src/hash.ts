import { createHash, hash } from "node:crypto";
import canonicalize from "canonicalize";
import { compareCodeUnits, type JsonValue } from "./json.ts";
import { sortKeys } from "./sort-keys.ts";

/** SHA-256 of bytes or UTF-8 text, 64 lower-case hex digits. */
export function sha256(data: Uint8Array | string): string {
  return hash("sha256", data, "hex");
}

/** The canonical JSON of a value (RFC 8785). Throws on NaN, infinities and lone surrogates. */
export function canonicalJson(value: JsonValue): string {
  const sorted = sortKeys(value);
  const text = sorted === undefined ? undefined : JSON.stringify(sorted);
  return text === undefined || HALF_PAIR.test(text) ? (canonicalize(value) as string) : text;
}

/** What the engine writes for half of a surrogate pair, which canonical JSON refuses. */
const HALF_PAIR = /\\ud[89a-f]/;

/** SHA-256 of a value's canonical JSON: `value_sha` in provenance. */
export function valueSha(value: JsonValue): string {
  return sha256(canonicalJson(value));
}

/** A file that an extractor read: its path relative to the workspace and the SHA-256 of its bytes. */
export interface SourceRef {
  path: string;
  sha: string;
}

/**
 * `source_sha` in provenance: of one file, the SHA-256 of its bytes (what `sha256sum` prints);
 * of several, the SHA-256 of the canonical JSON of `[path, sha]` pairs sorted by path.
 */
export function sourceSha(sources: readonly SourceRef[]): string {
  const byPath = new Map(sources.map((source) => [source.path, source.sha]));
  const pairs = [...byPath].sort(([a], [b]) => compareCodeUnits(a, b));
  const only = pairs.length === 1 ? pairs[0] : undefined;
  return only ? only[1] : valueSha(pairs);
}

/** How a git repository names its objects. */
export type GitObjectFormat = "sha1" | "sha256";

/** The id git gives a blob with these bytes. */
export function gitBlobSha(data: Uint8Array, format: GitObjectFormat = "sha1"): string {
  return createHash(format).update(`blob ${data.length}\0`).update(data).digest("hex");
}
