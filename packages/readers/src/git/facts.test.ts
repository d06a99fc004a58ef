import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitBlobSha } from "@t4/core";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { changedPaths, gitBlobIds, gitIdentity, mergeBase } from "./facts.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "t4-git-"));
  git("init", "-q", "-b", "main");
  git("config", "user.email", "owner@example.org");
  git("config", "user.name", "Owner");
  mkdirSync(join(root, "in ner"));
  writeFileSync(join(root, "in ner/é.txt"), "old");
  writeFileSync(join(root, "top.txt"), "old");
  git("add", "-A");
  git("commit", "-q", "-m", "first");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

function git(...args: string[]): string {
  return execFileSync("git", args, { cwd: root, stdio: "pipe" }).toString().trim();
}

describe("git facts", () => {
  it("gives the blob ids of the index, relative to the root", async () => {
    expect([...(await gitBlobIds(join(root, "in ner")))]).toEqual([["é.txt", gitBlobSha(Buffer.from("old"))]]);
  });

  it("gives the paths changed since the merge base, committed or not", async () => {
    const base = git("rev-parse", "HEAD");
    git("checkout", "-q", "-b", "work");
    git("mv", "top.txt", "renamed.txt");
    git("commit", "-q", "-am", "second");
    writeFileSync(join(root, "in ner/é.txt"), "new");
    expect(await changedPaths(root, "main")).toEqual(["in ner/é.txt", "renamed.txt", "top.txt"]);
    expect(await changedPaths(join(root, "in ner"), "main")).toEqual(["é.txt"]);
    expect(await mergeBase(root, "main")).toBe(base);
  });

  it("reads the identity that commits would carry", async () => {
    for (const name of ["GIT_AUTHOR_EMAIL", "EMAIL"]) vi.stubEnv(name, undefined);
    expect(await gitIdentity(root)).toBe("owner@example.org");
    vi.stubEnv("GIT_AUTHOR_EMAIL", "ci@example.org");
    expect(await gitIdentity(root)).toBe("ci@example.org");
    git("config", "--unset", "user.email");
    git("config", "--unset", "user.name");
    expect(await gitIdentity(root)).toBe("ci@example.org");
  });

  it("makes none up where nobody gave one", async () => {
    git("config", "--unset", "user.email");
    for (const name of ["GIT_AUTHOR_EMAIL", "EMAIL"]) vi.stubEnv(name, undefined);
    for (const name of ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"]) vi.stubEnv(name, "/dev/null");
    expect(await gitIdentity(root)).toBeUndefined();
  });

  it.each(["no-such-branch", "--output=evil", ""])("refuses %j as a revision", async (revision) => {
    await expect(changedPaths(root, revision)).rejects.toMatchObject({ code: "E_GIT" });
    await expect(mergeBase(root, revision)).rejects.toMatchObject({ code: "E_GIT" });
  });

  it("says so when two histories have nothing in common", async () => {
    git("checkout", "-q", "--orphan", "alone");
    git("commit", "-q", "-m", "alone");
    await expect(mergeBase(root, "main")).rejects.toMatchObject({ code: "E_GIT" });
  });

  it("says so outside a checkout", async () => {
    rmSync(join(root, ".git"), { recursive: true });
    await expect(gitBlobIds(root)).rejects.toMatchObject({
      code: "E_GIT",
      message: expect.stringContaining("not a git"),
    });
  });
});
