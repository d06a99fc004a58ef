import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { T4Error } from "@t4/core";
import { askGit, needGit } from "./run-git.ts";

/**
 * The id of the merge base of HEAD and `base`. Throws `E_USAGE` for a revision that git does not know, and `E_GIT` when it cannot be told: without
 * git, without a common ancestor, and in a shallow clone unless what was cut off cannot matter.
 */
export async function findMergeBase(root: string, base: string): Promise<string> {
  const revision = await resolveRevision(root, base);
  const shallow = await shallowCommits(root);
  const answer = await askGit(root, ["merge-base", "HEAD", revision]);
  if (answer.outcome !== "done") throw noCommonAncestor(base, shallow.size > 0);
  const commit = answer.stdout.toString("utf8").trim();
  if (shallow.size > 0) await checkNothingCut(root, revision, commit, shallow);
  return commit;
}

/** The bytes of one file, relative to the workspace, as a commit stores it; undefined when it holds none. */
export async function fileAt(root: string, commit: string, path: string): Promise<Uint8Array | undefined> {
  const answer = await askGit(root, ["cat-file", "blob", `${commit}:./${path}`]);
  return answer.outcome === "done" ? answer.stdout : undefined;
}

/** What git knows of a folder's past. */
export interface HeldNames {
  names: ReadonlySet<string>;
  /** How much of HEAD's history git could look at: all, only some as in a shallow clone, or none because nothing was committed. */
  history: "whole" | "partial" | "none";
}

/**
 * Names of every file that HEAD's history or git's index ever held directly in a folder of the workspace, deleted ones too. Undefined when git cannot
 * tell: there is none, or no checkout.
 */
export async function everHeld(root: string, folder: string): Promise<HeldNames | undefined> {
  // Merges too, and every side of them: what one side added and the merge dropped was still held.
  const log = ["log", "-m", "--full-history", "--diff-filter=A", "--no-renames", "--no-ext-diff"];
  const listing = ["--format=", "--name-only", "-z", "--relative", "HEAD", "--", folder];
  const added = await askGit(root, ["--literal-pathspecs", ...log, ...listing]);
  const indexed = await askGit(root, ["--literal-pathspecs", "ls-files", "-z", "--", folder]);
  if (indexed.outcome !== "done") return undefined;
  const past = added.outcome === "done" ? added.stdout.toString("utf8") : "";
  const paths = `${past}\0${indexed.stdout.toString("utf8")}`.split("\0");
  const names = new Set(paths.map((path) => path.trim()).flatMap((path) => nameIn(folder, path) ?? []));
  return { names, history: await reachOf(root, added.outcome === "done") };
}

async function reachOf(root: string, isListed: boolean): Promise<HeldNames["history"]> {
  if (isListed) return (await isShallow(root)) === false ? "whole" : "partial";
  const head = await askGit(root, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  return head.outcome === "done" ? "partial" : "none";
}

function nameIn(folder: string, path: string): string | undefined {
  const name = path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : "";
  return name === "" || name.includes("/") ? undefined : name;
}

async function resolveRevision(root: string, base: string): Promise<string> {
  // Outside a checkout no name means anything, and that is not the name's fault.
  await needGit(root, ["rev-parse", "--git-dir"], "Check the repository with `git status`.");
  const plain = base !== "" && !base.startsWith("-") && !base.includes("\0");
  const answer = plain ? await askGit(root, ["rev-parse", "--verify", "--quiet", `${base}^{commit}`]) : undefined;
  if (answer?.outcome === "done") return answer.stdout.toString("utf8").trim();
  throw new T4Error("E_USAGE", `git knows no commit named ${JSON.stringify(base)}`, {
    hint: "Name a branch, tag or commit that is here; `git fetch origin` brings the remote's branches as origin/NAME.",
  });
}

/** Undefined when git cannot say. */
async function isShallow(root: string): Promise<boolean | undefined> {
  const answer = await askGit(root, ["rev-parse", "--is-shallow-repository"]);
  if (answer.outcome !== "done") return undefined;
  return answer.stdout.toString("utf8").trim() !== "false";
}

/** The commits whose parents a shallow clone lacks; none in a whole one. */
async function shallowCommits(root: string): Promise<ReadonlySet<string>> {
  if ((await isShallow(root)) === false) return new Set();
  const output = await needGit(root, ["rev-parse", "--git-path", "shallow"], DEEPEN);
  const path = resolve(root, output.toString("utf8").trim());
  const text = readFileSync(path, "utf8");
  return new Set(text.split("\n").filter((line) => line !== ""));
}

/** Beyond a commit whose parents are cut off there might be a later common ancestor than the one that git sees. */
async function checkNothingCut(
  root: string,
  revision: string,
  commit: string,
  shallow: ReadonlySet<string>,
): Promise<void> {
  const output = await needGit(root, ["rev-list", "HEAD", revision, `^${commit}`], DEEPEN);
  const since = output.toString("utf8").split("\n");
  if (since.some((id) => shallow.has(id))) throw noCommonAncestor(revision.slice(0, 12), true);
}

function noCommonAncestor(base: string, isShallowClone: boolean): T4Error {
  if (!isShallowClone) {
    return new T4Error("E_GIT", `HEAD and ${base} have no common ancestor to compare the ledger with`, {
      hint: "Name a branch that HEAD came from.",
    });
  }
  return new T4Error("E_GIT", `this clone is too shallow to tell where HEAD and ${base} parted`, {
    hint: "Fetch the history with `git fetch --unshallow` (in GitHub Actions: `fetch-depth: 0` of actions/checkout), and run this again.",
  });
}

const DEEPEN = "Fetch the history with `git fetch --unshallow`.";
const TREE_ENTRY = /^\d{6} blob ([0-9a-f]{40,64})\t/;

/** The files that a commit holds in these folders, relative to the workspace: their paths with their blob ids. Throws `E_GIT`. */
export async function filesAt(root: string, commit: string, folders: readonly string[]): Promise<Map<string, string>> {
  const hint = "Check the repository with `git fsck`.";
  const output = await needGit(root, ["--literal-pathspecs", "ls-tree", "-r", "-z", commit, "--", ...folders], hint);
  const files = new Map<string, string>();
  for (const entry of output.toString("utf8").split("\0")) {
    const match = TREE_ENTRY.exec(entry);
    if (match?.[1] !== undefined) files.set(entry.slice(match[0].length), match[1]);
  }
  return files;
}
