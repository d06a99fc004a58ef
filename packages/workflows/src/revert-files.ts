import { isConverted, type JsonValue, parseJson, sha256, T4Error } from "@t4/core";
import {
  type Change,
  type Difference,
  diffManifests,
  type ExpectedFile,
  type HistoryItem,
  MAX_SNAPSHOT_BYTES,
  type PlannedFile,
  type SettledFile,
} from "@t4/ledger";
import type { Sources } from "@t4/readers";
import { type FileChange, type LedgerPlace, readAfter, readBefore, type RecordedEdit } from "@t4/writer";
import pMap from "p-map";
import { READ_CONCURRENCY } from "./load-modules.ts";
import { inBrief, type RevertMismatch, type RunInBrief } from "./revert-report.ts";

/** What stands in a file's place now: its bytes, null for nothing, or what makes it no file that T4 would write. */
type Found = Uint8Array | null | "folder" | "link" | "not a file" | "unreadable";

/** What is there now. */
interface Seen {
  found: Found;
  /** Of the bytes found; undefined when there is nothing that can be read. */
  sha: string | null | undefined;
}

/** A file to be put back, and what is there now. */
export type SeenFile = PlannedFile & Seen;

/** A file of which all is undone already, and what is there now. */
export type SeenSettledFile = SettledFile & Seen;

/** Looks at every file of a plan. Paths come from the ledger, so nothing is read through a link or from outside. */
export function seeFiles<T extends ExpectedFile>(sources: Sources, files: readonly T[]): Promise<(T & Seen)[]> {
  return pMap(
    files,
    async (file) => {
      const found = await look(sources, file.path);
      const sha = found === null ? null : typeof found === "string" ? undefined : sha256(found);
      return { ...file, found, sha };
    },
    { concurrency: READ_CONCURRENCY },
  );
}

/** SHA-256 of the bytes to be put back; null for no file. */
export function restoredSha({ source: { entry, side } }: PlannedFile): string | null {
  return entry[side];
}

async function look(sources: Sources, path: string): Promise<Found> {
  try {
    const kind = await sources.kindOf(path);
    if (kind === undefined) return null;
    if (kind !== "file") return kind === "directory" ? "folder" : kind === "symlink" ? "link" : "not a file";
    // Bytes are put back whatever they are: what is too large to be enriched may still be undone.
    return (await sources.readBytes(path, MAX_SNAPSHOT_BYTES)) ?? null;
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return error.code === "E_OUTSIDE" ? "link" : "unreadable";
  }
}

/** How a file differs from what must be there, undefined when it does not. */
export function mismatchOf(file: SeenFile | SeenSettledFile): RevertMismatch | undefined {
  const { module, path, expected, found, sha, later: laterOnes } = file;
  if (expected.some(({ entry }) => entry.after === sha)) return undefined;
  const [newest] = laterOnes;
  const later = newest === undefined ? null : inBrief(newest.run);
  const place = { module, path, expected: expected[0].entry.after };
  if (typeof found === "string") return { ...place, what: found, left: null, later };
  const [what, left] = whoLeft(file) ?? [found === null ? "missing" : "edited", null];
  const isOnlyConverted =
    what === "edited" &&
    found !== null &&
    isConverted(
      found,
      expected.map(({ entry }) => entry.after),
    );
  return { ...place, found: sha ?? null, what, left, later, ...(isOnlyConverted && { converted: true }) };
}

function whoLeft(file: SeenFile | SeenSettledFile): [RevertMismatch["what"], RunInBrief] | undefined {
  const { later, beside, sha } = file;
  const candidates: [RevertMismatch["what"], readonly HistoryItem[]][] = [
    ["later run", later],
    ["other branch", beside],
    ["undone run", "undone" in file ? file.undone : []],
  ];
  for (const [what, items] of candidates) {
    const left = items.find(({ entry }) => entry.after === sha);
    if (left !== undefined) return [what, inBrief(left.run)];
  }
  return undefined;
}

/** What a run must write so that the files are as they are to be. Throws `E_LEDGER` when the ledger does not hold the bytes. */
export function changesOf(place: LedgerPlace, files: readonly SeenFile[]): Promise<FileChange[]> {
  const moving = files.filter((file) => file.sha !== restoredSha(file));
  return pMap(
    moving,
    async (file) => {
      const { module, path } = file;
      const [before, after] = [bytesOf(file), await restoredBytes(place, file)];
      return { module, path, before, after, changes: changesBetween(before, after, path) };
    },
    { concurrency: READ_CONCURRENCY },
  );
}

/**
 * What a run must say of files that are already as they are to be, though the record says otherwise: somebody put them back, and not T4. Throws
 * `E_LEDGER`.
 */
export function recordsOf(place: LedgerPlace, files: readonly SeenFile[]): Promise<RecordedEdit[]> {
  const unrecorded = files.filter((file) => file.sha === restoredSha(file) && !isRecorded(file));
  return pMap(
    unrecorded,
    async (file) => {
      const { module, path, expected, later, sha } = file;
      const last = later[0] ?? expected[0];
      const beforeBytes = await readAfter(place, last.run, last.entry);
      const afterBytes = bytesOf(file);
      const changes = changesBetween(beforeBytes, afterBytes, path);
      const entry = { module, path, before: last.entry.after, after: sha ?? null, changes };
      return { entry, beforeBytes: beforeBytes ?? undefined, afterBytes };
    },
    { concurrency: READ_CONCURRENCY },
  );
}

function isRecorded({ expected, later, beside, sha }: SeenFile): boolean {
  return [...(later.length === 0 ? expected : later), ...beside].some(({ entry }) => entry.after === sha);
}

function bytesOf({ found }: Seen): Uint8Array | null {
  return typeof found === "string" ? null : found;
}

async function restoredBytes(place: LedgerPlace, file: SeenFile): Promise<Uint8Array | null> {
  const { source, path } = file;
  const { run, entry, side } = source;
  const bytes = await (side === "before" ? readBefore(place, run, entry, bytesOf(file)) : readAfter(place, run, entry));
  if (bytes !== undefined) return bytes;
  throw new T4Error("E_LEDGER", `${path} cannot be put back: the ledger no longer holds its bytes`, {
    file: path,
    hint: `Restore ${place.ledgerDir} from git; \`t4 ledger verify\` says what is missing.`,
  });
}

/** Two JSON values compared key by key; where one of them is no JSON or lost (undefined), one change of the whole document. */
function changesBetween(before: Uint8Array | null | undefined, after: Uint8Array | null, path: string): Change[] {
  return differencesBetween(before, after, path).map((difference) => ({
    ...difference,
    extractor: "revert",
    confidence: "high",
  }));
}

function differencesBetween(
  before: Uint8Array | null | undefined,
  after: Uint8Array | null,
  path: string,
): Difference[] {
  try {
    if (before !== undefined) return diffManifests(valueOf(before, path), valueOf(after, path));
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
  }
  const isKept = before !== null && before !== undefined;
  return [{ field: "", ...(isKept && { replaced: true }), ...(after === null && { removed: true }) }];
}

function valueOf(bytes: Uint8Array | null, path: string): JsonValue | undefined {
  return bytes === null ? undefined : parseJson(bytes, path).value;
}
