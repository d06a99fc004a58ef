import { T4Error } from "@t4/core";
import { acquireLock, commitRun, type FileChange, hasUnfinished } from "@t4/writer";
import { Sources, type Workspace } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { hasDerivedLeftovers, sweepDerived } from "./derived-leftovers.ts";
import { keepLedgerAttributes } from "./git-attributes.ts";
import { checkSizes } from "./manifest-size.ts";
import { ledgerPlace, openSettings } from "./open.ts";
import { recordEdits } from "./record-edits.ts";
import { recoverOwn, tellRecovery } from "./recover-own.ts";

export interface RunToWrite {
  op: string;
  /** Null when nobody gave one. */
  reason: string | null;
  changes: readonly FileChange[];
  /** Done under the same lock after the run is written, for what is derived from it. */
  finish?: () => Promise<void>;
}

/**
 * Runs `work` as the workspace's only writer, with nothing left unfinished. `stale` says that another writer may have changed files since
 * the caller read them. Waits for the lock; throws `E_LOCKED` when the context does not want to.
 */
export async function exclusively<T>(
  workspace: Workspace,
  context: WorkflowContext,
  work: (state: { stale: boolean }) => Promise<T>,
): Promise<T> {
  const place = ledgerPlace(workspace);
  const lock = await acquireLock({
    files: context.files,
    root: context.root,
    noWait: context.onWait === undefined,
    onWait: context.onWait,
  });
  try {
    const unfinished = await hasUnfinished(place);
    if (unfinished) for (const message of tellRecovery(await recoverOwn(place))) context.say?.(message);
    await sweepDerived(workspace);
    const result = await work({ stale: lock.waited || unfinished });
    // What was written stands without it, and the next command that writes tries again.
    await keepLedgerAttributes(place).catch(() => undefined);
    return result;
  } finally {
    await lock.release();
  }
}

/** Opens the workspace for a command that writes: what a killed one left unfinished is ended before anything else is read. */
export async function openToWrite(context: WorkflowContext): Promise<Workspace> {
  const workspace = await openSettings(context);
  return (await endWhatWasKilled(workspace, context)) ? openSettings(context) : workspace;
}

/** Ends what killed commands left unfinished, and removes what they left over. False when there was nothing of that, so that nothing is touched. */
export async function endWhatWasKilled(workspace: Workspace, context: WorkflowContext): Promise<boolean> {
  const isClean = !(await hasUnfinished(ledgerPlace(workspace))) && !(await hasDerivedLeftovers(workspace));
  if (!isClean) await exclusively(workspace, context, () => Promise.resolve());
  return !isClean;
}

/**
 * Works out a change and writes it as one run. It is worked out twice: first without the lock, so that a command with nothing to write
 * touches nothing, then under it, because another writer may have been there. `run` is null when nothing was written.
 */
export async function planAndWrite<P extends RunToWrite>(
  dryRun: boolean,
  context: WorkflowContext,
  plan: (settings: Workspace) => Promise<P>,
): Promise<{ plan: P; run: string | null }> {
  const settings = await (dryRun ? openSettings(context) : openToWrite(context));
  const first = await plan(settings);
  if (dryRun || first.changes.length === 0) return { plan: first, run: null };
  return exclusively(settings, context, async () => {
    const fresh = await openSettings(context);
    const current = await plan(fresh);
    if (current.changes.length === 0) return { plan: current, run: null };
    const run = await commitChanges(current, fresh, context);
    await current.finish?.();
    return { plan: current, run };
  });
}

/**
 * Writes one run, under the lock that the caller holds; gives its name. Hand edits in the files it changes are recorded first, so that every
 * run starts from a recorded state. Throws, with nothing written, `E_CHANGED` when a file is not what the run was worked out from, and `E_TOO_LARGE` for a
 * manifest that T4 could not read again.
 */
export async function commitChanges(run: RunToWrite, workspace: Workspace, context: WorkflowContext): Promise<string> {
  const place = ledgerPlace(workspace);
  const header = { op: run.op, at: context.clock.now(), actor: await context.actor(), reason: run.reason };
  checkSizes(run.changes);
  await checkUnchanged(run.changes, context);
  const current = run.changes.map(({ module, path, before }) => ({ module, path, bytes: before }));
  const { run: recorded } = await recordEdits(place, { ...header, reason: `found by ${run.op}` }, current);
  return (await afterRecording(recorded, () => commitRun({ ...place, header, entries: run.changes }))).name;
}

/** Does `work` after edits were recorded as a run (null: none were); when it fails, the error says that this run stands. */
export async function afterRecording<T>(recorded: string | null, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (recorded === null || !(error instanceof T4Error)) throw error;
    const what = error.message.replace(/; nothing was changed$/, "");
    const { code, file, line, column, hint } = error;
    throw new T4Error(code, `${what}; the edits by hand are recorded as ${recorded}, and nothing else was changed`, {
      file,
      line,
      column,
      hint,
      cause: error,
    });
  }
}

async function checkUnchanged(changes: readonly FileChange[], { files, root }: WorkflowContext): Promise<void> {
  const sources = new Sources(files, root);
  for (const { path, before } of changes) {
    const present = await sources.readBytes(path);
    const same =
      before === null ? present === undefined : present !== undefined && Buffer.compare(before, present) === 0;
    if (same) continue;
    throw new T4Error("E_CHANGED", `${path} was edited while T4 was at work; nothing was changed`, {
      file: path,
      hint: "Run the command again.",
    });
  }
}
