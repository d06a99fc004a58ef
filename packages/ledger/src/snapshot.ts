import { constants, deflateSync, inflateSync } from "node:zlib";
import {
  canonicalJson,
  decodeUtf8,
  encodeUtf8,
  isJsonObject,
  setOwn,
  sha256,
  T4Error,
  type JsonObject,
  type JsonValue,
} from "@t4/core";
import { type KeptFiles, PackedFiles } from "./packed-files.ts";
import { type JsonPlace, scanSnapshot } from "./scan-snapshot.ts";

/** No snapshot holds more, unpacked; a larger one is not written, and a bomb is refused. */
export const MAX_SNAPSHOT_BYTES = 256 * 1024 * 1024;

/** Unpacked at a time at the least: the default of 16 KiB takes half as long again for a large snapshot. */
const CHUNK_BYTES = 1024 * 1024;

/** How much larger than its stored form a snapshot hardly ever is: unpacked in one piece, it needs not be put together, which takes its memory twice. */
const MOST_GROWTH = 2;

/** What the files of one run held, by path. */
export interface Snapshot {
  /** Every file that the run left. */
  after: KeptFiles;
  /** The files whose bytes before the run cannot be rebuilt from its changes. */
  before: KeptFiles;
}

/** A snapshot as the ledger stores it, and the SHA-256 of these very bytes: its name. */
export interface PackedSnapshot {
  sha: string;
  bytes: Uint8Array;
}

/** Where a snapshot is stored, relative to the ledger folder. */
export function snapshotPath(sha: string): string {
  return `objects/${sha.slice(0, 2)}/${sha}`;
}

/**
 * A snapshot in its stored form: canonical JSON `{after, before}`, each path to text, or to `{"base64": …}` for bytes that are not UTF-8; zlib format.
 * Undefined when there is nothing to keep. Throws `E_TOO_LARGE` for more than `limit` bytes.
 */
export function packSnapshot(snapshot: Snapshot, limit: number = MAX_SNAPSHOT_BYTES): PackedSnapshot | undefined {
  if (snapshot.after.size + snapshot.before.size === 0) return undefined;
  const document = { after: encodeFiles(snapshot.after), before: encodeFiles(snapshot.before) };
  const plain = encodeUtf8(canonicalJson(document));
  if (plain.length > limit) {
    throw new T4Error("E_TOO_LARGE", `one run cannot keep ${plain.length} bytes; ${limit} are the most`, {
      hint: "Name fewer modules, and run the command again for the others.",
    });
  }
  // Matching runs only: the search for longer matches differs between processors and versions of zlib, and a run must not.
  const bytes = deflateSync(plain, { level: 9, memLevel: 8, strategy: constants.Z_RLE });
  return { sha: sha256(bytes), bytes };
}

/** The snapshot in stored bytes. Throws `E_LEDGER` when they are not those that `sha` names, or hold something else. */
export function unpackSnapshot(
  stored: Uint8Array,
  sha: string,
  file: string,
  limit: number = MAX_SNAPSHOT_BYTES,
): Snapshot {
  if (sha256(stored) !== sha) throw damaged(file);
  try {
    const chunkSize = Math.min(MAX_SNAPSHOT_BYTES, Math.max(CHUNK_BYTES, MOST_GROWTH * stored.length));
    return readDocument(inflateSync(stored, { maxOutputLength: limit, chunkSize }), file);
  } catch (cause) {
    throw damaged(file, cause);
  }
}

function readDocument(plain: Uint8Array, file: string): Snapshot {
  const scanned = scanSnapshot(plain, file, (content, place) => {
    if (!isFile(content)) throw damaged(file);
    return place;
  });
  if (scanned !== undefined) {
    const unpack = ({ start, end }: JsonPlace): Uint8Array =>
      decodeFile(JSON.parse(decodeUtf8(plain.subarray(start, end), file)) as JsonValue, file);
    return { after: new PackedFiles(scanned.after, unpack), before: new PackedFiles(scanned.before, unpack) };
  }
  const document = JSON.parse(decodeUtf8(plain, file)) as JsonValue;
  if (!isJsonObject(document)) throw damaged(file);
  return { after: decodeFiles(document["after"], file), before: decodeFiles(document["before"], file) };
}

function encodeFiles(files: KeptFiles): JsonObject {
  const encoded: JsonObject = {};
  for (const [path, bytes] of files) setOwn(encoded, path, encodeFile(bytes, path));
  return encoded;
}

function encodeFile(bytes: Uint8Array, path: string): JsonValue {
  try {
    return decodeUtf8(bytes, path);
  } catch {
    return { base64: Buffer.from(bytes).toString("base64") };
  }
}

function decodeFiles(files: JsonValue | undefined, file: string): Map<string, Uint8Array> {
  if (!isJsonObject(files)) throw damaged(file);
  return new Map(Object.entries(files).map(([path, content]) => [path, decodeFile(content, file)]));
}

function isFile(content: JsonValue): boolean {
  return typeof content === "string" || (isJsonObject(content) && typeof content["base64"] === "string");
}

function decodeFile(content: JsonValue, file: string): Uint8Array {
  if (typeof content === "string") return encodeUtf8(content);
  if (isJsonObject(content) && typeof content["base64"] === "string") return Buffer.from(content["base64"], "base64");
  throw damaged(file);
}

function damaged(file: string, cause?: unknown): T4Error {
  return new T4Error("E_LEDGER", `${file} is not the snapshot that its name stands for`, {
    file,
    cause,
    hint: "Restore the file from git.",
  });
}
