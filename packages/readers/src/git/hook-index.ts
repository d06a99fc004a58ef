import { isAbsolute, relative, resolve, sep } from "node:path";
import { askGit } from "./run-git.ts";

/**
 * The index of the commit that is being made, when git has started this process from a hook of this very checkout: `git commit -a` and
 * `git commit PATH` commit another index than the one that lies in the repository. Undefined for the checkout's own.
 */
export async function hookIndex(root: string): Promise<string | undefined> {
  const named = process.env["GIT_INDEX_FILE"];
  if (named === undefined || named === "") return undefined;
  const key = JSON.stringify([root, named]);
  let index = known.get(key);
  if (index === undefined) {
    index = locate(root, named);
    known.set(key, index);
  }
  return index;
}

/** Several ask, and it costs a process; where a repository lies does not change while it commits. */
const known = new Map<string, Promise<string | undefined>>();

async function locate(root: string, named: string): Promise<string | undefined> {
  const answer = await askGit(root, ["rev-parse", "--show-toplevel", "--absolute-git-dir"]);
  if (answer.outcome !== "done") return undefined;
  const [top = "", gitDir = ""] = answer.stdout.toString("utf8").split("\n");
  const index = resolve(top, named);
  const inside = relative(gitDir, index);
  // A hook of another repository may start T4 for this one: its index says nothing of what is staged here.
  return isAbsolute(inside) || inside.split(sep)[0] === ".." ? undefined : index;
}
