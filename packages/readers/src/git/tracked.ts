import { dirname, join } from "node:path";
import type { FilePort } from "@t4/core";
import { askGit } from "./run-git.ts";

/** True when a `.git` stands in `root` or above it; asked of the disk, so that no process is started where there is none. */
export async function isInCheckout(files: FilePort, root: string): Promise<boolean> {
  for (let folder = await files.realPath(root); ; folder = dirname(folder)) {
    if ((await files.stat(join(folder, ".git"))) !== undefined) return true;
    if (dirname(folder) === folder) return false;
  }
}

/** Those of the paths, relative to `root`, that git tracks; none where there is no checkout or git gives no answer. */
export async function trackedAmong(files: FilePort, root: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0 || !(await isInCheckout(files, root))) return [];
  const answer = await askGit(root, ["--literal-pathspecs", "ls-files", "-z", "--", ...paths]);
  if (answer.outcome !== "done") return [];
  return answer.stdout
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "");
}
