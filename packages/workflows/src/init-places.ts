import { dirName, T4Error } from "@t4/core";
import { isTargetPath } from "@t4/ledger";
import type { Sources } from "@t4/readers";

/** Whether a file can be made at a path: it can, it is there already, or something is in the way, which the text says. */
export type Place = "free" | "taken" | { blocked: string };

/** Looks at a place for a new file, following no link out of the workspace. Never throws. */
export async function lookAt(sources: Sources, path: string): Promise<Place> {
  if (!isTargetPath(path)) return { blocked: "T4 writes no file under such a name" };
  try {
    const kind = await sources.kindOf(path);
    if (kind === "directory") return { blocked: `${path} is a folder` };
    if (kind !== undefined) return "taken";
    for (let folder = dirName(path); folder !== ""; folder = dirName(folder)) {
      const above = await sources.kindOf(folder);
      if (above !== undefined && above !== "directory" && above !== "symlink")
        return { blocked: `${folder} is no folder` };
    }
    return "free";
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { blocked: error.message };
  }
}
