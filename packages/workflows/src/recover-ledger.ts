import { T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";
import { acquireLock, findLeftovers, hasUnfinished, type LedgerPlace, readLedger, removeLeftovers } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { derivedFolders } from "./derived-leftovers.ts";
import { findCacheDrafts } from "./evidence/cache-file.ts";
import { ledgerPlace, openWithoutVocabulary } from "./open.ts";
import { recoverOwn } from "./recover-own.ts";

/** What became of what a killed command left. */
export interface RecoverReport {
  /** Ids of runs that are now whole and in the ledger. */
  rolled_forward: string[];
  /** Ids of runs that are now as if they had never been. */
  rolled_back: string[];
  /** Run files that were not whole when the command was killed; nothing else had been touched. */
  discarded: string[];
  /** Temporary files that were left over. */
  removed: string[];
}

/**
 * Ends what killed commands left unfinished, and removes what they left over. Where there is nothing, nothing is touched, not even the lock. Throws
 * `E_LOCKED`, `E_LEDGER` when the way back is lost or the unfinished run came with a checkout, `E_OUTSIDE` and `E_WRITE`.
 */
export async function recoverLedger(context: WorkflowContext): Promise<RecoverReport> {
  const settings = await openWithoutVocabulary(context);
  const place = ledgerPlace(settings);
  const seen = await find(settings, place);
  if (seen.length === 0 && !(await hasUnfinished(place))) {
    return { rolled_forward: [], rolled_back: [], discarded: [], removed: [] };
  }
  const { files, root, onWait } = context;
  const lock = await acquireLock({ files, root, noWait: onWait === undefined, onWait });
  try {
    const { rolledForward, rolledBack, discarded } = await recoverOwn(place);
    const left = await find(settings, place);
    await removeLeftovers(place, left);
    // Whoever takes the lock sweeps the drafts of locks at once.
    const swept = seen.filter((path) => path.startsWith(".t4/") && !left.includes(path));
    return { rolled_forward: rolledForward, rolled_back: rolledBack, discarded, removed: [...swept, ...left].sort() };
  } finally {
    await lock.release();
  }
}

async function find(workspace: Workspace, place: LedgerPlace): Promise<string[]> {
  const request = { derivedFolders: derivedFolders(workspace), paths: await writtenPaths(place) };
  const drafts = await findCacheDrafts(place.files, place.root);
  return [...(await findLeftovers(place, request)), ...drafts].sort();
}

/** None when the ledger is damaged: what is wrong there, `t4 ledger verify` says; it must not keep a run from being ended. */
async function writtenPaths(place: LedgerPlace): Promise<string[]> {
  try {
    const { runs } = await readLedger(place);
    return runs.flatMap(({ entries }) => entries.map(({ path }) => path));
  } catch (error) {
    if (error instanceof T4Error) return [];
    throw error;
  }
}
