import { join } from "node:path";
import { DRAFT, serializeRun, type PlannedImport, type RunHeader, type SerializedRun } from "@t4/ledger";
import { eachBounded } from "./bounded.ts";
import { followHeads } from "./follow-heads.ts";
import { ensureDir, runsDir, type LedgerPlace } from "./ledger-paths.ts";
import { Targets } from "./targets.ts";
import { asWriteError } from "./write-error.ts";

/**
 * Appends imports to the ledger, each the parent of the next, and gives the runs' names. None is dated before its parent, also when a head's clock was
 * ahead. The caller holds the workspace lock and has recovered what was unfinished. `done` is told how many are written. When it throws, the ledger is
 * as it was: `E_WRITE`, `E_OUTSIDE`, and what {@link followHeads} throws.
 * A process that is killed leaves the first of them, each whole, and drafts, which recovery drops.
 */
export async function appendImports(
  place: LedgerPlace,
  header: Pick<RunHeader, "at" | "actor" | "reason">,
  imports: readonly PlannedImport[],
  done: (count: number) => void,
): Promise<string[]> {
  const chain = linkImports(await followHeads(place, header), imports);
  const paths = chain.map(({ fileName }) => join(runsDir(place), fileName));
  try {
    await new Targets(place.files, place.root).checkLedger(place.ledgerDir, undefined);
    await ensureDir(place, join(place.ledgerDir, "runs"));
    await writeDrafts(place, chain, paths);
    for (const [index, path] of paths.entries()) {
      // A run must never be durable before its parent is.
      await place.files.rename(path + DRAFT, path);
      await place.files.syncDir(runsDir(place));
      done(index + 1);
    }
  } catch (error) {
    await undo(place, paths);
    throw asWriteError(error, place.root);
  }
  return chain.map(({ fileName }) => fileName.slice(0, -".ndjson".length));
}

/** `first` is the header of the first of them; the others are dated as it is. */
function linkImports(
  first: Pick<RunHeader, "at" | "clock" | "actor" | "reason" | "parents">,
  imports: readonly PlannedImport[],
): SerializedRun[] {
  const chain: SerializedRun[] = [];
  let { parents } = first;
  for (const { source, imported } of imports) {
    const run = serializeRun({ header: { ...first, op: "import", parents, source }, entries: [], imported });
    chain.push(run);
    parents = [run.id];
  }
  return chain;
}

async function writeDrafts(
  place: LedgerPlace,
  chain: readonly SerializedRun[],
  paths: readonly string[],
): Promise<void> {
  await eachBounded(paths.entries(), async ([index, path]) => {
    await place.files.create(path + DRAFT, chain[index]?.bytes ?? new Uint8Array());
    await place.files.syncFile(path + DRAFT);
  });
  await place.files.syncDir(runsDir(place));
}

/** Children first, so that a kill in between leaves no run without its parent. What cannot be undone now, recovery drops later. */
async function undo(place: LedgerPlace, paths: readonly string[]): Promise<void> {
  try {
    for (const path of paths.toReversed()) {
      await place.files.remove(path + DRAFT);
      if ((await place.files.stat(path)) === undefined) continue;
      await place.files.remove(path);
      await place.files.syncDir(runsDir(place));
    }
  } catch {
    // The first failure is the one to report.
  }
}
