import { type JsonValue, parseJson, sha256 } from "@t4/core";
import {
  type Change,
  diffManifests,
  headsOf,
  type HistoryItem,
  latestByPath,
  type Run,
  type RunEntry,
  type RunHeader,
} from "@t4/ledger";
import { appendRun, type LedgerPlace, readAfter, readLedger, type RecordedEdit } from "@t4/writer";

/** A file as it is on disk now. */
export interface PresentFile {
  module: string | null;
  path: string;
  bytes: Uint8Array | null;
}

/** A file that is not as the ledger left it. */
export interface FoundEdit extends RecordedEdit {
  module: string | null;
}

/**
 * The files that people changed since the ledger last saw them; those that it never saw are not among them, nor those that are as one of several
 * branches left them. Throws `E_LEDGER`.
 */
export async function findEdits(place: LedgerPlace, files: readonly PresentFile[]): Promise<FoundEdit[]> {
  const { runs } = await readLedger(place);
  const latest = latestByPath(runs);
  const edits = await Promise.all(files.map((file) => findEdit(place, file, latest.get(file.path))));
  return edits.filter((edit) => edit !== undefined).filter(({ entry }) => !isRecorded(runs, entry));
}

function isRecorded(runs: readonly Run[], { path, after }: RunEntry): boolean {
  return headsOf(runs, path).some(({ entry }) => entry.after === after);
}

async function findEdit(
  place: LedgerPlace,
  { module, path, bytes }: PresentFile,
  last: HistoryItem | undefined,
): Promise<FoundEdit | undefined> {
  if (last === undefined) return undefined;
  const after = bytes && sha256(bytes);
  const before = last.entry.after;
  if (before === after) return undefined;
  const beforeBytes = (await readAfter(place, last.run, last.entry)) ?? undefined;
  return {
    module,
    entry: { module, path, before, after, changes: changesBetween(before === null ? null : beforeBytes, bytes, path) },
    beforeBytes,
    afterBytes: bytes,
  };
}

/** Where the bytes before are lost, or either is no JSON, the whole document counts as changed. */
function changesBetween(before: Uint8Array | null | undefined, after: Uint8Array | null, path: string): Change[] {
  const isJson = path.endsWith(".json");
  const differences =
    before === undefined || !isJson
      ? [{ field: "", ...(before && { replaced: true as const }), ...(after === null && { removed: true as const }) }]
      : diffManifests(valueOf(before, path), valueOf(after, path));
  return differences.map((difference) => ({ ...difference, extractor: "human", confidence: "high" }));
}

function valueOf(bytes: Uint8Array | null, path: string): JsonValue | undefined {
  return bytes === null ? undefined : parseJson(bytes, path).value;
}

/** Records edits that people made to these files, as one run of op `record`; nothing is written when there is none. */
export async function recordEdits(
  place: LedgerPlace,
  { at, actor, reason }: Pick<RunHeader, "at" | "actor" | "reason">,
  files: readonly PresentFile[],
): Promise<{ edits: FoundEdit[]; run: string | null }> {
  const edits = await findEdits(place, files);
  if (edits.length === 0) return { edits, run: null };
  const { name } = await appendRun(place, { op: "record", at, actor, reason }, edits);
  return { edits, run: name };
}
