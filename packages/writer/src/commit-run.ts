import { join } from "node:path";
import { sha256, STAGE_EXTRA_BYTES, T4Error } from "@t4/core";
import {
  packSnapshot,
  restoreBefore,
  runName,
  serializeRun,
  trimChanges,
  type PackedSnapshot,
  type RunEntry,
  type RunHeader,
  type SerializedRun,
} from "@t4/ledger";
import { eachBounded, mapBounded } from "./bounded.ts";
import { ensureDir, fitsFileSystem, runsDir, type LedgerPlace } from "./ledger-paths.ts";
import { followHeads } from "./follow-heads.ts";
import { readTarget, stateOf, Targets, type Target } from "./targets.ts";
import { applyStages, closeRun, pendingPath, rollBack, storeSnapshot, type OpenRun } from "./transaction.ts";
import { asWriteError } from "./write-error.ts";

/** One file of a run; null bytes stand for "no file". */
export interface FileChange extends Pick<RunEntry, "module" | "path" | "changes"> {
  before: Uint8Array | null;
  after: Uint8Array | null;
}

export interface RunRequest extends LedgerPlace {
  header: Pick<RunHeader, "op" | "at" | "actor" | "reason" | "undoes">;
  /** At least one, each with other bytes after than before, no path twice. */
  entries: readonly FileChange[];
}

/** A run that is in the ledger: its id, its name, and its file relative to the workspace. */
export interface CommittedRun {
  id: string;
  name: string;
  file: string;
}

/**
 * Writes all files of a run or none, and the run into the ledger. The caller holds the workspace lock and has recovered what was unfinished.
 *
 * When it throws, every file is as it was and nothing is left over: `E_CHANGED` when a file no longer holds its `before`,
 * `E_OUTSIDE` or `E_NOT_A_FILE` for a path that T4 does not write, `E_WRITE` naming the file that could not be written, and what {@link followHeads}
 * throws. Only when undoing fails too does something stay, which the `E_WRITE` says and {@link recover} mends.
 */
export async function commitRun(request: RunRequest): Promise<CommittedRun> {
  const { header: _header, entries: _entries, ...place } = request;
  const { files, root, ledgerDir } = place;
  const steps = await prepare(request, place).catch((error: unknown) => {
    throw asWriteError(error, root);
  });
  let touched = false;
  try {
    await announce(steps);
    await stage(steps);
    await checkUnchanged(steps);
    touched = true;
    await applyStages(steps, steps.targets);
    await closeRun(steps);
  } catch (error) {
    await undo(steps, touched, error);
    throw asWriteError(error, root);
  }
  // Whichever of its two names the run file has after a power loss from here on, recovery ends with the final one.
  await files.syncDir(runsDir(place)).catch(() => undefined);
  return { id: steps.run.id, name: runName(steps.run), file: join(ledgerDir, "runs", steps.serialized.fileName) };
}

interface Steps extends OpenRun {
  serialized: SerializedRun;
  after: ReadonlyMap<string, Uint8Array | null>;
  snapshot: PackedSnapshot | undefined;
}

async function prepare(request: RunRequest, place: LedgerPlace): Promise<Steps> {
  if (request.entries.length === 0) throw new RangeError("a run without entries");
  const kept = new Map<string, Uint8Array>();
  const entries = request.entries.map((change) => toEntry(change, kept));
  const snapshot = packSnapshot({ after: filesAfter(request.entries), before: kept });
  const header = { ...(await followHeads(place, request.header)), ...(snapshot && { snapshot: snapshot.sha }) };
  const serialized = serializeRun({ header, entries });
  const resolver = new Targets(place.files, place.root);
  await resolver.checkLedger(place.ledgerDir, snapshot?.sha);
  const targets = await mapBounded(entries, (entry) => resolver.resolve(entry, serialized.id, place.ledgerDir));
  for (const target of targets) checkNames(target);
  const run = { id: serialized.id, header: { ...header, t4: 1 as const, modules: entries.length }, entries };
  return {
    place,
    run,
    targets,
    serialized,
    snapshot,
    after: new Map(request.entries.map(({ path, after }) => [path, after])),
  };
}

/** Refuses what could not be staged before anything is begun. */
function checkNames({ entry, stage }: Target): void {
  if (fitsFileSystem(stage)) return;
  throw new T4Error("E_WRITE", `${entry.path} cannot be written (ENAMETOOLONG); nothing was changed`, {
    file: entry.path,
    hint: `Shorten its name, or the names of the folders above it: T4 first writes beside it, under a name that is ${STAGE_EXTRA_BYTES} bytes longer.`,
  });
}

function filesAfter(changes: readonly FileChange[]): Map<string, Uint8Array> {
  return new Map(changes.flatMap(({ path, after }) => (after === null ? [] : [[path, after] as const])));
}

/** The entry of a change; what leads nowhere without the bytes before is put into `kept`. */
function toEntry(change: FileChange, kept: Map<string, Uint8Array>): RunEntry {
  const { module, path, before, after } = change;
  const changes = trimChanges(change.changes);
  const entry = { module, path, changes, before: before && sha256(before), after: after && sha256(after) };
  if (entry.before === entry.after) throw new RangeError(`a run that does not change ${path}`);
  if (before !== null && restoreBefore(entry, after) === undefined) kept.set(path, before);
  return entry;
}

/** Makes the pending run durable before anything else is made, so that it lists whatever a crash can leave behind. */
async function announce(steps: Steps): Promise<void> {
  const { place, serialized } = steps;
  const path = pendingPath(steps);
  await ensureDir(place, join(place.ledgerDir, "runs"));
  await place.files.create(path, serialized.bytes);
  await place.files.syncFile(path);
  await place.files.syncDir(runsDir(place));
}

/** The stages' names need not be durable: when one is lost, recovery takes the run back. Their bytes must be. */
async function stage(steps: Steps): Promise<void> {
  const { place } = steps;
  await storeSnapshot(place, steps.snapshot);
  const created = steps.targets.filter(({ entry }) => entry.before === null).map(({ entry }) => join(entry.path, ".."));
  await eachBounded(new Set(created), (folder) => ensureDir(place, folder));
  await eachBounded(steps.targets, async (target) => {
    const bytes = steps.after.get(target.entry.path) ?? null;
    if (bytes === null) return;
    await place.files.create(target.stage, bytes, target.mode);
    await place.files.syncFile(target.stage);
  });
}

async function checkUnchanged({ place, targets }: Steps): Promise<void> {
  await eachBounded(targets, async (target) => {
    const bytes = await readTarget(place.files, target);
    if (stateOf(target.entry, bytes) !== "before") throw changed(target);
  });
}

function changed({ entry }: Target): T4Error {
  return new T4Error("E_CHANGED", `${entry.path} was edited while T4 was writing; nothing was changed`, {
    file: entry.path,
    hint: "Run the command again.",
  });
}

async function undo(steps: Steps, touched: boolean, error: unknown): Promise<void> {
  const { root } = steps.place;
  try {
    await rollBack(steps, [], touched);
  } catch (cause) {
    const first = error instanceof Error ? error.message : String(error);
    throw new T4Error("E_WRITE", `writing failed, and so did undoing it: ${first}`, {
      file: (asWriteError(cause, root) as Partial<T4Error>).file,
      cause,
      hint: "The next command that writes ends or undoes it; `t4 ledger recover` does so at once.",
    });
  }
}
