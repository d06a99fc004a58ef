import { type JsonValue, parseJson, sha256, T4Error } from "@t4/core";
import { type Change, type Difference, diffManifests, type PlannedFile } from "@t4/ledger";
import type { Sources } from "@t4/readers";
import { type FileChange, type LedgerPlace, readAfter, readBefore } from "@t4/writer";
import pMap from "p-map";
import { READ_CONCURRENCY } from "./load-modules.ts";
import { inBrief, type RevertMismatch } from "./revert-report.ts";

/** What stands in a file's place now: its bytes, null for nothing, or what makes it no file that T4 would write. */
type Found = Uint8Array | null | "folder" | "link" | "not a file" | "unreadable";

/** A file to be put back, and what is there now. */
export interface SeenFile extends PlannedFile {
  found: Found;
  /** Of the bytes found; undefined when there is nothing that can be read. */
  sha: string | null | undefined;
  /** Of the bytes to be put back. */
  restoredSha: string | null;
}

/** Looks at every file of a plan. Paths come from the ledger, so nothing is read through a link or from outside. */
export function seeFiles(sources: Sources, files: readonly PlannedFile[]): Promise<SeenFile[]> {
  return pMap(
    files,
    async (file) => {
      const found = await look(sources, file.path);
      const sha = found === null ? null : typeof found === "string" ? undefined : sha256(found);
      return { ...file, found, sha, restoredSha: file.source.entry[file.source.side] };
    },
    { concurrency: READ_CONCURRENCY },
  );
}

async function look(sources: Sources, path: string): Promise<Found> {
  try {
    const kind = await sources.kindOf(path);
    if (kind === undefined) return null;
    if (kind !== "file") return kind === "directory" ? "folder" : kind === "symlink" ? "link" : "not a file";
    return (await sources.readBytes(path)) ?? null;
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return error.code === "E_OUTSIDE" ? "link" : "unreadable";
  }
}

/** How a file differs from what the run left, undefined when it does not. */
export function mismatchOf(file: SeenFile): RevertMismatch | undefined {
  const { module, path, expected, found, sha, latest } = file;
  if (expected.some(({ entry }) => entry.after === sha)) return undefined;
  const isLater = expected.every(({ run }) => run.id !== latest.run.id);
  const later = isLater ? inBrief(latest.run) : null;
  const place = { module, path, expected: expected[0].entry.after };
  if (typeof found === "string") return { ...place, what: found, later };
  const what = isLater && sha === latest.entry.after ? "later run" : found === null ? "missing" : "edited";
  return { ...place, found: sha ?? null, what, later };
}

/** What a run must write so that the files are as they are to be. Throws `E_LEDGER` when the ledger does not hold the bytes. */
export function changesOf(place: LedgerPlace, files: readonly SeenFile[]): Promise<FileChange[]> {
  const moving = files.filter(({ sha, restoredSha }) => sha !== restoredSha);
  return pMap(
    moving,
    async (file) => {
      const { module, path, found } = file;
      const [before, after] = [typeof found === "string" ? null : found, await restoredBytes(place, file)];
      return { module, path, before, after, changes: changesBetween(before, after, path) };
    },
    { concurrency: READ_CONCURRENCY },
  );
}

async function restoredBytes(
  place: LedgerPlace,
  { source: { run, entry, side }, path }: SeenFile,
): Promise<Uint8Array | null> {
  const bytes = await (side === "before" ? readBefore : readAfter)(place, run, entry);
  if (bytes !== undefined) return bytes;
  throw new T4Error("E_LEDGER", `${path} cannot be put back: the ledger no longer holds its bytes`, {
    file: path,
    hint: `Restore ${place.ledgerDir} from git; \`t4 ledger verify\` says what is missing.`,
  });
}

/** Two JSON values compared key by key; where one of them is no JSON, one change of the whole document. */
function changesBetween(before: Uint8Array | null, after: Uint8Array | null, path: string): Change[] {
  return differencesBetween(before, after, path).map((difference) => ({
    ...difference,
    extractor: "revert",
    confidence: "high",
  }));
}

function differencesBetween(before: Uint8Array | null, after: Uint8Array | null, path: string): Difference[] {
  try {
    return diffManifests(valueOf(before, path), valueOf(after, path));
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return [{ field: "", ...(before !== null && { replaced: true }), ...(after === null && { removed: true }) }];
  }
}

function valueOf(bytes: Uint8Array | null, path: string): JsonValue | undefined {
  return bytes === null ? undefined : parseJson(bytes, path).value;
}
