import { basename, dirname, join } from "node:path";
import { parseStageName, sha256 } from "@t4/core";
import type { LedgerPlace } from "./ledger-paths.ts";
import { listLocks } from "./lock-file.ts";
import { Targets } from "./targets.ts";
import { asWriteError } from "./write-error.ts";

/** Where a killed process may have left something besides an unfinished run; all relative to the root. */
export interface SweepRequest {
  /** Folders of files that are derived, as `replaceFile` writes them. */
  derivedFolders: Iterable<string>;
  /** Files that runs wrote. */
  paths: Iterable<string>;
}

/**
 * The files that killed processes left under T4's own names, relative to the root, sorted: beside derived files, beside files that runs wrote, and locks that
 * were never taken. While a run is unfinished its stages are among them: recover first. Throws `E_OUTSIDE` for a folder that leads out.
 */
export async function findLeftovers(place: LedgerPlace, request: SweepRequest): Promise<string[]> {
  const found: string[] = [];
  for (const folder of new Set(request.derivedFolders)) {
    found.push(...(await stagesIn(place, folder, (name, id) => sha256(join(folder, name)).startsWith(id))));
  }
  const written = new Set(request.paths);
  for (const folder of new Set([...written].map((path) => dirname(path)))) {
    found.push(...(await stagesIn(place, folder, (name) => written.has(join(folder, name)))));
  }
  const { drafts } = await listLocks(place.files, place.root);
  found.push(...drafts.map((path) => join(".t4", basename(path))));
  return [...new Set(found)].sort();
}

/** Removes files that {@link findLeftovers} found, durably. The caller holds the workspace lock. Throws `E_WRITE`. */
export async function removeLeftovers({ files, root }: LedgerPlace, leftovers: readonly string[]): Promise<void> {
  try {
    for (const path of leftovers) await files.remove(join(root, path));
    for (const folder of new Set(leftovers.map((path) => dirname(path)))) await files.syncDir(join(root, folder));
  } catch (error) {
    throw asWriteError(error, root);
  }
}

async function stagesIn(
  { files, root }: LedgerPlace,
  folder: string,
  isOurs: (name: string, id: string) => boolean,
): Promise<string[]> {
  const entries = await files.entries(join(root, folder));
  if (entries === undefined) return [];
  const found: string[] = [];
  for (const [entry, kind] of entries) {
    const stage = parseStageName(entry);
    if (kind === "file" && stage !== undefined && isOurs(stage.name, stage.id)) found.push(join(folder, entry));
  }
  if (found.length > 0) await new Targets(files, root).checkFolder(folder);
  return found;
}
