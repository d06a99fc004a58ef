import { join } from "node:path";
import { sha256, T4Error } from "@t4/core";
import { DRAFT, parseRun, restoreBefore, type Run, type Snapshot } from "@t4/ledger";
import { eachBounded, mapBounded } from "./bounded.ts";
import { ensureDir, runsDir, type LedgerPlace } from "./ledger-paths.ts";
import { keptBefore, listUnfinished, MAX_RUN_BYTES, readSnapshot } from "./read-ledger.ts";
import { readTarget, stateOf, Targets, type Target } from "./targets.ts";
import {
  applyStages,
  closeRun,
  dropRun,
  isStored,
  pendingPath,
  rollBack,
  syncSnapshot,
  type OpenRun,
} from "./transaction.ts";
import { asWriteError } from "./write-error.ts";

/** What became of the unfinished runs. */
export interface Recovery {
  /** Ids of runs that are now whole and in the ledger. */
  rolledForward: string[];
  /** Ids of runs that are now as if they had never been. */
  rolledBack: string[];
  /** Names of run files that were cut off while being written, or were drafts; no file outside the ledger had been touched. */
  discarded: string[];
}

/**
 * Ends every unfinished run: forward when each file is as the run left it, or as it was with its staged successor intact; else back.
 * Does nothing when there is none, may be killed and repeated. The caller holds the workspace lock. Throws `E_LEDGER` when the way back is lost,
 * `E_OUTSIDE` when a run names what T4 does not write, and `E_WRITE`.
 */
export async function recover(place: LedgerPlace): Promise<Recovery> {
  const recovery: Recovery = { rolledForward: [], rolledBack: [], discarded: [] };
  try {
    for (const name of await listUnfinished(place)) await endRun(place, name, recovery);
  } catch (error) {
    throw asWriteError(error, place.root);
  }
  return recovery;
}

async function endRun(place: LedgerPlace, name: string, recovery: Recovery): Promise<void> {
  await new Targets(place.files, place.root).checkFolder(join(place.ledgerDir, "runs"));
  const run = await readUnfinished(place, name);
  if (run === undefined || name.endsWith(DRAFT)) {
    await discard(place, name, run);
    recovery.discarded.push(name);
    return;
  }
  const open: OpenRun = { place, run, targets: await targetsOf(place, name, run) };
  const { targets } = open;
  await makeDurable(open);
  const sha = run.header.snapshot;
  const isWhole = sha === undefined || (await isStored(place, sha));
  const snapshot = isWhole ? await readSnapshot(place, run) : undefined;
  const sights = await mapBounded(targets, (target) => look(open, target, snapshot));
  if (isWhole && sights.every(({ leadsForward }) => leadsForward)) {
    await rollForward(open, sights);
    recovery.rolledForward.push(run.id);
  } else {
    await rollBack(
      open,
      targets.map(({ dir }) => dir),
    );
    recovery.rolledBack.push(run.id);
  }
}

async function targetsOf(place: LedgerPlace, name: string, run: Run): Promise<Target[]> {
  const resolver = new Targets(place.files, place.root);
  try {
    return await mapBounded(run.entries, (entry) => resolver.resolve(entry, run.id, place.ledgerDir));
  } catch (error) {
    throw foreignRun(error, join(place.ledgerDir, "runs", name));
  }
}

/** No T4 begins a run that names what T4 does not write, so it is the run that is at fault, not what stands there. */
function foreignRun(error: unknown, file: string): unknown {
  if (!(error instanceof T4Error) || !(error.code === "E_OUTSIDE" || error.code === "E_NOT_A_FILE")) return error;
  return new T4Error(error.code, `the unfinished run ${file} cannot be ended: ${error.message}`, {
    file: error.file,
    cause: error,
    hint: `Look at ${file}, and remove it when no t4 began it here; nothing was touched.`,
  });
}

/** Undefined when the file is cut off: it was not durable yet, so nothing else had been begun. */
async function readUnfinished(place: LedgerPlace, name: string): Promise<Run | undefined> {
  const bytes = await place.files.read(join(runsDir(place), name), MAX_RUN_BYTES);
  const isWhole = name.includes(`-${sha256(bytes).slice(0, 8)}.`);
  return isWhole ? parseRun(bytes, join(place.ledgerDir, "runs", name)) : undefined;
}

async function discard(place: LedgerPlace, name: string, run: Run | undefined): Promise<void> {
  const path = join(runsDir(place), name);
  if (run !== undefined) return dropRun({ place, run, targets: [] }, path);
  await place.files.remove(path);
  return place.files.syncDir(runsDir(place));
}

/** A killed process, other than a power loss, leaves files that can be read and yet are not durable. */
async function makeDurable(open: OpenRun): Promise<void> {
  const { place } = open;
  await ensureDir(place, join(place.ledgerDir, "runs"));
  await place.files.syncFile(pendingPath(open));
  await place.files.syncDir(runsDir(place));
}

/** What recovery sees at one target. */
interface Sight {
  target: Target;
  done: boolean;
  leadsForward: boolean;
}

async function look(open: OpenRun, target: Target, snapshot: Snapshot | undefined): Promise<Sight> {
  const { files } = open.place;
  const present = await readTarget(files, target);
  const state = stateOf(target.entry, present);
  if (state === "other") return { target, done: false, leadsForward: false };
  const done = state === "after";
  const after = done ? present : await readStage(open, target);
  const leadsForward = after !== undefined && leadsBack(target, after, snapshot);
  return { target, done, leadsForward };
}

/** The bytes that the run is to leave, null for none; undefined when its stage is not whole. */
async function readStage({ place: { files } }: OpenRun, target: Target): Promise<Uint8Array | null | undefined> {
  if (target.entry.after === null) return null;
  if ((await files.stat(target.stage))?.kind !== "file") return undefined;
  const bytes = await files.read(target.stage);
  return sha256(bytes) === target.entry.after ? bytes : undefined;
}

/** A run may only end in the ledger when it can be reverted. */
function leadsBack({ entry }: Target, after: Uint8Array | null, snapshot: Snapshot | undefined): boolean {
  return restoreBefore(entry, after) !== undefined || keptBefore(snapshot, entry) !== undefined;
}

async function rollForward(open: OpenRun, sights: readonly Sight[]): Promise<void> {
  const { files } = open.place;
  if (open.run.header.snapshot !== undefined) await syncSnapshot(open.place, open.run.header.snapshot);
  await eachBounded(sights, async ({ target, done }) => {
    if (done) await files.remove(target.stage);
    else if (target.entry.after !== null) await files.syncFile(target.stage);
  });
  const left = sights.filter(({ done }) => !done).map(({ target }) => target);
  await applyStages(open, left);
  await closeRun(open);
  await files.syncDir(runsDir(open.place));
}
