import { T4Error } from "@t4/core";
import { askGit, needGit } from "./run-git.ts";

const INDEX_ENTRY = /^\d{6} ([0-9a-f]{40,64}) \d\t/;

/**
 * The blob id of every file in git's index below `root`, by workspace path. Ids depend on content alone, so they may be
 * cited; the working tree may differ. Throws `E_GIT`.
 */
export async function gitBlobIds(root: string): Promise<Map<string, string>> {
  const output = await needGit(root, ["ls-files", "-z", "--stage"], "Check the repository with `git status`.");
  const ids = new Map<string, string>();
  for (const entry of splitNul(output)) {
    const match = INDEX_ENTRY.exec(entry);
    if (match?.[1] !== undefined) ids.set(entry.slice(match[0].length), match[1]);
  }
  return ids;
}

/**
 * The tracked workspace paths that differ between the working tree and the merge base of `base` and HEAD, sorted;
 * a renamed file counts under both names. Throws `E_GIT`.
 */
export async function changedPaths(root: string, base: string): Promise<string[]> {
  const diff = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative", "--merge-base"];
  const output = await needGit(root, [...diff, checkedRevision(base), "--"], SHALLOW_HINT);
  return splitNul(output).sort();
}

/**
 * The best common ancestor of `base` and HEAD, for comparing with. A commit id: it never goes into a manifest.
 * Throws `E_GIT`, also when a shallow clone holds no common ancestor.
 */
export async function mergeBase(root: string, base: string): Promise<string> {
  const args = ["merge-base", checkedRevision(base), "HEAD"];
  const output = await needGit(root, args, SHALLOW_HINT);
  return output.toString("utf8").trim();
}

/** The address that git would give a commit in this workspace: `GIT_AUTHOR_EMAIL`, else `user.email`; undefined without git or when none is set. */
export async function gitIdentity(root: string): Promise<string | undefined> {
  // An address is never made up of the names of user and machine, and a name is not needed.
  const settings = ["-c", "user.useConfigOnly=true", "-c", "user.name=t4"];
  const answer = await askGit(root, [...settings, "var", "GIT_AUTHOR_IDENT"]);
  const ident = answer.outcome === "done" ? answer.stdout.toString("utf8") : "";
  const [, email = ""] = /<(.*?)>/.exec(ident) ?? [];
  return email.trim() === "" ? undefined : email.trim();
}

const SHALLOW_HINT = "Check the name; in a shallow clone, fetch the history with `git fetch --unshallow`.";

/** A revision as an argument. One that starts with a dash would be an option to git. */
function checkedRevision(revision: string): string {
  if (revision === "" || revision.startsWith("-") || revision.includes("\0")) {
    throw new T4Error("E_GIT", `not a revision: ${JSON.stringify(revision)}`, {
      hint: "Name a branch, tag or commit.",
    });
  }
  return revision;
}

function splitNul(output: Buffer): string[] {
  return output
    .toString("utf8")
    .split("\0")
    .filter((entry) => entry !== "");
}
