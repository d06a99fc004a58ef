import { T4Error } from "@t4/core";
import { askGit, needGit } from "./run-git.ts";

/** What is checked out. */
export interface CheckedOut {
  /** The branch, without `refs/heads/`; undefined when HEAD is detached. */
  branch: string | undefined;
  /** The commit; undefined when the branch has none yet. */
  commit: string | undefined;
}

const HINT = "Check the repository with `git status`.";

/** The branch and the commit that are checked out in `root`. Throws `E_GIT`. */
export async function checkedOut(root: string): Promise<CheckedOut> {
  await needGit(root, ["rev-parse", "--git-dir"], HINT);
  const branch = await askGit(root, ["symbolic-ref", "--quiet", "HEAD"]);
  const commit = await askGit(root, ["rev-parse", "--quiet", "--verify", "HEAD^{commit}"]);
  return {
    branch: branch.outcome === "done" ? textOf(branch.stdout).replace(/^refs\/heads\//, "") : undefined,
    commit: commit.outcome === "done" ? textOf(commit.stdout) : undefined,
  };
}

/**
 * The paths, from the top of the checkout, that are not as HEAD has them: edited, staged, conflicting, or neither tracked nor ignored. All of the checkout counts, for a tag
 * names all of it. Throws `E_GIT`.
 */
export async function uncommittedPaths(root: string): Promise<string[]> {
  const args = [
    "status",
    "--porcelain=v1",
    "-z",
    "--untracked-files=normal",
    "--ignore-submodules=none",
    "--no-renames",
  ];
  const entries = (await needGit(root, args, HINT)).toString("utf8").split("\0");
  return entries.filter((entry) => entry !== "").map((entry) => entry.slice(3));
}

/** True for a name that git takes for a tag. Throws `E_GIT` without git. */
export async function isTagName(root: string, name: string): Promise<boolean> {
  const answer = await askGit(root, ["check-ref-format", `refs/tags/${name}`]);
  return answer.outcome === "done";
}

/** The object that a tag is, undefined for no such tag. */
export async function tagNamed(root: string, name: string): Promise<string | undefined> {
  const answer = await askGit(root, ["rev-parse", "--quiet", "--verify", `refs/tags/${name}`]);
  return answer.outcome === "done" ? textOf(answer.stdout) : undefined;
}

/**
 * Makes an annotated tag, unsigned also where the configuration signs tags: a checkpoint is no person's signature, and must not wait for a passphrase. Throws `E_GIT`, also when
 * there is such a tag by now or git does not know who is at work.
 */
export async function createTag(
  root: string,
  { name, commit, message, at }: { name: string; commit: string; message: string; at: string },
): Promise<void> {
  if (name.startsWith("-") || !/^[0-9a-f]{40,64}$/.test(commit)) {
    throw new T4Error("E_GIT", `not a tag of a commit: ${name} ${commit}`, { hint: "Name a tag and a commit." });
  }
  const args = ["tag", "--annotate", "--no-sign", "--cleanup=whitespace", "--file=-", name, commit];
  const hint = "Set `user.name` and `user.email` if git asks for them, then run the command again.";
  await needGit(root, args, hint, { input: message, committerDate: at });
}

function textOf(output: Buffer): string {
  return output.toString("utf8").trim();
}
