import { join } from "node:path";
import { emptyWorkspace, putFile, runT4, type TempWorkspace } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { findRoot, isGuessed } from "./find-root.ts";

let folder: TempWorkspace;
beforeEach(async () => {
  folder = await emptyWorkspace();
});
afterEach(() => folder.remove());

const put = (path: string, text = "{}") => putFile(folder.root, path, text);

describe("findRoot", () => {
  it.each(["t4.config.json", "manifests/.ledger/README"])("finds the folder with %s from below", async (mark) => {
    await put(`w/${mark}`);
    await put("w/a/b/x.py");
    expect(findRoot(join(folder.root, "w/a/b"))).toBe("../..");
    expect(findRoot(join(folder.root, "w"))).toBe(".");
  });

  it("finds it at the top of a checkout, and never above", async () => {
    await put("t4.config.json");
    await put("project/.git/HEAD");
    await put("project/a/x.py");
    expect(findRoot(join(folder.root, "project/a"))).toBe(".");
    expect(findRoot(join(folder.root, "project"))).toBe(".");
    await put("project/t4.config.json");
    expect(findRoot(join(folder.root, "project/a"))).toBe("..");
  });

  it("stays where a worktree's .git is a file", async () => {
    await put("t4.config.json");
    await put("worktree/.git", "gitdir: elsewhere\n");
    expect(findRoot(join(folder.root, "worktree"))).toBe(".");
  });
});

describe("isGuessed", () => {
  it("is true of a folder that nothing marks and that is no checkout's top", async () => {
    await put("a/x.py");
    expect(isGuessed(folder.root)).toBe(true);
    await put(".git/HEAD");
    expect([isGuessed(folder.root), isGuessed(join(folder.root, "a"))]).toEqual([false, true]);
    await put("a/t4.config.json");
    expect(isGuessed(join(folder.root, "a"))).toBe(false);
  });
});

describe("t4 below the root of its workspace", () => {
  it("says which it took, besides the result, and not where a program reads it", async () => {
    await put("w/t4.config.json");
    await put("w/a/x.py");
    const cwd = join(folder.root, "w/a");
    const note = "The workspace is .., found above this folder; --root takes another.\n";
    expect(await runT4(["queue"], { cwd })).toMatchObject({ exitCode: 0, stderr: note });
    const json = await runT4(["queue", "--format", "json"], { cwd });
    expect(json).toMatchObject({ exitCode: 0, stderr: "" });
    expect(JSON.parse(json.stdout)).toMatchObject({ root: ".." });
    expect(await runT4(["queue", "--quiet"], { cwd })).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await runT4(["queue"], { cwd: join(folder.root, "w") })).toMatchObject({ exitCode: 0, stderr: "" });
  });
});
