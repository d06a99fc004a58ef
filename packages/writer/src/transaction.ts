import { dirname, join } from "node:path";
import { sha256, T4Error } from "@t4/core";
import { PENDING, restoreBefore, runFileName, snapshotPath, type PackedSnapshot, type Run } from "@t4/ledger";
import { eachBounded } from "./bounded.ts";
import { ensureDir, runsDir, type LedgerPlace } from "./ledger-paths.ts";
import { keptBefore, readHeaders, readSnapshot, undefinedWhenMissing } from "./read-ledger.ts";
import { readTarget, stateOf, type Target } from "./targets.ts";
import { isFileError } from "./write-error.ts";

/** A run that has been begun: its `.pending` file may be there. */
export interface OpenRun {
  place: LedgerPlace;
  run: Run;
  targets: Target[];
}

/** The path of an open run's file, absolute. */
export function pendingPath({ place, run }: OpenRun): string {
  return join(runsDir(place), runFileName(run.header.at, run.id) + PENDING);
}

/**
 * Puts staged files over their targets and makes that durable. The pending run must be durable already: from the first rename on it is what
 * leads back or forward.
 */
export async function applyStages(open: OpenRun, targets: readonly Target[]): Promise<void> {
  const { files } = open.place;
  await eachBounded(targets, ({ entry, path, stage }) =>
    entry.after === null ? files.remove(path) : files.rename(stage, path),
  );
  await syncDirs(
    open,
    open.targets.map(({ dir }) => dir),
  );
}

/** Gives the run file its final name: the commit point of the record. */
export async function closeRun(open: OpenRun): Promise<void> {
  const path = pendingPath(open);
  await open.place.files.rename(path, path.slice(0, -PENDING.length));
}

/**
 * Undoes an open run: every target that holds the run's bytes gets those before it, stages and a needless snapshot go, then the
 * pending run. A target that holds neither was edited by somebody and is left alone. `suspects` are the folders that may hold
 * names that are not durable, besides those that are changed here; `touched` says whether the run got as far as its targets: if not, bytes
 * like its own are somebody else's. May be killed and repeated. Throws `E_LEDGER` when the bytes before are lost.
 */
export async function rollBack(open: OpenRun, suspects: Iterable<string>, touched = true): Promise<void> {
  const { files } = open.place;
  const dirs = new Set(suspects);
  await eachBounded(open.targets, async (target) => {
    const present = touched ? await readTarget(files, target) : null;
    const changed = touched && stateOf(target.entry, present) === "after";
    if ((await removeIfThere(open, target.stage)) || changed) dirs.add(target.dir);
    if (changed) await restore(open, target, present);
  });
  await syncDirs(open, dirs);
  await dropRun(open, pendingPath(open));
}

/** Removes a run file that is not to be, by its absolute path, after the snapshot that only it needs. */
export async function dropRun(open: OpenRun, path: string): Promise<void> {
  await removeNeedlessSnapshot(open);
  if (await removeIfThere(open, path)) await open.place.files.syncDir(runsDir(open.place));
}

async function restore(open: OpenRun, target: Target, after: Uint8Array | null): Promise<void> {
  const { files } = open.place;
  const before = await bytesBefore(open, target, after);
  if (before === null) return files.remove(target.path);
  await files.create(target.stage, before, target.mode);
  await files.syncFile(target.stage);
  return files.rename(target.stage, target.path);
}

async function bytesBefore(
  { place, run }: OpenRun,
  { entry }: Target,
  after: Uint8Array | null,
): Promise<Uint8Array | null> {
  const bytes = restoreBefore(entry, after);
  const kept = bytes === undefined ? keptBefore(await readSnapshot(place, run), entry) : bytes;
  if (kept !== undefined) return kept;
  throw new T4Error("E_LEDGER", `${entry.path} cannot be restored: its bytes before the unfinished run are lost`, {
    file: entry.path,
    hint: "Restore the file and the ledger's snapshots from git.",
  });
}

/** Stores a snapshot, durably; one that is there and sound stays as it is. */
export async function storeSnapshot(place: LedgerPlace, snapshot: PackedSnapshot | undefined): Promise<void> {
  if (snapshot === undefined) return;
  const { files, root, ledgerDir } = place;
  const path = join(root, ledgerDir, snapshotPath(snapshot.sha));
  await files.makeDir(dirname(path));
  if (!(await isStored(place, snapshot.sha))) {
    await files.remove(path);
    await files.create(path, snapshot.bytes);
  }
  await syncSnapshot(place, snapshot.sha);
}

/** Makes a snapshot that is there durable, with the folders that lead to it. */
export async function syncSnapshot(place: LedgerPlace, sha: string): Promise<void> {
  const name = join(place.ledgerDir, snapshotPath(sha));
  await ensureDir(place, dirname(name));
  await place.files.syncFile(join(place.root, name));
  await place.files.syncDir(join(place.root, dirname(name)));
}

/** True when the snapshot is there and sound. */
export async function isStored({ files, root, ledgerDir }: LedgerPlace, sha: string): Promise<boolean> {
  const stored = await files.read(join(root, ledgerDir, snapshotPath(sha))).catch(undefinedWhenMissing);
  return stored !== undefined && sha256(stored) === sha;
}

/** Removes the snapshot of a run that is not to be, unless a run of the ledger has the same one, or the ledger cannot say. */
async function removeNeedlessSnapshot({ place, run }: OpenRun): Promise<void> {
  const { files, root, ledgerDir } = place;
  const sha = run.header.snapshot;
  if (sha === undefined) return;
  const path = join(root, ledgerDir, snapshotPath(sha));
  if ((await files.stat(path)) === undefined || (await isNeeded(place, sha))) return;
  await files.remove(path);
  await files.syncDir(dirname(path));
}

async function isNeeded(place: LedgerPlace, sha: string): Promise<boolean> {
  try {
    return (await readHeaders(place)).some(({ header }) => header.snapshot === sha);
  } catch (error) {
    if (!(error instanceof T4Error) || isPassing(error.cause)) throw error;
    return true;
  }
}

/** True for a failure that says nothing about the file: whether a snapshot is needed can be told later. */
function isPassing(cause: unknown): boolean {
  return isFileError(cause) && ["EIO", "EMFILE", "ENFILE", "ENOMEM"].includes(cause.code);
}

async function removeIfThere({ place: { files } }: OpenRun, path: string): Promise<boolean> {
  if ((await files.stat(path)) === undefined) return false;
  await files.remove(path);
  return true;
}

/** Folders that are not there, because nothing in them ever became durable, have nothing to sync. */
async function syncDirs({ place: { files } }: OpenRun, dirs: Iterable<string>): Promise<void> {
  await eachBounded(new Set(dirs), async (dir) => {
    if ((await files.stat(dir)) !== undefined) await files.syncDir(dir);
  });
}
