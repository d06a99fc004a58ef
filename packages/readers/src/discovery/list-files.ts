import type { FilePort, Finding } from "@t4/core";
import { isStagedFiles } from "../git/staged-files.ts";
import { isInCheckout } from "../git/tracked.ts";
import { listByGit } from "./list-git.ts";
import { listByWalk } from "./list-walk.ts";

/** Workspace paths in no order, each once, and what could not be listed. */
export interface FileList {
  paths: string[];
  /** Those of the paths that may be symbolic links. */
  links: string[];
  /** Checkouts and workspaces of their own, of which nothing is listed; git leaves out other checkouts without a word. */
  nested: string[];
  /** What git's index holds and a sparse checkout leaves out; what is on the disk all the same may be among them. */
  leftOut: string[];
  findings: Finding[];
}

/**
 * Every file that could belong to a module: what is staged where only that is looked at, what git tracks or would track, else everything on disk. A
 * root that git ignores as a whole, such as a copy inside a build folder, is walked too. Throws `E_GIT` when there is a checkout and git does not list it.
 */
export async function listFiles(files: FilePort, root: string): Promise<FileList> {
  if (isStagedFiles(files)) return { ...files.staged, nested: [], findings: [] };
  const listed = (await isInCheckout(files, root)) ? await listByGit(root) : undefined;
  const isIgnored = listed !== undefined && listed.paths.length + listed.leftOut.length === 0;
  return listed === undefined || isIgnored ? listByWalk(root) : listed;
}
