import type { QueueItem } from "@t4/contracts";
import { baseName, relativeTo } from "@t4/core";
import { MANIFEST_NAME } from "@t4/readers";
import type { FailedModule } from "./load-modules.ts";
import type { LoadedWorkspace } from "./open.ts";

/** The folders that cannot be listed. Which modules are in them nobody can say, so none of those is known to be gone. */
export function closedFolders(failed: readonly FailedModule[]): string[] {
  return failed.flatMap(({ manifestPath, finding }) =>
    finding.code === "E_READ" && baseName(manifestPath) !== MANIFEST_NAME ? [manifestPath] : [],
  );
}

/** True for a path in one of the folders. */
export function isIn(folders: readonly string[], path: string): boolean {
  return folders.some((folder) => relativeTo(folder, path) !== undefined);
}

/** The names of the modules that are there, and of those that items of the queue name and that may be. */
export function possibleNames(
  { modules, failed }: Pick<LoadedWorkspace, "modules" | "failed">,
  items: readonly Pick<QueueItem, "modules">[],
): string[] {
  const names = [...modules, ...failed].map(({ name }) => name);
  if (closedFolders(failed).length === 0) return names;
  return [...names, ...items.flatMap((item) => item.modules.map(({ module }) => module))];
}
