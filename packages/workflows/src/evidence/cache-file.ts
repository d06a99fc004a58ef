import { join } from "node:path";
import { encodeUtf8, type FilePort, isJsonObject, type JsonObject, sha256 } from "@t4/core";
import { ensureWorkDir } from "@t4/writer";

const CACHE_FILE = ".t4/evidence.ndjson";

/** The cache's file as far as it is read: what it says of the workspace, and where the line of each module is. */
export interface CacheIndex {
  head: JsonObject;
  /** How many modules have a line. */
  count: number;
  /** The line about a manifest, neither parsed nor checked, with its line feed; undefined for none. */
  line(manifestPath: string): Promise<Uint8Array | undefined>;
}

/** The cache's file taken apart: the line of each module, neither parsed nor checked. */
export interface CacheLines {
  /** By manifest path. A line ends with its line feed. */
  lines: ReadonlyMap<string, Uint8Array>;
  /** The whole file. */
  bytes: Uint8Array;
}

/** Each line begins with a hash of the key and of what follows, so that none counts that was made under another key or is damaged. */
const HASH_LENGTH = 64;
const LINE_FEED = 10;
const TAB = 9;

/** Read at a time while the lines are looked for. */
const CHUNK_BYTES = 1024 * 1024;

/** True when an earlier run has left anything. */
export async function hasCache(files: FilePort, root: string): Promise<boolean> {
  return (await files.stat(join(root, CACHE_FILE)).catch(() => undefined)) !== undefined;
}

/**
 * Finds the lines of the file without holding them: those of thousands of modules are larger than all else. Undefined for no file, and for one that was made under
 * another key or does not begin as one.
 */
export async function openCacheLines(files: FilePort, root: string, key: string): Promise<CacheIndex | undefined> {
  const path = join(root, CACHE_FILE);
  const index = await indexLines(linesOf(files, path), key);
  if (index === undefined) return undefined;
  const line = async (manifestPath: string): Promise<Uint8Array | undefined> => {
    const place = index.places.get(manifestPath);
    if (place === undefined) return undefined;
    const bytes = Buffer.allocUnsafeSlow(place.length);
    // When the file was replaced since, the line's hash tells.
    const read = await files.readAt(path, place.start, bytes).catch(() => 0);
    return read === place.length ? bytes : undefined;
  };
  return { head: index.head, count: index.places.size, line };
}

/** A line with its line feed, and where it starts. */
interface PlacedLine {
  line: Buffer;
  start: number;
}

/** What the first line says, and where the line of each manifest is; undefined for a file that cannot be read, was made under another key or does not begin as one. */
async function indexLines(
  lines: AsyncIterable<PlacedLine> | Iterable<PlacedLine>,
  key: string,
): Promise<{ head: JsonObject; places: Map<string, { start: number; length: number }> } | undefined> {
  const places = new Map<string, { start: number; length: number }>();
  let head: JsonObject | undefined;
  try {
    for await (const { line, start } of lines) {
      if (start === 0) {
        head = parseLine(line, key);
        if (head === undefined) return undefined;
      } else {
        const name = nameOn(line);
        if (name !== undefined) places.set(name, { start, length: line.length });
      }
    }
  } catch {
    return undefined; // No cache is a slower run, nothing worse.
  }
  return head && { head, places };
}

/** The lines of a file; each is only there until the next is asked for. What no line feed ends is left out. */
async function* linesOf(files: FilePort, path: string): AsyncGenerator<PlacedLine> {
  let buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let [offset, filled] = [0, 0];
  for (;;) {
    const read = await files.readAt(path, offset + filled, buffer.subarray(filled));
    if (read === 0) return;
    filled += read;
    let from = 0;
    for (const { line, start } of linesIn(buffer.subarray(0, filled))) {
      yield { line, start: offset + start };
      from = start + line.length;
    }
    const rest = buffer.subarray(from, filled);
    const next = rest.length === buffer.length ? Buffer.allocUnsafeSlow(2 * buffer.length) : buffer;
    next.set(rest);
    [buffer, offset, filled] = [next, offset + from, rest.length];
  }
}

