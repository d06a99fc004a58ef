import { join } from "node:path";
import { T4Error } from "@t4/core";
import { objectPath, packObject, PENDING, restoreBefore, runFileName, type Run } from "@t4/ledger";
import { eachBounded } from "./bounded.ts";
import { ensureDir, runsDir, type LedgerPlace } from "./ledger-paths.ts";
import { readLedger, readObject } from "./read-ledger.ts";
import { readTarget, stateOf, type Target } from "./targets.ts";

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
 * Undoes an open run: every target that holds the run's bytes gets those before it, stages and needless objects go, then the
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

/** Removes a run file that is not to be, by its absolute path, after the objects that only it needs. */
export async function dropRun(open: OpenRun, path: string): Promise<void> {
  await removeNeedlessObjects(open);
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

async function bytesBefore(open: OpenRun, { entry }: Target, after: Uint8Array | null): Promise<Uint8Array | null> {
  const kept = restoreBefore(entry, after) ?? (entry.before && (await readObject(open.place, entry.before)));
  if (kept !== undefined) return kept as Uint8Array | null;
  throw new T4Error("E_LEDGER", `${entry.path} cannot be restored: its bytes before the unfinished run are lost`, {
    file: entry.path,
    hint: "Restore the file and the ledger's objects from git.",
  });
}

/**
 * Keeps bytes under their hashes, durably; an object that is there and sound stays as it is. Every folder is synced once, whatever the
 * number of objects in it.
 */
export async function keepObjects(place: LedgerPlace, objects: ReadonlyMap<string, Uint8Array>): Promise<void> {
  const { files, root, ledgerDir } = place;
  if (objects.size === 0) return;
  const folders = new Set([...objects.keys()].map((sha) => join(root, ledgerDir, objectPath(sha), "..")));
  await eachBounded(folders, (folder) => files.makeDir(folder));
  await eachBounded(objects, async ([sha, bytes]) => {
    const path = join(root, ledgerDir, objectPath(sha));
    if (!(await isKept(place, sha))) {
      await files.remove(path);
      await files.create(path, packObject(bytes));
    }
    await files.syncFile(path);
  });
  await eachBounded(folders, (folder) => files.syncDir(folder));
  await ensureDir(place, join(ledgerDir, "objects"));
  await files.syncDir(join(root, ledgerDir, "objects"));
}

/** True when the object is there and sound. */
export async function isKept(place: LedgerPlace, sha: string): Promise<boolean> {
  try {
    return (await readObject(place, sha)) !== undefined;
  } catch (error) {
    if (error instanceof T4Error) return false;
    throw error;
  }
}

/** Removes the objects that this run may have made, but for those that a run of the ledger needs. */
async function removeNeedlessObjects(open: OpenRun): Promise<void> {
  const { files, root, ledgerDir } = open.place;
  const shas = objectsOf(open.run);
  const there: string[] = [];
  await eachBounded(shas, async (sha) => {
    if ((await files.stat(join(root, ledgerDir, objectPath(sha)))) !== undefined) there.push(sha);
  });
  if (there.length === 0) return;
  const needed = await objectsInUse(open.place);
  await eachBounded(there, async (sha) => {
    if (needed === undefined || needed.has(sha)) return;
    const path = join(root, ledgerDir, objectPath(sha));
    await files.remove(path);
    await files.syncDir(join(path, ".."));
  });
}

/** The hashes of every object that a run may lean on. */
function objectsOf({ header, entries }: Run): Set<string> {
  const befores = entries.flatMap(({ before }) => before ?? []);
  return new Set(befores.concat(header.states ?? []));
}

/** Undefined when the ledger cannot say: then every object stays. */
async function objectsInUse(place: LedgerPlace): Promise<Set<string> | undefined> {
  try {
    const { runs } = await readLedger(place);
    const needed = new Set<string>();
    for (const run of runs) for (const sha of objectsOf(run)) needed.add(sha);
    return needed;
  } catch (error) {
    if (error instanceof T4Error) return undefined;
    throw error;
  }
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
