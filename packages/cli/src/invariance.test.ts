import { chmod, cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  copyFixture,
  diffTrees,
  emptyWorkspace,
  gitInit,
  runAsOwner,
  runT4,
  runUnprivileged,
  snapshotTree,
  type Tree,
} from "@t4/testkit";
import { describe, expect, it } from "vitest";

const NOW = ["--now", "2026-11-21T09:00:00Z"];
const OWNER = { T4_ACTOR: "owner@example.org" };

/** Everything in a workspace but git's own and the caches, without times. */
async function contents(root: string): Promise<Map<string, unknown>> {
  const tree: Tree = await snapshotTree(root, { except: [".git", ".t4"] });
  return new Map([...tree].map(([path, { kind, sha256, linkTarget }]) => [path, { kind, sha256, linkTarget }]));
}

async function enrichedContents(): Promise<Map<string, unknown>> {
  await using workspace = await copyFixture("aurora");
  expect((await runAsOwner(workspace.root, ["enrich"])).exitCode).toBe(0);
  return contents(workspace.root);
}

describe("t4 enrich", () => {
  it("touches nothing the second time: no file, no time, no cache, no queue, no ledger", async () => {
    await using workspace = await copyFixture("aurora");
    const first = await runAsOwner(workspace.root, ["enrich", "--format", "json"]);
    expect(JSON.parse(first.stdout).summary).toMatchObject({ modules: 18, changed: 18, failed: 0 });
    const before = await snapshotTree(workspace.root);
    for (const args of [["enrich"], ["enrich", "--only-changed-sources"], ["enrich", "--module", "billing"]]) {
      const again = await runAsOwner(workspace.root, args, "2027-01-01T00:00:00Z");
      expect(again).toMatchObject({ exitCode: 0, stderr: "" });
      expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
    }
  });

  it("composes the same the second time when it remembers nothing of the first", async () => {
    await using workspace = await copyFixture("aurora");
    await runAsOwner(workspace.root, ["enrich"]);
    await rm(join(workspace.root, ".t4"), { recursive: true });
    const before = await snapshotTree(workspace.root, { except: [".t4"] });
    await runAsOwner(workspace.root, ["enrich"], "2027-01-01T00:00:00Z");
    expect(diffTrees(before, await snapshotTree(workspace.root, { except: [".t4"] }), { mtimes: false })).toEqual([]);
  });

  it.each([
    [["--dry-run"], 0],
    [["--check"], 1],
    [["--dry-run", "--only-changed-sources"], 0],
  ] as const)("writes nothing at all with %s", async (flags, exitCode) => {
    await using workspace = await copyFixture("aurora");
    const before = await snapshotTree(workspace.root);
    const run = await runAsOwner(workspace.root, ["enrich", ...flags]);
    expect(run).toMatchObject({ exitCode, stderr: "" });
    expect(run.stdout).toContain("dry run: nothing was written");
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it("gives 0 to --check once everything is as it should be, and 1 again after an edit", async () => {
    await using workspace = await copyFixture("aurora");
    await runAsOwner(workspace.root, ["enrich"]);
    expect((await runAsOwner(workspace.root, ["enrich", "--check"])).exitCode).toBe(0);
    const document = join(workspace.root, "src/flagkit/README.md");
    await writeFile(document, `${await readFile(document, "utf8")}\n## Odd thing\n`);
    expect((await runAsOwner(workspace.root, ["enrich", "--check"])).exitCode).toBe(1);
  });

  it("gives 1 to --fail-on-warn when something was withheld, and 0 when nothing was", async () => {
    await using workspace = await copyFixture("aurora");
    const withheld = ["enrich", "--fail-on-warn", "--module", "notifier"];
    expect((await runAsOwner(workspace.root, withheld)).exitCode).toBe(1);
    expect((await runAsOwner(workspace.root, ["enrich", "--fail-on-warn", "--module", "billing"])).exitCode).toBe(0);
  });

  it("looks only at the modules that it is asked for, and leaves the others' queue items", async () => {
    await using workspace = await copyFixture("aurora");
    const before = await contents(workspace.root);
    const run = await runAsOwner(workspace.root, [
      "enrich",
      "--module",
      "billing",
      "fraud-scoring",
      "--format",
      "json",
    ]);
    const report = JSON.parse(run.stdout);
    expect(report.modules.map(({ module }: { module: string }) => module)).toEqual(["billing", "fraud-scoring"]);
    const after = await contents(workspace.root);
    const changed = [...after].filter(([path, entry]) => JSON.stringify(before.get(path)) !== JSON.stringify(entry));
    expect(changed.map(([path]) => path).filter((path) => !path.startsWith("manifests"))).toEqual([
      "services/fraud_scoring/module.manifest.json",
      "src/billing/module.manifest.json",
    ]);
    await runAsOwner(workspace.root, ["enrich"]);
    const whole = await readFile(join(workspace.root, "manifests/review_queue.json"), "utf8");
    await runAsOwner(workspace.root, ["enrich", "--module", "billing"]);
    expect(await readFile(join(workspace.root, "manifests/review_queue.json"), "utf8")).toBe(whole);
  });

  it("writes the same bytes in every time zone and language", async () => {
    const expected = await enrichedContents();
    for (const env of [
      { TZ: "Pacific/Kiritimati", LANG: "tr_TR.UTF-8", LC_ALL: "tr_TR.UTF-8" },
      { TZ: "America/St_Johns", LANG: "C", LC_ALL: "POSIX" },
    ]) {
      await using workspace = await copyFixture("aurora");
      expect((await runT4([...NOW, "enrich"], { cwd: workspace.root, env: { ...OWNER, ...env } })).exitCode).toBe(0);
      expect(await contents(workspace.root)).toEqual(expected);
    }
  });

  it("writes the same bytes in a git checkout, from another folder, and under an odd name", async () => {
    const expected = await enrichedContents();
    await using checkout = await copyFixture("aurora");
    await gitInit(checkout.root);
    expect((await runAsOwner(checkout.root, ["enrich"])).exitCode).toBe(0);
    expect(await contents(checkout.root)).toEqual(expected);

    await using odd = await emptyWorkspace();
    const root = join(odd.root, "Über uns – モノレポ, [1] 'x' $HOME");
    await using fresh = await copyFixture("aurora");
    await rename(fresh.root, root).catch(() => cp(fresh.root, root, { recursive: true, verbatimSymlinks: true }));
    await mkdir(join(odd.root, "elsewhere"));
    const run = await runT4([...NOW, "enrich"], { root, cwd: join(odd.root, "elsewhere"), env: OWNER });
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(await contents(root)).toEqual(expected);
  });

  it("does nothing in an empty folder", async () => {
    await using workspace = await emptyWorkspace();
    const run = await runAsOwner(workspace.root, ["enrich"]);
    expect(run).toMatchObject({ exitCode: 0, stderr: "" });
    expect(run.stdout).toContain("0 modules");
    expect((await readdir(workspace.root)).filter((name) => name !== ".t4")).toEqual([]);
  });

  it("needs no right to write for a dry run", async () => {
    await using workspace = await copyFixture("aurora");
    await runAsOwner(workspace.root, ["enrich"]);
    const folders = [...(await snapshotTree(workspace.root))].filter(([, { kind }]) => kind === "directory");
    for (const [path] of folders) await chmod(join(workspace.root, path), 0o555);
    for (const args of [
      ["enrich", "--dry-run"],
      ["why", "billing"],
      ["queue"],
      ["fix", "billing", "--dry-run"],
      ["vocab", "check"],
    ]) {
      const run = await runUnprivileged(workspace.root, args);
      expect(run).toMatchObject({ stderr: "" });
      expect(run.exitCode).toBe(0);
    }
  });
});
