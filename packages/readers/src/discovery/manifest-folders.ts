import { join } from "node:path";
import { baseName, dirName, joinPath } from "@t4/core";
import picomatch from "picomatch";
import type { Workspace } from "../workspace.ts";
import { MANIFEST_NAME } from "./manifest-name.ts";

/**
 * Folders that are named like a manifest: those that hold files, and empty ones, of which git knows nothing, where a context document or
 * an `__init__.py` lies beside them.
 */
export async function findManifestFolders(
  { files, root, config }: Pick<Workspace, "files" | "root" | "config">,
  paths: readonly string[],
): Promise<string[]> {
  const found = new Set<string>();
  const suspects = new Set<string>();
  const marksModule = picomatch([...config.context, "__init__.py"], { dot: true, nonegate: true, noextglob: true });
  for (const path of paths) {
    const at = `/${path}`.indexOf(`/${MANIFEST_NAME}/`);
    if (at >= 0) found.add(path.slice(0, at + MANIFEST_NAME.length));
    else if (marksModule(baseName(path))) suspects.add(joinPath(dirName(path), MANIFEST_NAME));
  }
  const listed = new Set(paths.filter((path) => baseName(path) === MANIFEST_NAME));
  await Promise.all(
    [...suspects].map(async (path) => {
      if (listed.has(path)) return;
      // What may not be looked at is found to be so where it is listed.
      const stat = await files.stat(join(root, path)).catch(() => undefined);
      if (stat?.kind === "directory") found.add(path);
    }),
  );
  return [...found];
}
