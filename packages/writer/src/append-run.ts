import { join } from "node:path";
import { sha256 } from "@t4/core";
import { DRAFT, packStates, restoreBefore, runName, serializeRun, type RunEntry, type RunHeader } from "@t4/ledger";
import type { CommittedRun } from "./commit-run.ts";
import { ensureDir, runsDir, type LedgerPlace } from "./ledger-paths.ts";
import { readHeads } from "./read-ledger.ts";
import { dropRun, keepObjects, type OpenRun } from "./transaction.ts";
import { Targets } from "./targets.ts";
import { asWriteError } from "./write-error.ts";

/** An edit that is on disk already. `beforeBytes` are those of the last recorded state; undefined when they are lost. */
export interface RecordedEdit {
  entry: RunEntry;
  beforeBytes: Uint8Array | undefined;
  afterBytes: Uint8Array;
}

/**
 * Writes a run that records what is on disk already; no file outside the ledger is touched, nor would recovery touch one: until its last step
 * the run is a draft, which recovery drops. The caller holds the workspace lock and has recovered what was unfinished. Throws `E_WRITE` with
 * the ledger as it was, and what {@link readHeads} throws.
 */
export async function appendRun(
  place: LedgerPlace,
  header: Pick<RunHeader, "op" | "at" | "actor" | "reason">,
  edits: readonly RecordedEdit[],
): Promise<CommittedRun> {
  const entries = edits.map(({ entry }) => entry);
  const states = packStates(edits.map(({ entry: { path }, afterBytes }) => ({ path, after: afterBytes })));
  const fullHeader = { ...header, parents: await readHeads(place), ...(states && { states: sha256(states) }) };
  const { id, bytes, fileName } = serializeRun({ header: fullHeader, entries });
  const open: OpenRun = {
    place,
    run: { id, header: { ...fullHeader, t4: 1, modules: entries.length }, entries },
    targets: [],
  };
  const path = join(runsDir(place), fileName);
  const objects = objectsOf(edits, states);
  await new Targets(place.files, place.root).checkLedger(place.ledgerDir, objects.keys());
  try {
    await write(place, path, bytes, objects);
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
  objects: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  await ensureDir(place, join(place.ledgerDir, "runs"));
  await place.files.create(path + DRAFT, bytes);
  await place.files.syncFile(path + DRAFT);
  await place.files.syncDir(runsDir(place));
  await keepObjects(place, objects);
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

function objectsOf(edits: readonly RecordedEdit[], states: Uint8Array | undefined): Map<string, Uint8Array> {
  const objects = new Map<string, Uint8Array>();
  if (states !== undefined) objects.set(sha256(states), states);
  for (const { entry, beforeBytes, afterBytes } of edits) {
    if (entry.before === null || beforeBytes === undefined) continue;
    if (restoreBefore(entry, afterBytes) === undefined) objects.set(entry.before, beforeBytes);
  }
  return objects;
}
