import { T4Error, type FilePort } from "@t4/core";
import { askGit, gitFailure } from "./run-git.ts";
import { isInCheckout } from "./tracked.ts";

/** What git can say of a workspace. */
export type GitSituation =
  | { checkout: "whole" | "shallow"; /** Absolute: the top of the checkout. */ top: string }
  /** No checkout, and whether git is there to make one. */
  | { checkout: "none"; isInstalled: boolean };

/** Looks whether there is a checkout, and how much history it holds. Throws `E_GIT` for a checkout that git cannot or will not read. */
export async function gitSituation(files: FilePort, root: string): Promise<GitSituation> {
  const isThere = await isInCheckout(files, root);
  const answer = await askGit(root, ["rev-parse", "--show-toplevel", "--is-shallow-repository"]);
  if (answer.outcome === "done") {
    const [top = "", isShallow] = answer.stdout.toString("utf8").split("\n");
    return { checkout: isShallow === "false" ? "whole" : "shallow", top };
  }
  if (answer.outcome === "failed") throw gitFailure(answer.stderr, "Check the repository with `git status`.");
  if (!isThere) return { checkout: "none", isInstalled: answer.outcome !== "missing" };
  if (answer.outcome === "missing") {
    throw new T4Error("E_GIT", "the workspace lies in a git checkout, and git is not installed", {
      hint: "Install git and put it on the PATH.",
    });
  }
  throw new T4Error("E_GIT", "there is a .git at or above the workspace that git does not take for a repository", {
    hint: "Mend the repository until `git status` works, or remove that .git.",
  });
}
