import { join } from "node:path";
import {
  DRAFT,
  packSnapshot,
  restoreBefore,
  runName,
  serializeRun,
  trimChanges,
  type PackedSnapshot,
  type RunEntry,
  type RunHeader,
} from "@t4/ledger";
import type { CommittedRun } from "./commit-run.ts";
import { ensureDir, runsDir, type LedgerPlace } from "./ledger-paths.ts";
import { followHeads } from "./follow-heads.ts";
import { dropRun, storeSnapshot, type OpenRun } from "./transaction.ts";
import { Targets } from "./targets.ts";
import { asWriteError } from "./write-error.ts";

/** An edit that is on disk already. `beforeBytes` are those of the last recorded state; undefined when they are lost. */
export interface RecordedEdit {
  entry: RunEntry;
  beforeBytes: Uint8Array | undefined;
  /** Null when the file is gone. */
  afterBytes: Uint8Array | null;
}

/**
 * Writes a run that records what is on disk already; no file outside the ledger is touched, nor would recovery touch one: until its last step
 * the run is a draft, which recovery drops. The caller holds the workspace lock and has recovered what was unfinished. Throws `E_WRITE` with
 * the ledger as it was, `E_TOO_LARGE`, and what {@link followHeads} throws.
 */
export async function appendRun(
  place: LedgerPlace,
  header: Pick<RunHeader, "op" | "at" | "actor" | "reason" | "undoes">,
  given: readonly RecordedEdit[],
): Promise<CommittedRun> {
  const edits = given.map(trimEdit);
  const entries = edits.map(({ entry }) => entry);
  const snapshot = snapshotOf(edits);
  const fullHeader = { ...(await followHeads(place, header)), ...(snapshot && { snapshot: snapshot.sha }) };
  const { id, bytes, fileName } = serializeRun({ header: fullHeader, entries });
  const open: OpenRun = {
    place,
    run: { id, header: { ...fullHeader, t4: 1, modules: entries.length }, entries },
    targets: [],
  };
  const path = join(runsDir(place), fileName);
  await new Targets(place.files, place.root).checkLedger(place.ledgerDir, snapshot?.sha);
  try {
    await write(place, path, bytes, snapshot);
  } catch (error) {
    await undo(open, path);
    throw asWriteError(error, place.root);
  }
  return { id, name: runName(open.run), file: join(place.ledgerDir, "runs", fileName) };
}

async function write(
  place: LedgerPlace,
  path: string,
  bytes: Uint8Array,
  snapshot: PackedSnapshot | undefined,
): Promise<void> {
  await ensureDir(place, join(place.ledgerDir, "runs"));
  await place.files.create(path + DRAFT, bytes);
  await place.files.syncFile(path + DRAFT);
  await place.files.syncDir(runsDir(place));
  await storeSnapshot(place, snapshot);
  await place.files.rename(path + DRAFT, path);
  await place.files.syncDir(runsDir(place));
}

/** What cannot be undone now, recovery drops later. */
async function undo(open: OpenRun, path: string): Promise<void> {
  try {
    await open.place.files.remove(path);
    await dropRun(open, path + DRAFT);
  } catch {
    // The first failure is the one to report.
  }
}

/** What only the changes still know stays in them. */
function trimEdit(edit: RecordedEdit): RecordedEdit {
  const { entry, beforeBytes } = edit;
  return beforeBytes === undefined ? edit : { ...edit, entry: { ...entry, changes: trimChanges(entry.changes) } };
}

function snapshotOf(edits: readonly RecordedEdit[]): PackedSnapshot | undefined {
  const after = new Map<string, Uint8Array>();
  const before = new Map<string, Uint8Array>();
  for (const { entry, beforeBytes, afterBytes } of edits) {
    if (afterBytes !== null) after.set(entry.path, afterBytes);
    if (entry.before === null || beforeBytes === undefined) continue;
    if (restoreBefore(entry, afterBytes) === undefined) before.set(entry.path, beforeBytes);
  }
  return packSnapshot({ after, before });
}
