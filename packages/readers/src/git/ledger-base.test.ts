import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gitBlobSha } from "@t4/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { everHeld, fileAt, filesAt, findMergeBase } from "./ledger-base.ts";

let folder = "";
let root = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "t4-git-"));
  root = join(folder, "repository");
  mkdirSync(root);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ["-c", "user.email=owner@example.org", "-c", "user.name=Owner", "-c", "merge.ff=false"];
  return execFileSync("git", [...identity, ...args], { cwd: root, stdio: "pipe" })
    .toString()
    .trim();
}

function commit(path: string, text: string | null): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  if (text === null) rmSync(file);
  else writeFileSync(file, text);
  git("add", "-A");
  git("commit", "-q", "-m", path);
  return git("rev-parse", "HEAD");
}

/** `main` went on after `work` left it. */
function twoBranches(...init: string[]): string {
  git("init", "-q", "-b", "main", ...init);
  commit("other.txt", "x");
  const base = commit("w/ledger/runs/a", "a");
  git("checkout", "-q", "-b", "work");
  commit("w/ledger/runs/b", "b");
  git("checkout", "-q", "main");
  commit("w/ledger/runs/c", "c");
  git("checkout", "-q", "work");
  return base;
}

function cloneAtDepth(depth: number): string {
  const clone = join(folder, `clone-${depth}`);
  git("clone", "-q", "--no-single-branch", `--depth=${depth}`, "-b", "work", `file://${root}`, clone);
  return clone;
}

async function filesAtMergeBase(
  at: string,
  base: string,
  folders: readonly string[],
): Promise<{ commit: string; files: Map<string, string> }> {
  const commit = await findMergeBase(at, base);
  return { commit, files: await filesAt(at, commit, folders) };
}

const FOLDERS = ["ledger/runs", "ledger/objects"];

describe("findMergeBase and filesAt", () => {
  it.each(["sha1", "sha256"] as const)("gives what the merge base holds, with blob ids of %s", async (format) => {
    const base = twoBranches(`--object-format=${format}`);
    const { commit, files } = await filesAtMergeBase(join(root, "w"), "main", FOLDERS);
    expect(commit).toBe(base);
    expect([...files]).toEqual([["ledger/runs/a", gitBlobSha(Buffer.from("a"), format)]]);
  });

  it("answers in a shallow clone only when what is cut off cannot matter", async () => {
    const base = twoBranches();
    await expect(filesAtMergeBase(cloneAtDepth(1), "origin/main", FOLDERS)).rejects.toMatchObject({
      code: "E_GIT",
      message: expect.stringContaining("too shallow"),
      hint: expect.stringContaining("--unshallow"),
    });
    const clone = cloneAtDepth(2);
    expect((await filesAtMergeBase(join(clone, "w"), "origin/main", FOLDERS)).commit).toBe(base);
  });

  it("does not take an older common ancestor for the merge base where a newer one is cut off", async () => {
    git("init", "-q", "-b", "main");
    const old = commit("a", "1");
    const newer = commit("b", "1");
    git("checkout", "-q", "-b", "side", old);
    commit("c", "1");
    git("checkout", "-q", "-b", "work", newer);
    const cut = commit("d", "1");
    git("merge", "-q", "-m", "take side", "side");
    git("checkout", "-q", "main");
    commit("e", "1");
    git("checkout", "-q", "work");
    expect((await filesAtMergeBase(root, "main", ["a"])).commit).toBe(newer);
    // HEAD's way to the newer one is cut, its way to the older one is not.
    writeFileSync(join(root, ".git/shallow"), `${cut}\n`);
    expect(git("merge-base", "HEAD", "main")).toBe(old);
    await expect(filesAtMergeBase(root, "main", ["a"])).rejects.toMatchObject({ code: "E_GIT" });
  });

  it.each(["no-such-branch", "--output=evil", "", "a\0b", "main..work"])("does not know %j", async (revision) => {
    twoBranches();
    await expect(filesAtMergeBase(root, revision, FOLDERS)).rejects.toMatchObject({
      code: "E_USAGE",
      message: expect.stringContaining(JSON.stringify(revision)),
    });
  });

  it("says so without a checkout, and without a common ancestor", async () => {
    await expect(filesAtMergeBase(root, "main", FOLDERS)).rejects.toMatchObject({ code: "E_GIT" });
    twoBranches();
    git("checkout", "-q", "--orphan", "alone");
    git("commit", "-q", "-m", "alone");
    await expect(filesAtMergeBase(root, "main", FOLDERS)).rejects.toMatchObject({
      code: "E_GIT",
      message: expect.stringContaining("no common ancestor"),
    });
  });
});

describe("fileAt", () => {
  it("gives a file as the commit holds it, below the workspace, and nothing for none", async () => {
    const base = twoBranches();
    commit("w/ledger/runs/a", "changed");
    expect(String(await fileAt(join(root, "w"), base, "ledger/runs/a"))).toBe("a");
    expect(await fileAt(join(root, "w"), base, "other.txt")).toBeUndefined();
    expect(await fileAt(join(root, "w"), base, "ledger")).toBeUndefined();
  });
});

async function held(at = root): Promise<{ names: string[]; history: string } | undefined> {
  const found = await everHeld(join(at, "w"), "ledger/runs");
  return found && { names: [...found.names].sort(), history: found.history };
}

function whole(...names: string[]): { names: string[]; history: string } {
  return { names, history: "whole" };
}

describe("everHeld", () => {
  it("gives what HEAD's history held, deleted or not, and what the index holds", async () => {
    twoBranches();
    commit("w/ledger/runs/b", null);
    commit("w/ledger/runs/deep/er", "x");
    writeFileSync(join(root, "w/ledger/runs/staged"), "x");
    git("add", "-A");
    expect(await held()).toEqual(whole("a", "b", "staged"));
  });

  it("gives also what a merge dropped, or brought by itself", async () => {
    twoBranches();
    git("merge", "-q", "-s", "ours", "-m", "drop", "main");
    expect(await held()).toEqual(whole("a", "b", "c"));
    git("checkout", "-q", "-b", "third", "HEAD~1");
    git("merge", "-q", "--no-commit", "main");
    commit("w/ledger/runs/evil", "x");
    commit("w/ledger/runs/evil", null);
    expect(await held()).toEqual(whole("a", "b", "c", "evil"));
  });

  it("says nothing without a checkout, and where there may be more", async () => {
    mkdirSync(join(root, "w"));
    expect(await held()).toBeUndefined();
    git("init", "-q", "-b", "main");
    expect(await held()).toEqual({ names: [], history: "none" });
    twoBranches();
    expect(await held(cloneAtDepth(1))).toEqual({ names: ["a", "b"], history: "partial" });
  });
});
