import { join } from "node:path";
import { sha256 } from "@t4/core";
import { packStates, restoreBefore, serializeRun, type RunEntry, type RunHeader } from "@t4/ledger";
import type { CommittedRun } from "./commit-run.ts";
import { ensureDir, runsDir, type LedgerPlace } from "./ledger-paths.ts";
import { readHeads } from "./read-ledger.ts";
import { closeRun, keepObject, pendingPath, type OpenRun } from "./transaction.ts";
import { asWriteError } from "./write-error.ts";

/** An edit that is on disk already. `beforeBytes` are those of the last recorded state; undefined when they are lost. */
export interface RecordedEdit {
  entry: RunEntry;
  beforeBytes: Uint8Array | undefined;
  afterBytes: Uint8Array;
}

/**
 * Writes a run that records what is on disk already; no other file is touched. The caller holds the workspace lock and has recovered what was
 * unfinished. Throws `E_WRITE` with the ledger as it was.
 */
export async function appendRun(
  place: LedgerPlace,
  header: Pick<RunHeader, "op" | "at" | "actor" | "reason">,
  edits: readonly RecordedEdit[],
): Promise<CommittedRun> {
  try {
    const entries = edits.map(({ entry }) => entry);
    const states = packStates(edits.map(({ entry: { path }, afterBytes }) => ({ path, after: afterBytes })));
    if (states !== undefined) await keepObject(place, sha256(states), states);
    const parents = await readHeads(place);
    const serialized = serializeRun({
      header: { ...header, parents, ...(states && { states: sha256(states) }) },
      entries,
    });
    for (const { entry, beforeBytes, afterBytes } of edits) {
      if (entry.before === null || beforeBytes === undefined) continue;
      if (restoreBefore(entry, afterBytes) === undefined) await keepObject(place, entry.before, beforeBytes);
    }
    await ensureDir(place, join(place.ledgerDir, "runs"));
    const open: OpenRun = {
      place,
      run: { id: serialized.id, header: { ...header, t4: 1, parents: [], modules: entries.length }, entries },
      targets: [],
    };
    await place.files.create(pendingPath(open), serialized.bytes);
    await place.files.syncFile(pendingPath(open));
    await closeRun(open);
    await place.files.syncDir(runsDir(place));
    return { id: serialized.id, file: join(place.ledgerDir, "runs", serialized.fileName) };
  } catch (error) {
    throw asWriteError(error, place.root);
  }
}