/** The lines among bytes, which they share. What no line feed ends is left out. */
function* linesIn(bytes: Buffer): Generator<PlacedLine> {
  let start = 0;
  for (let end = bytes.indexOf(LINE_FEED); end >= 0; end = bytes.indexOf(LINE_FEED, start)) {
    yield { line: bytes.subarray(start, end + 1), start };
    start = end + 1;
  }
}

/** The manifest that a line is about; undefined for one that is damaged. */
function nameOn(line: Buffer): string | undefined {
  const from = HASH_LENGTH + 1;
  return parseText(line.toString("utf8", from, line.indexOf(TAB, from)));
}

/** Reads the file; undefined for none, and for one that was made under another key or does not begin as one. */
export async function readCacheLines(files: FilePort, root: string, key: string): Promise<CacheLines | undefined> {
  const bytes = await readQuietly(files, join(root, CACHE_FILE));
  if (bytes === undefined) return undefined;
  const index = await indexLines(linesIn(bytes), key);
  if (index === undefined) return undefined;
  const lines = new Map<string, Uint8Array>();
  for (const [path, { start, length }] of index.places) lines.set(path, bytes.subarray(start, start + length));
  return { lines, bytes };
}

/** A line of the file; `path` is the manifest that it is about, undefined for the head. */
export function formatLine(key: string, path: string | undefined, value: unknown): Uint8Array {
  const name = path === undefined ? "" : JSON.stringify(path);
  const said = `${name}\t${JSON.stringify(value)}`;
  return encodeUtf8(`${hashOf(key, encodeUtf8(said))}\t${said}\n`);
}

/** What a line holds; undefined when it is damaged or was made under another key. */
export function parseLine(line: Uint8Array, key: string): JsonObject | undefined {
  const buffer = asBuffer(line);
  const said = buffer.subarray(HASH_LENGTH + 1, -1);
  if (hashOf(key, said) !== buffer.toString("latin1", 0, HASH_LENGTH)) return undefined;
  const value: unknown = JSON.parse(said.toString("utf8", said.indexOf(TAB) + 1));
  return isJsonObject(value) ? value : undefined;
}

/** Puts lines in the file's place, when they are not what it holds, and removes what killed processes left of theirs. */
export async function writeCacheLines(
  files: FilePort,
  root: string,
  lines: readonly Uint8Array[],
  present: Uint8Array | undefined,
): Promise<void> {
  const bytes = Buffer.concat(lines);
  if (present === undefined || !bytes.equals(present)) await replaceQuietly(files, root, bytes);
  else await sweepDrafts(files, root).catch(() => undefined);
}

function hashOf(key: string, said: Uint8Array): string {
  return sha256(`${key}\n${sha256(said)}`);
}

function parseText(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined; // A damaged line is one that is not there.
  }
}

async function readQuietly(files: FilePort, path: string): Promise<Buffer | undefined> {
  try {
    return asBuffer(await files.read(path));
  } catch {
    return undefined; // No cache is a slower run, nothing worse.
  }
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A cache that cannot be written is no failure: the next run is slower. */
async function replaceQuietly(files: FilePort, root: string, bytes: Uint8Array): Promise<void> {
  const path = join(root, CACHE_FILE);
  const draft = `${path}.${process.pid}.tmp`;
  try {
    await ensureWorkDir(files, root);
    await sweepDrafts(files, root);
    await files.create(draft, bytes);
    await files.rename(draft, path);
  } catch {
    await files.remove(draft).catch(() => undefined);
  }
}

/** Killed processes leave theirs. One that still runs loses its draft, which costs it no more than the cache. */
async function sweepDrafts(files: FilePort, root: string): Promise<void> {
  for (const path of await findCacheDrafts(files, root)) await files.remove(join(root, path));
}

/** What processes have written that is to become the cache, relative to the root; nearly always by one that was killed. */
export async function findCacheDrafts(files: FilePort, root: string): Promise<string[]> {
  const names = (await files.list(join(root, CACHE_FILE, ".."))) ?? [];
  return names.filter((name) => /^evidence\.ndjson\.\d+\.tmp$/.test(name)).map((name) => join(CACHE_FILE, "..", name));
}
