import type { Finding } from "@t4/core";
import { askGit, gitFailure } from "../git/run-git.ts";
import type { FileList } from "./list-files.ts";

const LIST = ["ls-files", "-z", "-t", "--stage", "--cached", "--deleted", "--others", "--exclude-standard"];
const GITLINK = "160000";
const UNREADABLE = /^warning: could not open directory '(.+?)\/?': (.+)$/gm;

/**
 * Tracked and untracked, not-ignored files below `root`, by one call of git: without those deleted on disk, those outside a sparse
 * checkout, and what belongs to submodules or other repositories. Undefined when git is not there or this is no checkout. Throws `E_GIT`.
 */
export async function listByGit(root: string): Promise<FileList | undefined> {
  const answer = await askGit(root, LIST);
  if (answer.outcome === "missing" || answer.outcome === "no checkout") return undefined;
  if (answer.outcome === "failed") throw gitFailure(answer.stderr, "Check the repository with `git status`.");
  return { paths: parseListing(answer.stdout), findings: unreadable(answer.stderr) };
}

/** The paths in the output of {@link LIST}: `H 100644 <id> 0\tpath` for what the index holds, `R …` once more when it is gone from disk, `? path` for the rest. */
export function parseListing(output: Buffer): string[] {
  const paths = new Set<string>();
  const gone = new Set<string>();
  for (let start = 0; start < output.length;) {
    const nul = output.indexOf(0, start);
    const end = nul < 0 ? output.length : nul;
    const tag = String.fromCharCode(output[start] ?? 0);
    const from = tag === "?" ? start + 2 : output.indexOf(9, start) + 1;
    const path = output.toString("utf8", from, end);
    const isLink = tag !== "?" && output.toString("latin1", start + 2, start + 8) === GITLINK;
    if (tag === "R") gone.add(path);
    else if (tag !== "S" && !isLink && !path.endsWith("/")) paths.add(path);
    start = end + 1;
  }
  return gone.size === 0 ? [...paths] : [...paths].filter((path) => !gone.has(path));
}

function unreadable(stderr: string): Finding[] {
  return [...stderr.matchAll(UNREADABLE)].map(([, folder = "", why = ""]) => unreadableFolder(folder, why));
}

/** The finding for a folder that cannot be listed, so that modules in it may be missing. */
export function unreadableFolder(folder: string, why: string): Finding {
  return {
    code: "E_READ",
    severity: "error",
    file: folder,
    message: `The folder cannot be read (${why}), so modules in it are not seen.`,
    fix: "Check its permissions, or add it to `ignore` in t4.config.json.",
  };
}
