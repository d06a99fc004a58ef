import { T4Error } from "@t4/core";
import { hookIndex } from "./hook-index.ts";
import { needGit } from "./run-git.ts";

/** A file as the index holds it. */
export interface StagedEntry {
  /** The id of its blob. */
  id: string;
  kind: "file" | "symlink";
  isExecutable: boolean;
}

/** What the next commit holds below a folder, and how the working tree differs; paths are relative to that folder. */
export interface StagedIndex {
  entries: ReadonlyMap<string, StagedEntry>;
  /** Paths of entries that the working tree has otherwise, or not at all. */
  changed: ReadonlySet<string>;
  /** What lies in the working tree and is not in the index, without what git ignores; a repository in it ends in `/`. */
  untracked: ReadonlySet<string>;
  /** What a sparse checkout leaves out; the next commit holds it as the last one does. */
  leftOut: readonly string[];
  /** The index file that was read, when it is not the checkout's own. */
  file: string | undefined;
}

const LIST = ["ls-files", "-z", "-t", "--stage", "--cached", "--deleted", "--modified", "--others"];
const ENTRY = /^([A-Z]) (\d{6}) ([0-9a-f]{40,64}) (\d)\t/;
const GITLINK = "160000";
const SYMLINK = "120000";
const HINT = "Check the repository with `git status`.";

/** Reads the index below `root` with one call of git. Throws `E_GIT`, also while a merge is unsettled, for then nothing can be committed. */
export async function readStagedIndex(root: string): Promise<StagedIndex> {
  const file = await hookIndex(root);
  const output = await needGit(root, [...LIST, "--exclude-standard"], HINT, { index: file });
  const entries = new Map<string, StagedEntry>();
  const changed = new Set<string>();
  const untracked = new Set<string>();
  const leftOut: string[] = [];
  for (const line of output.toString("utf8").split("\0")) {
    const [head = "", tag, mode = "", id = "", stage] = ENTRY.exec(line) ?? [];
    if (head === "") {
      if (line.startsWith("? ")) untracked.add(line.slice(2));
      continue;
    }
    const path = line.slice(head.length);
    if (stage !== "0") throw unsettled(path);
    if (mode === GITLINK) continue;
    if (tag === "S") {
      leftOut.push(path);
      continue;
    }
    entries.set(path, { id, kind: mode === SYMLINK ? "symlink" : "file", isExecutable: mode.endsWith("755") });
    if (tag === "C" || tag === "R") changed.add(path);
  }
  for (const path of await announced(root, file, entries, changed)) {
    entries.delete(path);
    changed.delete(path);
    untracked.add(path);
  }
  return { entries, changed, untracked, leftOut, file };
}

const EMPTY_BLOBS =
  /^(?:e69de29bb2d1d6434b8b29ae775ad8c2e48c5391|473a0f4c3be8a93681a267e3b1e9a7dcda1185436fe141f7749120a303721813)$/;

/** What `git add --intent-to-add` only announced: the index names it, and a commit leaves it out. */
async function announced(
  root: string,
  index: string | undefined,
  entries: ReadonlyMap<string, StagedEntry>,
  changed: ReadonlySet<string>,
): Promise<string[]> {
  if (![...changed].some((path) => EMPTY_BLOBS.test(entries.get(path)?.id ?? ""))) return [];
  const diff = ["diff", "--name-only", "-z", "--no-renames", "--no-ext-diff", "--relative", "--diff-filter=A"];
  const output = await needGit(root, diff, HINT, { index });
  return output
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "");
}

function unsettled(path: string): T4Error {
  return new T4Error("E_GIT", `${path} is in an unsettled merge, so nobody can say yet what will be committed`, {
    file: path,
    hint: "Settle the merge and `git add` the file.",
  });
}
