import { constants, deflateSync, inflateSync } from "node:zlib";
import { sha256, T4Error } from "@t4/core";

/** No object holds more; a bomb is refused. */
export const MAX_OBJECT_BYTES = 256 * 1024 * 1024;

/** Where bytes with this SHA-256 are kept, relative to the ledger folder. */
export function objectPath(sha: string): string {
  return `objects/${sha.slice(0, 2)}/${sha}`;
}

/**
 * Bytes as they are kept, in zlib format. Matching runs only, because the search for longer matches differs between processors
 * and versions of zlib, and two branches that keep the same bytes must write the same file.
 */
export function packObject(bytes: Uint8Array): Uint8Array {
  return deflateSync(bytes, { level: 9, memLevel: 8, strategy: constants.Z_RLE });
}

/** The bytes in a kept object. Throws `E_LEDGER` when it is damaged, larger than `limit` or does not hold what `sha` stands for. */
export function unpackObject(
  packed: Uint8Array,
  sha: string,
  file: string,
  limit: number = MAX_OBJECT_BYTES,
): Uint8Array {
  const bytes = inflate(packed, file, limit);
  if (sha256(bytes) === sha) return bytes;
  throw damaged(file);
}

function inflate(packed: Uint8Array, file: string, limit: number): Uint8Array {
  try {
    return inflateSync(packed, { maxOutputLength: limit });
  } catch (cause) {
    throw damaged(file, cause);
  }
}

function damaged(file: string, cause?: unknown): T4Error {
  return new T4Error("E_LEDGER", `${file} does not hold the bytes that its name stands for`, {
    file,
    cause,
    hint: "Restore the file from git.",
  });
}
