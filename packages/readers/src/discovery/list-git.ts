import { dirName, T4Error, type Finding } from "@t4/core";
import { askGit, gitFailure } from "../git/run-git.ts";
import type { FileList } from "./list-files.ts";

const LIST = ["ls-files", "-z", "-t", "--stage", "--cached", "--deleted", "--others", "--exclude-standard"];
const GITLINK = "160000";
const SYMLINK = "120000";
/** What git says of a file that it knows, in a folder that may not be looked into. */
const UNSEEN = /^error: cannot lstat '(.+?)': (.+)$/gm;
const UNREADABLE = /^warning: could not open directory '(.+?)\/?': (.+)$/gm;

/**
 * Tracked and untracked, not-ignored files below `root`, by one call of git: without those deleted on disk, and what belongs to submodules or other repositories. `root` lies below a `.git`. Throws `E_GIT`, also without git: what is
 * on disk is not what the checkout holds, for ignored folders may be full of other people's modules.
 */
export async function listByGit(root: string): Promise<FileList> {
  const answer = await askGit(root, LIST);
  if (answer.outcome === "missing") {
    throw new T4Error("E_GIT", "the workspace lies in a git checkout, and git is not installed", {
      hint: "Install git and put it on the PATH: T4 asks it which files are ignored.",
    });
  }
  if (answer.outcome === "no checkout") {
    throw new T4Error("E_GIT", "there is a .git at or above the workspace that git does not take for a repository", {
      hint: "Mend the repository until `git status` works, or remove that .git.",
    });
  }
  if (answer.outcome === "failed") throw gitFailure(answer.stderr, "Check the repository with `git status`.");
  return { ...parseListing(answer.stdout), nested: [], findings: unreadable(answer.stderr) };
}

/**
 * The output of {@link LIST}: `H 100644 <id> 0\tpath` for what the index holds, `R …` once more when it is gone from disk, `? path` for the
 * rest, of which git does not say whether they are links. `S …`: left out of a sparse checkout.
 */
export function parseListing(output: Buffer): Pick<FileList, "paths" | "links" | "leftOut"> {
  const paths = new Set<string>();
  const links = new Set<string>();
  const gone = new Set<string>();
  const leftOut: string[] = [];
  for (let start = 0; start < output.length;) {
    const nul = output.indexOf(0, start);
    const end = nul < 0 ? output.length : nul;
    const tag = String.fromCharCode(output[start] ?? 0);
    const from = tag === "?" ? start + 2 : output.indexOf(9, start) + 1;
    const path = output.toString("utf8", from, end);
    const mode = tag === "?" ? undefined : output.toString("latin1", start + 2, start + 8);
    const isFile = mode !== GITLINK && !path.endsWith("/");
    if (tag === "R") gone.add(path);
    else if (tag === "S" && isFile) leftOut.push(path);
    else if (isFile) {
      paths.add(path);
      if (mode === undefined || mode === SYMLINK) links.add(path);
    }
    start = end + 1;
  }
  const present = (path: string): boolean => !gone.has(path);
  return { paths: [...paths].filter(present), links: [...links].filter(present), leftOut };
}

function unreadable(stderr: string): Finding[] {
  const folders = new Map([...stderr.matchAll(UNSEEN)].map(([, path = "", why = ""]) => [dirName(path), why]));
  for (const [, folder = "", why = ""] of stderr.matchAll(UNREADABLE)) folders.set(folder, why);
  const isBelow = (folder: string): boolean =>
    folder !== "" && (folders.has(dirName(folder)) || isBelow(dirName(folder)));
  return [...folders].filter(([folder]) => !isBelow(folder)).map(([folder, why]) => unreadableFolder(folder, why));
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
