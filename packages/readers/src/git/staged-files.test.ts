import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { discover } from "../discovery/discover.ts";
import { openWorkspace } from "../workspace.ts";
import { stagedFiles } from "./staged-files.ts";
import { touchedPaths } from "./touched.ts";

let folder = "";
let root = "";
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), "t4-staged-")));
  root = join(folder, "work");
  mkdirSync(root);
  git("init", "-q", "-b", "main");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function git(...args: string[]): string {
  const identity = ["-c", "user.email=owner@example.org", "-c", "user.name=Owner", "-c", "core.autocrlf=false"];
  return execFileSync("git", [...identity, ...args], { cwd: root, stdio: "pipe" })
    .toString()
    .trim();
}

function write(path: string, text: string): void {
  rmSync(join(root, path), { recursive: true, force: true });
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function commitAll(): void {
  git("add", "-A");
  git("commit", "-q", "--allow-empty", "--no-verify", "-m", "x");
}

async function textAt(files: FilePort, path: string): Promise<string> {
  return Buffer.from(await files.read(join(root, path))).toString("utf8");
}

/** Every file and link below a folder with what it holds, as a file port shows it. */
async function treeOf(files: FilePort, top: string, path = ""): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const name of (await files.list(join(top, path))) ?? []) {
    const child = path === "" ? name : `${path}/${name}`;
    if (child === ".git") continue;
    const stats = await files.stat(join(top, child));
    if (stats?.kind === "directory") {
      const below = await treeOf(files, top, child);
      // git knows of no empty folders.
      for (const [key, value] of below) found.set(key, value);
      if (below.size === 0) found.set(`${child}/`, "empty");
    } else if (stats?.kind === "symlink") {
      found.set(
        child,
        `link ${await files.realPath(join(top, child)).then(
          (real) => real.slice(top.length),
          () => "nowhere",
        )}`,
      );
    } else {
      const bytes = await files.read(join(top, child));
      found.set(
        child,
        `${stats?.kind} ${(stats?.mode ?? 0) & 0o100} ${stats?.size} ${Buffer.from(bytes).toString("utf8")}`,
      );
    }
  }
  return found;
}

