import { execa } from "execa";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findPython } from "../cpython.ts";
import { emptyWorkspace, fixturePath } from "../temp-workspace.ts";
import { diffTrees, snapshotTree } from "../tree.ts";
import { generateWorkspace } from "./generate-workspace.ts";

const python = await findPython(["pytest"]);

async function manifestsBelow(root: string): Promise<string[]> {
  const paths = await readdir(root, { recursive: true });
  return paths.filter((path) => /^(?:src|services)\/.*module\.manifest\.json$/.test(path)).sort();
}

describe("generateWorkspace", () => {
  it("makes exactly as many modules as asked for, each with its own name", async () => {
    await using workspace = await emptyWorkspace();
    const names = await generateWorkspace(workspace.root, { modules: 50 });
    expect(new Set(names).size).toBe(50);
    const manifests = await manifestsBelow(workspace.root);
    const written = await Promise.all(
      manifests.map(
        async (path) => JSON.parse(await readFile(join(workspace.root, path), "utf8")) as { module: string },
      ),
    );
    expect(written.map((manifest) => manifest.module).sort()).toEqual([...names].sort());
    expect(names).toContain("identity_b.sessions");
    const bench = await readFile(join(workspace.root, "bench/manifest/identity_b.sessions.json"), "utf8");
    expect(JSON.parse(bench)).toMatchObject({ module: "identity_b.sessions" });
  });

  it("keeps documents apart and about as large", async () => {
    await using workspace = await emptyWorkspace();
    await generateWorkspace(workspace.root, { modules: 40 });
    const read = (path: string) => readFile(join(workspace.root, path), "utf8");
    const [first, second] = [await read("src/billing/claude.me"), await read("src/billing_b/claude.me")];
    expect(second).not.toBe(first);
    expect(second.startsWith(first)).toBe(true);
    expect(second.length).toBeLessThan(first.length + 60);
    expect(await read("src/billing_b/charge.py")).toContain("from ledger_core_b import Journal, Posting");
    const coverage = await read("coverage.xml");
    expect(coverage.match(/filename="billing\/charge\.py"/g)).toHaveLength(1);
    expect(coverage.match(/filename="billing_b\/charge\.py"/g)).toHaveLength(1);
    expect(await read("report.xml")).toContain('classname="src.billing_b.tests.test_charge"');
    expect(await read("src/catalog_b/lcov.info")).toContain("SF:src/catalog_b/feeds.py\n");
  });

  it("begins with aurora's own modules, byte for byte", async () => {
    await using workspace = await emptyWorkspace();
    await generateWorkspace(workspace.root, { modules: 18, reports: false });
    const except = ["__pycache__", ".pytest_cache", ".benchmarks", "bench", "coverage.xml", "report.xml"];
    const before = await snapshotTree(fixturePath("aurora"), { except });
    const after = await snapshotTree(workspace.root, { except });
    expect(diffTrees(before, after, { mtimes: false }).filter(({ path }) => path !== "")).toEqual([]);
  });

  it.skipIf(python === undefined)("makes copies that run under pytest", async () => {
    await using workspace = await emptyWorkspace();
    await generateWorkspace(workspace.root, { modules: 36 });
    const args = ["-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not bench", "src", "services"];
    const run = await execa(python ?? "", args, { cwd: workspace.root, reject: false, stdin: "ignore" });
    expect(run.stdout).toMatch(/^2\d\d passed, 2 skipped/m);
    expect(run.exitCode).toBe(0);
  });
});
