import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { diffTrees, emptyWorkspace, runAsOwner, runT4, snapshotTree } from "@t4/testkit";
import { describe, expect, it } from "vitest";

const COMMANDS = [
  ["revert", "--last"],
  ["revert", "--last", "--dry-run"],
  ["record", "--reason", "x"],
  ["record", "--reason", "x", "--dry-run"],
  ["fix"],
  ["slo"],
  ["trends", "--html"],
];

describe("in a folder that is no workspace", () => {
  it.each(COMMANDS)("%s says so, exits 2 and writes nothing", async (...args) => {
    await using folder = await emptyWorkspace();
    await writeFile(join(folder.root, "notes.txt"), "");
    const before = await snapshotTree(folder.root);
    const run = await runAsOwner(folder.root, args);
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toMatch(/^error E_ROOT there is no workspace here.*\n {2}hint: .*--root/);
    expect(diffTrees(before, await snapshotTree(folder.root))).toEqual([]);
  });

  it("enrich works, and says what it found", async () => {
    await using folder = await emptyWorkspace();
    expect(await runAsOwner(folder.root, ["enrich"])).toMatchObject({ exitCode: 0, stderr: "" });
  });
});

describe("in a folder of workspaces", () => {
  it("writes nothing there or below, and says how to go on", async () => {
    await using folder = await emptyWorkspace();
    for (const name of ["one", "two"]) await mkdir(join(folder.root, name, "a"), { recursive: true });
    for (const name of ["one/t4.config.json", "two/.git"]) await writeFile(join(folder.root, name), "{}");
    for (const name of ["one", "two"])
      await writeFile(join(folder.root, name, "a/module.manifest.json"), '{"module": "a"}');
    const before = await snapshotTree(folder.root);
    const run = await runAsOwner(folder.root, ["enrich"]);
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toMatch(
      /^error E_ROOT .*2 folders below it govern themselves, such as one\n {2}hint: .*`--root \.`.*t4 init/,
    );
    expect(diffTrees(before, await snapshotTree(folder.root))).toEqual([]);
    expect(await runAsOwner(folder.root, ["--root", ".", "enrich"])).toMatchObject({ exitCode: 0, stderr: "" });
    const after = await snapshotTree(folder.root, { except: [".t4"] });
    expect(diffTrees(before, after, { mtimes: false })).toEqual([]);
  });
});

describe("a workspace", () => {
  const marks = [
    ["t4.config.json", "{}"],
    ["own.json", "{}"],
    ["manifests/.ledger/README", ""],
    ["a/b/module.manifest.json", '{"module": "b"}'],
    ["a/b/module.manifest.json", "torn"],
  ];
  it.each(marks)("is a folder with %s", async (path, text) => {
    await using folder = await emptyWorkspace();
    await mkdir(join(folder.root, path, ".."), { recursive: true });
    await writeFile(join(folder.root, path), text);
    const config = path === "own.json" ? ["--config", path] : [];
    const run = await runT4([...config, "revert", "--last"], { root: folder.root });
    expect(run).toMatchObject({ exitCode: 0, stderr: "", stdout: expect.stringContaining("no run is recorded") });
  });
});
