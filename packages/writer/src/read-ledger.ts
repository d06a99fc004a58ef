import { join } from "node:path";
import { isMissing, sha256, T4Error, type FilePort } from "@t4/core";
import {
  DRAFT,
  findHeads,
  MAX_SNAPSHOT_BYTES,
  parseRun,
  parseRunHead,
  PENDING,
  restoreBefore,
  runName,
  snapshotPath,
  unpackSnapshot,
  type Run,
  type RunEntry,
  type RunHead,
  type RunHeader,
  type Snapshot,
} from "@t4/ledger";
import { mapBounded } from "./bounded.ts";
import { isFileError } from "./write-error.ts";
import { runsDir, type LedgerPlace } from "./ledger-paths.ts";

const RUN = ".ndjson";
/** The largest run file that T4 reads, in bytes. */
export const MAX_RUN_BYTES = 256 * 1024 * 1024;

/** The whole ledger: its runs in order of their file names. */
export interface Ledger {
  runs: Run[];
}

/** Reads every run. Throws `E_LEDGER` for a malformed one and `E_READ` for one that cannot be read. */
export async function readLedger(place: LedgerPlace): Promise<Ledger> {
  const runs = await readRuns(place, parseRun);
  for (const run of runs) place.known?.set(`${runName(run)}${RUN}`, run);
  return { runs };
}

/**
 * The ids of the runs that are no one's parent, sorted. Reads every run file but parses only the first line of each. Throws as
 * {@link readLedger} does.
 */
export async function readHeads(place: LedgerPlace): Promise<string[]> {
  return findHeads(await readHeaders(place));
}

/** Id and header of every run, in order of their file names. Throws as {@link readLedger} does. */
export function readHeaders(place: LedgerPlace): Promise<RunHead[]> {
  return readRuns(place, parseRunHead);
}

/** A run's snapshot; undefined when it has none, or when it is lost. Throws `E_LEDGER` when it is damaged, and `E_READ`. */
export function readSnapshot(place: LedgerPlace, run: Pick<Run, "header">): Promise<Snapshot | undefined> {
  let snapshot = snapshots.get(run.header);
  if (snapshot === undefined) {
    snapshot = loadSnapshot(place, run.header.snapshot);
    snapshots.set(run.header, snapshot);
  }
  return snapshot;
}

/** A run never changes, and whoever asks for one of its files asks for the others too. */
const snapshots = new WeakMap<RunHeader, Promise<Snapshot | undefined>>();

async function loadSnapshot(place: LedgerPlace, sha: string | undefined): Promise<Snapshot | undefined> {
  if (sha === undefined) return undefined;
  const name = join(place.ledgerDir, snapshotPath(sha));
  try {
    const stored = await place.files.read(join(place.root, name), MAX_SNAPSHOT_BYTES).catch(undefinedWhenMissing);
    return stored && unpackSnapshot(stored, sha, name);
  } catch (cause) {
    throw asReadError(cause, name);
  }
}

/**
 * The bytes that a run left in the file of one of its entries: null for none, undefined when the ledger does not hold them. Throws `E_LEDGER`
 * when the snapshot is damaged or does not fit the entry.
 */
export async function readAfter(place: LedgerPlace, run: Run, entry: RunEntry): Promise<Uint8Array | null | undefined> {
  if (entry.after === null) return null;
  const bytes = (await readSnapshot(place, run))?.after.get(entry.path);
  if (bytes === undefined || sha256(bytes) === entry.after) return bytes;
  throw new T4Error("E_LEDGER", `the snapshot of ${entry.path} is not what the run ${run.id.slice(0, 12)} left`, {
    file: join(place.ledgerDir, snapshotPath(run.header.snapshot ?? "")),
    hint: "Restore the ledger from git; `t4 ledger verify` tells more.",
  });
}

/**
 * The bytes that a run found in the file of one of its entries, as {@link readAfter} gives those that it left. The snapshot is not asked when
 * `left`, if that is what the run left, suffices.
 */
export async function readBefore(
  place: LedgerPlace,
  run: Run,
  entry: RunEntry,
  left?: Uint8Array | null,
): Promise<Uint8Array | null | undefined> {
  if (entry.before === null) return null;
  const known = left === undefined ? undefined : restoreFrom(entry, left);
  if (known !== undefined) return known;
  const after = await readAfter(place, run, entry);
  const rebuilt = after === undefined ? undefined : restoreBefore(entry, after);
  return rebuilt ?? keptBefore(await readSnapshot(place, run), entry);
}

function restoreFrom(entry: RunEntry, left: Uint8Array | null): Uint8Array | null | undefined {
  return (left === null ? null : sha256(left)) === entry.after ? restoreBefore(entry, left) : undefined;
}

/** The bytes before a run that a snapshot keeps for an entry; undefined when it keeps none that fit. */
export function keptBefore(snapshot: Snapshot | undefined, { path, before }: RunEntry): Uint8Array | undefined {
  const bytes = snapshot?.before.get(path);
  return bytes !== undefined && sha256(bytes) === before ? bytes : undefined;
}

/** True when a run was begun and not ended, so that {@link recover} has something to do. Lists one folder. */
export async function hasUnfinished(place: LedgerPlace): Promise<boolean> {
  return (await listUnfinished(place)).length > 0;
}

/** Names of the run files, drafts among them, whose transaction has not ended, sorted. */
export async function listUnfinished(place: LedgerPlace): Promise<string[]> {
  const names = await listFolder(place);
  return names.filter((name) => name.endsWith(RUN + PENDING) || name.endsWith(RUN + DRAFT));
}

/** Names of the finished runs' files, sorted: while they are the same, no run was written. */
export async function listRuns(place: LedgerPlace): Promise<string[]> {
  return (await listFolder(place)).filter((name) => name.endsWith(RUN));
}

/** Throws `E_READ`. */
async function listFolder(place: LedgerPlace): Promise<string[]> {
  try {
    return (await place.files.list(runsDir(place))) ?? [];
  } catch (cause) {
    throw asReadError(cause, join(place.ledgerDir, "runs"));
  }
}

/** What `parse` makes of every run that is not known yet. */
async function readRuns<T extends RunHead>(
  place: LedgerPlace,
  parse: (bytes: Uint8Array, file: string) => T,
): Promise<(T | Run)[]> {
  return mapBounded(await listRuns(place), async (name) => {
    const known = place.known?.get(name);
    if (known !== undefined) return known;
    const file = join(place.ledgerDir, "runs", name);
    return parse(await readRunFile(place.files, join(place.root, file), file), file);
  });
}

async function readRunFile(files: FilePort, path: string, file: string): Promise<Uint8Array> {
  try {
    return await files.read(path, MAX_RUN_BYTES);
  } catch (cause) {
    throw asReadError(cause, file);
  }
}

function asReadError(cause: unknown, file: string): unknown {
  if (!isFileError(cause)) return cause;
  return new T4Error("E_READ", `${file} cannot be read (${cause.code})`, {
    file,
    cause,
    hint: "Check its permissions, or restore it from git.",
  });
}

/** For a read of what may not be there. */
export function undefinedWhenMissing(error: unknown): undefined {
  if (isFileError(error) && isMissing(error.code)) return undefined;
  throw error;
}
