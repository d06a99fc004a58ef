import { chmod, mkdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { emptyWorkspace } from "./temp-workspace.ts";
import { diffTrees, snapshotTree } from "./tree.ts";

describe("snapshotTree and diffTrees", () => {
  it("see nothing where nothing happened", async () => {
    await using workspace = await emptyWorkspace();
    await writeFile(join(workspace.root, "a"), "1");
    const before = await snapshotTree(workspace.root);
    expect([...before.keys()]).toEqual(["", "a"]);
    expect(before.get("a")).toMatchObject({ kind: "file", sha256: expect.stringMatching(/^6b86b273/) });
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it("see each kind of change, with the path", async () => {
    await using workspace = await emptyWorkspace();
    const at = (path: string) => join(workspace.root, path);
    await mkdir(at("d"));
    for (const name of ["d/content", "d/mode", "d/time", "d/gone", "d/kind"]) await writeFile(at(name), "same");
    await symlink("one", at("d/link"));
    const before = await snapshotTree(workspace.root);
    await writeFile(at("d/content"), "diff");
    await chmod(at("d/mode"), 0o600);
    await utimes(at("d/time"), 1, 1);
    for (const name of ["d/gone", "d/kind", "d/link"]) await rm(at(name));
    await mkdir(at("d/kind"));
    await symlink("two", at("d/link"));
    await writeFile(at("new"), "");
    const changes = diffTrees(before, await snapshotTree(workspace.root));
    expect(changes).toEqual([
      { path: "", change: "mtime" },
      { path: "d", change: "mtime" },
      { path: "d/content", change: "content" },
      { path: "d/gone", change: "removed" },
      { path: "d/kind", change: "kind" },
      { path: "d/link", change: "target" },
      { path: "d/mode", change: "mode" },
      { path: "d/time", change: "mtime" },
      { path: "new", change: "added" },
    ]);
  });

  it("leave times and names out when asked to", async () => {
    await using workspace = await emptyWorkspace();
    await writeFile(join(workspace.root, "a"), "1");
    const before = await snapshotTree(workspace.root);
    await utimes(join(workspace.root, "a"), 1, 1);
    await mkdir(join(workspace.root, ".git"));
    const after = await snapshotTree(workspace.root, { except: [".git"] });
    expect(diffTrees(before, after, { mtimes: false })).toEqual([]);
  });
});
