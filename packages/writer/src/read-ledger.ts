import { join } from "node:path";
import { encodeUtf8, T4Error, type FilePort } from "@t4/core";
import {
  DRAFT,
  findHeads,
  objectPath,
  parseRun,
  parseRunHead,
  PENDING,
  unpackObject,
  unpackStates,
  type Run,
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
  return { runs: await readRuns(place, parseRun) };
}

/**
 * The ids of the runs that are no one's parent, sorted. Reads every run file but parses only the first line of each. Throws as
 * {@link readLedger} does.
 */
export async function readHeads(place: LedgerPlace): Promise<string[]> {
  return findHeads(await readRuns(place, parseRunHead));
}

/** The bytes kept under `sha`; undefined when there is no such object. Throws `E_LEDGER` when it is damaged. */
export async function readObject(place: LedgerPlace, sha: string): Promise<Uint8Array | undefined> {
  const name = join(place.ledgerDir, objectPath(sha));
  const packed = await place.files.read(join(place.root, name), MAX_RUN_BYTES).catch(undefinedWhenMissing);
  return packed && unpackObject(packed, sha, name);
}

/** The bytes that a run left in the file at `path`; undefined when the ledger does not hold them. Throws `E_LEDGER` when the object is damaged. */
export async function readState(place: LedgerPlace, run: Run, path: string): Promise<Uint8Array | undefined> {
  let states = statesOf.get(run);
  if (states === undefined) {
    states = readStates(place, run.header.states);
    statesOf.set(run, states);
  }
  const text = (await states)?.get(path);
  return text === undefined ? undefined : encodeUtf8(text);
}

/** A run never changes, and whoever asks for one of its files asks for the others too. */
const statesOf = new WeakMap<Run, Promise<ReadonlyMap<string, string> | undefined>>();

async function readStates(
  place: LedgerPlace,
  sha: string | undefined,
): Promise<ReadonlyMap<string, string> | undefined> {
  if (sha === undefined) return undefined;
  const packed = await readObject(place, sha);
  return packed && unpackStates(packed, join(place.ledgerDir, objectPath(sha)));
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

async function readRuns<T>(place: LedgerPlace, parse: (bytes: Uint8Array, file: string) => T): Promise<T[]> {
  return mapBounded(await listRuns(place), async (name) => {
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
  if (isFileError(error) && (error.code === "ENOENT" || error.code === "ENOTDIR")) return undefined;
  throw error;
}
