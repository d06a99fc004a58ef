import { existsSync } from "node:fs";
import { chmod, lstat, mkdir, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { git, gitCommitAll, gitInit } from "./git.ts";
import { copyFixture, emptyWorkspace, fixturePath } from "./temp-workspace.ts";
import { diffTrees, snapshotTree } from "./tree.ts";

describe("copyFixture", () => {
  it("copies every byte, keeps links, and goes away", async () => {
    const workspace = await copyFixture("broken");
    const except = ["__pycache__", ".pytest_cache", ".benchmarks", ".coverage"];
    const original = await snapshotTree(fixturePath("broken"), { except });
    expect(
      diffTrees(original, await snapshotTree(workspace.root), { mtimes: false }).filter((d) => d.path !== ""),
    ).toEqual([]);
    expect(await readlink(join(workspace.root, "src/outside_link/claude.me"))).toBe("/etc/hosts");
    await workspace.remove();
    await workspace.remove();
    expect(existsSync(workspace.root)).toBe(false);
  });

  it("takes a path for what is not a workspace", async () => {
    await using example = await copyFixture("cases/billing-example/input");
    expect((await lstat(join(example.root, "billing/claude.me"))).isFile()).toBe(true);
  });

  it("says which fixture is missing", async () => {
    await expect(copyFixture("nowhere")).rejects.toMatchObject({ code: "ENOENT" });
  });

  it("removes what was made unwritable", async () => {
    const workspace = await emptyWorkspace();
    await mkdir(join(workspace.root, "locked/deep"), { recursive: true });
    await writeFile(join(workspace.root, "locked/deep/file"), "");
    await chmod(join(workspace.root, "locked/deep"), 0);
    await chmod(join(workspace.root, "locked"), 0o500);
    await workspace.remove();
    expect(existsSync(workspace.root)).toBe(false);
  });
});

describe("gitInit", () => {
  it("gives the same commit id for the same content", async () => {
    const ids = new Set<string>();
    for (let round = 0; round < 2; round += 1) {
      await using workspace = await emptyWorkspace();
      await writeFile(join(workspace.root, "a"), "1\r\n");
      ids.add(await gitInit(workspace.root));
      expect(await git(workspace.root, "status", "--porcelain")).toBe("");
      expect(await git(workspace.root, "log", "--format=%an %aI")).toBe("Aurora Platform 2026-11-20T09:00:00+00:00");
      await writeFile(join(workspace.root, "a"), "2");
      expect(await gitCommitAll(workspace.root)).not.toBe([...ids][0]);
    }
    expect(ids.size).toBe(1);
  });
});
