import { askGit } from "./run-git.ts";

/** The paths below `root` that git's index holds and a sparse checkout leaves out of the disk; empty where git gives no answer. */
export async function leftOutPaths(root: string): Promise<ReadonlySet<string>> {
  const answer = await askGit(root, ["ls-files", "-z", "-t", "--cached"]);
  if (answer.outcome !== "done") return new Set();
  const lines = answer.stdout.toString("utf8").split("\0");
  return new Set(lines.filter((line) => line.startsWith("S ")).map((line) => line.slice(2)));
}
