import { basename, dirname, join, resolve } from "node:path";
import { type FilePort, MAX_NAME_BYTES, stageName } from "@t4/core";
import type { Run } from "@t4/ledger";

/** Where a workspace is and where it keeps its ledger. */
export interface LedgerPlace {
  files: FilePort;
  /** The workspace root, absolute. */
  root: string;
  /** The ledger folder, relative to the root. */
  ledgerDir: string;
  /** Runs that were read through this very object, by file name: a run never changes, so none is read twice while the lock is held. */
  known?: Map<string, Run>;
}

/** The folder of the run files, absolute. */
export function runsDir(place: LedgerPlace): string {
  return join(place.root, place.ledgerDir, "runs");
}

/** Where a file is written before it takes the place of `target`: beside it, so that a rename can do that. */
export function stagePath(target: string, id: string): string {
  return join(dirname(target), stageName(basename(target), id));
}

/** What Linux allows for a path, in bytes. */
const MAX_PATH_BYTES = 4095;

/** False for an absolute path that no usual file system takes. One that takes less says so itself when it is written to. */
export function fitsFileSystem(path: string): boolean {
  const longest = Math.max(...path.split("/").map((part) => Buffer.byteLength(part)));
  return longest <= MAX_NAME_BYTES && Buffer.byteLength(path) <= MAX_PATH_BYTES;
}

/**
 * Makes a folder of the workspace, relative to the root, and makes sure that power loss cannot take it away. The folders above
 * are synced even when they are there: a killed process may have made them and got no further.
 */
export async function ensureDir(place: Pick<LedgerPlace, "files" | "root">, path: string): Promise<void> {
  const root = resolve(place.root);
  await place.files.makeDir(join(root, path));
  for (let above = join(root, path); above.length > root.length;) {
    above = dirname(above);
    await place.files.syncDir(above);
  }
}
