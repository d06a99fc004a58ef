import type { FilePort } from "@t4/core";
import { askGit } from "./run-git.ts";
import { isInCheckout } from "./tracked.ts";

/**
 * Those of the paths, relative to `root` and there or not, that git would ignore; none where there is no checkout or git gives no answer. What is
 * tracked is not ignored.
 */
export async function ignoredAmong(files: FilePort, root: string, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0 || !(await isInCheckout(files, root))) return [];
  const answer = await askGit(root, ["check-ignore", "-z", "--stdin"], { input: `${paths.join("\0")}\0` });
  if (answer.outcome !== "done") return [];
  return answer.stdout
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "");
}
