import { basename } from "node:path";
import { acquireLock, commitRun, type FileChange, hasUnfinished, recover } from "@t4/writer";
import type { Workspace } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { ledgerPlace, openSettings } from "./open.ts";
import { recordEdits } from "./record-edits.ts";

export interface RunToWrite {
  op: string;
  reason: string;
  changes: readonly FileChange[];
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
    if (unfinished) await recover(place);
    return await work({ stale: lock.waited || unfinished });
  } finally {
    await lock.release();
  }
}

/** Opens the workspace for a command that writes: what a killed one left unfinished is ended before anything else is read. */
export async function openToWrite(context: WorkflowContext): Promise<Workspace> {
  const workspace = await openSettings(context);
  if (!(await hasUnfinished(ledgerPlace(workspace)))) return workspace;
  await exclusively(workspace, context, () => Promise.resolve());
  return openSettings(context);
}

/** Takes the lock and writes one run; gives its name. Throws `E_CHANGED` when a file changed since it was read. */
export function writeRun(run: RunToWrite, workspace: Workspace, context: WorkflowContext): Promise<string> {
  return exclusively(workspace, context, () => commitChanges(run, workspace, context));
}

/**
 * Writes one run, under the lock that the caller holds; gives its name. Hand edits in the files it changes are recorded first, so that every
 * run starts from a recorded state.
 */
export async function commitChanges(run: RunToWrite, workspace: Workspace, context: WorkflowContext): Promise<string> {
  const place = ledgerPlace(workspace);
  const header = { op: run.op, at: context.clock.now(), actor: await context.actor(), reason: run.reason };
  const current = run.changes.map(({ module, path, before }) => ({ module, path, bytes: before }));
  await recordEdits(place, { ...header, reason: `found by ${run.op}` }, current);
  const { file } = await commitRun({ ...place, header, entries: run.changes });
  return basename(file, ".ndjson");
}
