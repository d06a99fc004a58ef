import { isAbsolute, relative, resolve, sep } from "node:path";
import { needGit } from "./run-git.ts";

/** Where git looks for a checkout's hooks, and how a hook finds the workspace. */
export interface HookPlace {
  /** Absolute: the top of the checkout. */
  top: string;
  /** Absolute: the repository's own folder, or the one that `core.hooksPath` names. */
  folder: string;
  /** True when other repositories use the folder too, because it lies in neither this repository nor this checkout. */
  isShared: boolean;
  /** The workspace as a hook names it, which git starts at the top of the checkout: `.`, or a folder such as `services/api`. */
  workspace: string;
}

/** Throws `E_GIT`, also where there is no checkout to have hooks. */
export async function hookPlace(root: string): Promise<HookPlace> {
  const hint = "Check the repository with `git status`.";
  const asked = ["--show-toplevel", "--git-common-dir", "--show-prefix", "--git-path", "hooks"];
  const output = await needGit(root, ["rev-parse", ...asked], hint);
  const [top = "", common = "", prefix = "", hooks = ""] = output.toString("utf8").split("\n");
  const folder = resolve(root, hooks);
  return {
    top,
    folder,
    isShared: !isWithin(resolve(root, common), folder) && !isWithin(top, folder),
    workspace: prefix.replace(/\/$/, "") || ".",
  };
}

function isWithin(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return !isAbsolute(inside) && inside.split(sep)[0] !== "..";
}

/** Adds files, relative to `root`, to what will be committed. Throws `E_GIT`, also for a file that git ignores. */
export async function stagePaths(root: string, paths: readonly string[], index: string | undefined): Promise<void> {
  const hint = "Add the files with `git add`, and commit again.";
  await needGit(root, ["--literal-pathspecs", "add", "--", ...paths], hint, { index });
}