describe("stagedFiles", () => {
  it("shows a file as the index has it, also one that is gone from the disk", async () => {
    write("a/changed", "staged");
    write("a/gone/deep", "staged");
    commitAll();
    write("a/changed", "later");
    rmSync(join(root, "a/gone"), { recursive: true });
    const view = await stagedFiles(nodeFiles, root);
    expect(await textAt(view, "a/changed")).toBe("staged");
    expect(await textAt(view, "a/gone/deep")).toBe("staged");
    expect(await view.list(join(root, "a"))).toEqual(["changed", "gone"]);
    expect(await view.stat(join(root, "a/gone"))).toMatchObject({ kind: "directory" });
    await expect(view.read(join(root, "a/changed"), 5)).rejects.toMatchObject({ code: "EFBIG" });
    await expect(view.read(join(root, "a/gone"))).rejects.toMatchObject({ code: "EISDIR" });
  });

  it("hides what was never added, only announced, or removed from the index", async () => {
    write("a/kept", "x");
    write("removed", "x");
    commitAll();
    git("rm", "-q", "--cached", "removed");
    write("new/only", "x");
    write("a/announced", "x");
    git("add", "--intent-to-add", "a/announced");
    write("empty", "");
    git("add", "empty");
    write("empty", "not any more");
    const view = await stagedFiles(nodeFiles, root);
    expect([...(await treeOf(view, root)).keys()]).toEqual(["a/kept", "empty"]);
    expect(await textAt(view, "empty")).toBe("");
    expect(view.staged.paths.sort()).toEqual(["a/kept", "empty"]);
    for (const path of ["removed", "new", "new/only", "a/announced", "a/kept/below"]) {
      expect({ path, stats: await view.stat(join(root, path)) }).toEqual({ path, stats: undefined });
    }
    await expect(view.read(join(root, "removed"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("shows what git ignores as it lies on the disk, and T4's cache also where git does not ignore it", async () => {
    write(".gitignore", "*.xml\n");
    commitAll();
    write("coverage.xml", "report");
    write(".t4/evidence.ndjson", "{}");
    write("taken", "staged");
    git("add", "taken");
    rmSync(join(root, "taken"));
    write("taken/coverage.xml", "report");
    const view = await stagedFiles(nodeFiles, root);
    expect(await view.stat(join(root, "taken/coverage.xml"))).toBeUndefined();
    expect(await textAt(view, "coverage.xml")).toBe("report");
    expect(await textAt(view, ".t4/evidence.ndjson")).toBe("{}");
    expect(view.staged.paths).toEqual([".gitignore", "taken"]);
  });

  it("writes nothing but T4's cache", async () => {
    write("a", "x");
    commitAll();
    const view = await stagedFiles(nodeFiles, root);
    await view.makeDir(join(root, ".t4"));
    await view.create(join(root, ".t4/new"), Buffer.from("x"));
    await view.rename(join(root, ".t4/new"), join(root, ".t4/evidence.ndjson"));
    for (const write of [
      view.create(join(root, "b"), Buffer.from("x")),
      view.rename(join(root, ".t4/evidence.ndjson"), join(root, "a")),
      view.remove(join(root, "a")),
      view.makeDir(join(root, "folder")),
    ]) {
      await expect(write).rejects.toMatchObject({ code: "EROFS" });
    }
    expect(readdirSync(root).sort()).toEqual([".git", ".t4", "a"]);
  });

  it("follows links as the index has them, files and folders", async () => {
    write("real/file", "staged");
    symlinkSync("real", join(root, "folder-link"));
    symlinkSync("real/file", join(root, "link"));
    symlinkSync("b", join(root, "loop"));
    commitAll();
    git("mv", "loop", "b");
    write("real/file", "later");
    rmSync(join(root, "b"));
    rmSync(join(root, "link"));
    symlinkSync("elsewhere", join(root, "link"));
    const view = await stagedFiles(nodeFiles, root);
    expect(await textAt(view, "link")).toBe("staged");
    expect(await textAt(view, "folder-link/file")).toBe("staged");
    expect(await view.realPath(join(root, "link"))).toBe(join(root, "real/file"));
    expect(view.staged.links.sort()).toEqual(["b", "folder-link", "link"]);
    await expect(view.realPath(join(root, "b"))).rejects.toMatchObject({ code: "ELOOP" });
  });

  it("looks at the workspace alone where that is a folder of the repository", async () => {
    write("inner/a", "staged");
    write("outer", "x");
    commitAll();
    write("inner/a", "later");
    write("inner/new", "x");
    const view = await stagedFiles(nodeFiles, join(root, "inner"));
    expect(await textAt(view, "inner/a")).toBe("staged");
    expect(view.staged.paths).toEqual(["a"]);
    expect(await view.list(join(root, "inner"))).toEqual(["a"]);
  });

  it("is what discovery goes by", async () => {
    write("staged/module.manifest.json", "{}");
    git("add", "-A");
    rmSync(join(root, "staged"), { recursive: true });
    write("unstaged/module.manifest.json", "{}");
    const files = await stagedFiles(nodeFiles, root);
    const workspace = await openWorkspace({ files, root, shippedVocabulary: "/nowhere", withoutVocabulary: true });
    const { modules } = await discover(workspace);
    expect(modules.map(({ files: own }) => own)).toEqual([["staged/module.manifest.json"]]);
  });

  it("says so while a merge is unsettled, and without a checkout", async () => {
    write("a", "1");
    commitAll();
    git("checkout", "-q", "-b", "side");
    write("a", "2");
    commitAll();
    git("checkout", "-q", "main");
    write("a", "3");
    commitAll();
    expect(() => git("merge", "side")).toThrow(/CONFLICT|Command failed/);
    await expect(stagedFiles(nodeFiles, root)).rejects.toMatchObject({ code: "E_GIT", file: "a" });
    rmSync(join(root, ".git"), { recursive: true });
    await expect(stagedFiles(nodeFiles, root)).rejects.toMatchObject({ code: "E_GIT" });
  });

  it("shows what `git checkout-index` would write, whatever was done to index and disk", async () => {
    const path = fc.constantFrom("a", "b", "c/d", "c/e", "c/f/g", "h/i", "h/i/j");
    const act = fc.record({
      does: fc.constantFrom("write", "add", "remove", "unstage", "link", "run"),
      path,
      text: fc.constantFrom("", "1", "22"),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(act, { maxLength: 14 }), async (acts) => {
        rmSync(root, { recursive: true, force: true });
        mkdirSync(root);
        git("init", "-q");
        for (const each of acts) perform(each);
        const out = join(folder, "out");
        rmSync(out, { recursive: true, force: true });
        git("checkout-index", "--all", `--prefix=${out}/`);
        mkdirSync(out, { recursive: true });
        const seen = await treeOf(await stagedFiles(nodeFiles, root), root);
        expect([...seen].sort()).toEqual([...(await treeOf(nodeFiles, out))].sort());
      }),
      { numRuns: 25 },
    );
  });
});

function perform({ does, path, text }: { does: string; path: string; text: string }): void {
  const shell = `
    case "$1" in
      write) rm -rf "$2"; mkdir -p "$(dirname "$2")" && printf %s "$3" > "$2" ;;
      link) rm -rf "$2"; mkdir -p "$(dirname "$2")" && ln -s "$3" "$2" ;;
      run) chmod +x "$2" ;;
      remove) rm -rf "$2" ;;
      add) git add -A "$2" ;;
      unstage) git rm -q -r --cached "$2" ;;
    esac 2>/dev/null || true; find . -name .git -prune -o -type d -empty -print | xargs -r rmdir -p --ignore-fail-on-non-empty 2>/dev/null || true`;
  execFileSync("sh", ["-c", shell, "sh", does, path, text === "" && does === "link" ? "a" : text], {
    cwd: root,
    stdio: "pipe",
  });
}

describe("the index of a commit that is being made", () => {
  it.each([
    ["-a", ["commit", "-qam", "x"], "later", ["a", "b"]],
    ["a path", ["commit", "-qm", "x", "a"], "later", ["a"]],
    ["neither", ["commit", "-qm", "x"], "staged", ["a"]],
  ])("is what is looked at from a hook of `git commit` with %s", async (_, args, expected, touched) => {
    write("a", "first");
    write("b", "first");
    commitAll();
    write("a", "staged");
    git("add", "a");
    write("a", "later");
    write("b", "later");
    const hook = join(root, ".git/hooks/pre-commit");
    writeFileSync(hook, `#!/bin/sh\ncp "$GIT_INDEX_FILE" "$0.copy"\n`, { mode: 0o755 });
    copyFileSync(join(root, ".git/index"), join(folder, "index"));
    git(...args);
    // Everything as it was while the hook ran, before the commit was made.
    git("update-ref", "HEAD", "HEAD~1");
    copyFileSync(join(folder, "index"), join(root, ".git/index"));
    const named = `${hook}.copy`;
    process.env["GIT_INDEX_FILE"] = named;
    try {
      expect(await textAt(await stagedFiles(nodeFiles, root), "a")).toBe(expected);
      expect(await touchedPaths(root, { staged: true })).toEqual(touched);
    } finally {
      delete process.env["GIT_INDEX_FILE"];
    }
  });

  it("of another repository is none of this one's", async () => {
    write("a", "staged");
    git("add", "a");
    process.env["GIT_INDEX_FILE"] = join(folder, "other/.git/index");
    try {
      expect((await stagedFiles(nodeFiles, root)).staged.paths).toEqual(["a"]);
    } finally {
      delete process.env["GIT_INDEX_FILE"];
    }
  });
});

describe("touchedPaths", () => {
  it("gives what is staged, also what was deleted, and both names of what was renamed", async () => {
    write("in/renamed", "a long enough text to be known again");
    write("in/deleted", "x");
    write("in/changed", "x");
    write("out", "x");
    commitAll();
    git("mv", "in/renamed", "in/é");
    git("rm", "-q", "in/deleted");
    write("in/changed", "y");
    write("in/new", "y");
    expect(await touchedPaths(root, { staged: true })).toEqual(["in/deleted", "in/renamed", "in/é"]);
    git("add", "-A");
    expect(await touchedPaths(join(root, "in"), { staged: true })).toEqual([
      "changed",
      "deleted",
      "new",
      "renamed",
      "é",
    ]);
  });

  it("asks for a checkout where there is none", async () => {
    rmSync(join(root, ".git"), { recursive: true });
    const expected = { code: "E_GIT", message: "the workspace is not a git checkout" };
    await expect(touchedPaths(root, { staged: true })).rejects.toMatchObject(expected);
  });

  it("gives all of the index before the first commit", async () => {
    write("a", "x");
    git("add", "a");
    expect(await touchedPaths(root, { staged: true })).toEqual(["a"]);
  });

  it("gives what is not as the merge base of HEAD and a branch has it, committed or not", async () => {
    write("a", "1");
    write("b", "1");
    commitAll();
    git("checkout", "-q", "-b", "work");
    write("a", "2");
    commitAll();
    git("checkout", "-q", "main");
    write("elsewhere", "2");
    commitAll();
    git("checkout", "-q", "work");
    write("untracked", "x");
    rmSync(join(root, "b"));
    expect(await touchedPaths(root, { base: "main" })).toEqual(["a", "b", "untracked"]);
    await expect(touchedPaths(root, { base: "no-such" })).rejects.toMatchObject({ code: "E_USAGE" });
  });
});
