import { sortedSet } from "@t4/core";
import { hookIndex } from "./hook-index.ts";
import { findMergeBase } from "./ledger-base.ts";
import { askGit, needGit } from "./run-git.ts";

/** Since when: the last commit, for what is staged, or the merge base of HEAD and a branch, tag or commit. */
export type TouchedSince = { staged: true } | { base: string };

/**
 * The workspace paths that were touched, sorted: added, changed, deleted, and both names of what was renamed. Of what is staged, only that; since a base also
 * what is not committed, untracked files too. Throws `E_USAGE` for a base that git does not know, and `E_GIT`, also when a shallow clone cannot tell.
 */
export async function touchedPaths(root: string, since: TouchedSince): Promise<string[]> {
  const hint = "Check the repository with `git status`.";
  if ("staged" in since) {
    const index = await hookIndex(root);
    const answer = await askGit(root, [...DIFF, "--cached", "--"], { index });
    if (answer.outcome === "done") return pathsIn(answer.stdout);
    // Outside a checkout `git diff` compares any two files, and complains of something else.
    await needGit(root, ["rev-parse", "--git-dir"], hint);
    return pathsIn(await needGit(root, [...DIFF, "--cached", "--"], hint, { index }));
  }
  const commit = await findMergeBase(root, since.base);
  const differing = await needGit(root, [...DIFF, commit, "--"], hint);
  const untracked = await needGit(root, ["ls-files", "-z", "--others", "--exclude-standard"], hint);
  return sortedSet([...pathsIn(differing), ...pathsIn(untracked)]);
}

const DIFF = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative"];

function pathsIn(output: Buffer): string[] {
  return sortedSet(
    output
      .toString("utf8")
      .split("\0")
      .filter((path) => path !== ""),
  );
}
