import { dirname } from "node:path";
import { sha256 } from "@t4/core";
import { ensureDir, type LedgerPlace } from "./ledger-paths.ts";
import { readTarget, stateOf, Targets } from "./targets.ts";
import { asWriteError } from "./write-error.ts";

/**
 * Replaces a derived file, which no run records, atomically and durably; `path` is relative to the root. Gives whether it was written: not
 * when it holds these bytes already. The caller holds the workspace lock. What a killed call leaves beside the file, the next one replaces.
 * Throws `E_OUTSIDE`, `E_NOT_A_FILE` or `E_WRITE`, with the file as it was.
 */
export async function replaceFile(
  place: Pick<LedgerPlace, "files" | "root">,
  path: string,
  bytes: Uint8Array,
): Promise<boolean> {
  const { files, root } = place;
  const entry = { module: null, path, before: null, after: sha256(bytes), changes: [] };
  try {
    const target = await new Targets(files, root).resolve(entry, sha256(path));
    if (stateOf(entry, await readTarget(files, target)) === "after") return false;
    await ensureDir(place, dirname(path));
    await files.remove(target.stage);
    try {
      await files.create(target.stage, bytes, target.mode);
      await files.syncFile(target.stage);
      await files.rename(target.stage, target.path);
    } catch (error) {
      await files.remove(target.stage).catch(() => undefined);
      throw error;
    }
    await files.syncDir(target.dir);
    return true;
  } catch (error) {
    // What is derived is often written after a run, which stands.
    throw asWriteError(error, root, "it is left as it was");
  }
}
