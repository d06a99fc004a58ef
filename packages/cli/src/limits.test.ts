import { spawn } from "node:child_process";
import { chmod, readdir } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  bundlePath,
  copyFixture,
  diffTrees,
  gitInit,
  giveAway,
  plantHugeContext,
  plantNestedManifest,
  runAsOwner,
  runUnprivileged,
  snapshotTree,
} from "@t4/testkit";
import { describe, expect, it } from "vitest";

/** Runs `t4` under bash's `ulimit -f`: no file may grow beyond so many KiB. */
async function runWithFileLimit(root: string, kib: number, args: readonly string[]) {
  const script = `ulimit -f ${kib}; exec "$@"`;
  const child = spawn("bash", ["-c", script, "bash", process.execPath, bundlePath(), "--root", root, ...args], {
    env: { ...process.env, NO_COLOR: "1", T4_ACTOR: "owner@example.org", SOURCE_DATE_EPOCH: "1795251600" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  const [end, stdout, stderr] = await Promise.all([exited, text(child.stdout), text(child.stderr)]);
  return { ...end, stdout, stderr };
}

describe("input beyond every measure", () => {
  it("is a finding, and the other modules go on", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    await plantHugeContext(workspace.root);
    await plantNestedManifest(workspace.root);
    const before = await snapshotTree(workspace.root);
    const run = await runAsOwner(workspace.root, ["enrich", "--format", "json"]);
    expect(run).toMatchObject({ exitCode: 1, stderr: "" });
    const modules: any[] = JSON.parse(run.stdout).modules;
    const findings = modules.flatMap((module) => module.findings);
    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: "E_TOO_LARGE", file: "src/huge_context/claude.me" }),
        expect.objectContaining({
          code: "E_JSON_DEPTH",
          file: "src/nested_manifest/module.manifest.json",
          line: 1,
          column: expect.any(Number),
        }),
      ]),
    );
    const after = await snapshotTree(workspace.root);
    for (const path of ["src/huge_context/module.manifest.json", "src/nested_manifest/module.manifest.json"]) {
      expect(after.get(path)).toEqual(before.get(path));
    }
    expect(modules.some(({ status }) => status === "changed")).toBe(true);
  });
});

describe("a folder that cannot be written", () => {
  it("ends the run with the file's name, nothing written and nothing left over", async () => {
    await using workspace = await copyFixture("aurora");
    await giveAway(workspace.root);
    await chmod(join(workspace.root, "src/billing"), 0o555);
    const before = await snapshotTree(workspace.root);
    const run = await runUnprivileged(workspace.root, ["enrich"]);
    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.stderr).toMatch(/^error E_[A-Z_]+ .*src\/billing\/module\.manifest\.json/);
    expect(run.stderr).toContain("hint:");
    expect(run.stderr).not.toContain("    at ");
    expect(await changes(workspace.root, before)).toEqual([]);

    await chmod(join(workspace.root, "src/billing"), 0o755);
    expect((await runUnprivileged(workspace.root, ["enrich"])).exitCode).toBe(0);
    expect((await runUnprivileged(workspace.root, ["enrich", "--check"])).exitCode).toBe(0);
  });

  it("is told of a workspace's root too", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    await giveAway(workspace.root);
    await chmod(workspace.root, 0o555);
    const before = await snapshotTree(workspace.root);
    const run = await runUnprivileged(workspace.root, ["enrich"]);
    expect(run.exitCode).toBeGreaterThan(0);
    expect(run.stderr).toMatch(/^error E_[A-Z_]+ /);
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });
});

describe("a folder that cannot be read", () => {
  it.each([0o000, 0o444])("with mode %i leaves it open which modules are in it", async (mode) => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await runAsOwner(root, ["enrich"]);
    const generators = [["registry"], ["docs", "map"]];
    for (const generator of generators) await runAsOwner(root, generator);
    await gitInit(root);
    await giveAway(root);
    await chmod(join(root, "src/billing"), mode);
    const before = await snapshotTree(join(root, "docs"));
    const judged = await runUnprivileged(root, ["gate", "registry", "queue", "--format", "json"]);
    const { gates, findings } = JSON.parse(judged.stdout) as {
      gates: { verdict: string; because: string[] }[];
      findings: { code: string }[];
    };
    expect(gates[0]?.because).toEqual(["src/billing cannot be read, so modules in it are not seen"]);
    expect(findings.map(({ code }) => code)).not.toContain("module-gone");
    expect(gates.map(({ verdict }) => verdict)).toEqual(["undecidable", "undecidable"]);
    for (const generator of generators) {
      const written = await runUnprivileged(root, generator);
      expect(written.exitCode).toBe(1);
      expect(written.stdout).toContain("src/billing");
    }
    expect(diffTrees(before, await snapshotTree(join(root, "docs")))).toEqual([]);
  });
});

describe("a disk that is full", () => {
  it.each([1, 8, 64])("ends the run with an error and loses nothing, with room for files of %i KiB", async (kib) => {
    await using workspace = await copyFixture("aurora");
    const before = await snapshotTree(workspace.root);
    const run = await runWithFileLimit(workspace.root, kib, ["enrich"]);
    expect(run).toMatchObject({ signal: null, code: 2 });
    expect(run.stderr).toMatch(/^error E_[A-Z_]+ \S+/);
    expect(run.stderr).not.toContain("    at ");
    expect(await changes(workspace.root, before)).toEqual([]);
    expect((await runAsOwner(workspace.root, ["enrich"])).exitCode).toBe(0);
    expect((await runAsOwner(workspace.root, ["enrich", "--check"])).exitCode).toBe(0);
    expect(await leftovers(workspace.root)).toEqual([]);
  });
});

/** What a failed run changed; caches, and folders that are still empty, do not count. */
async function changes(root: string, before: Awaited<ReturnType<typeof snapshotTree>>) {
  const after = await snapshotTree(root, { except: [".t4"] });
  return diffTrees(before, after, { mtimes: false }).filter(({ path }) => after.get(path)?.kind !== "directory");
}

/** Files of an unfinished run. */
async function leftovers(root: string): Promise<string[]> {
  const names = await readdir(root, { recursive: true });
  return names.filter((name) => !name.startsWith(".t4") && /\.(?:pending|stage|tmp)|~$/.test(name));
}
