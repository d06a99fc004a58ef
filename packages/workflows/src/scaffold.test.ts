import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, diffTrees, emptyWorkspace, gitInit, putFiles, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { quality } from "./quality.ts";
import { revert } from "./revert.ts";
import { scaffold, type ScaffoldInput, type ScaffoldReport } from "./scaffold.ts";
import { verifyLedger } from "./verify-ledger.ts";

const DOCS = ["README.md", "claude.me", "CHANGELOG.md", "docs/API.md", "docs/ARCHITECTURE.md", "docs/CONTRIBUTING.md"];

function manifest(module: string): string {
  return JSON.stringify({ schema_version: "1.0.0", module, tags: ["lane:L0"], metadata: { status: "draft" } });
}

function run(root: string, input: Partial<ScaffoldInput> = {}): Promise<ScaffoldReport> {
  return scaffold({ kind: "docs", scope: { all: true }, apply: true, ...input }, testContext(root));
}

const enrichAll = (root: string) => enrich({ modules: [], dryRun: false }, testContext(root));

async function manifestsIn(root: string): Promise<Record<string, string>> {
  const { report } = await enrich({ modules: [], dryRun: true }, testContext(root));
  const paths = report.modules.map(({ path }) => path);
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), "utf8")));
  return Object.fromEntries(paths.map((path, index) => [path, texts[index] ?? ""]));
}

const BARE = {
  "t4.config.json": "{}",
  "package.json": '{"name": "@acme/shop"}',
  "pay/module.manifest.json": manifest("pay"),
};

describe("scaffold docs", () => {
  it("writes seven documents as one run, and a second time nothing", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, BARE);
    await putFiles(root, { ".gitignore": "CHANGELOG.md\n" });
    await gitInit(root);
    const before = await snapshotTree(root, { except: [".git", "manifests"] });
    const dry = await run(root, { apply: false });
    expect(dry.ignored).toEqual(["pay/CHANGELOG.md"]);
    expect(diffTrees(before, await snapshotTree(root, { except: [".git"] }))).toEqual([]);
    const { run: name, modules } = await run(root);
    expect(name).not.toBeNull();
    expect(modules).toEqual(dry.modules);
    expect(modules[0]?.files.map(({ path }) => path).sort()).toEqual(
      [...DOCS, "shop_context.md"].map((path) => `pay/${path}`).sort(),
    );
    await writeFile(join(root, "pay/README.md"), "# Pay\n");
    expect(await verifyLedger({}, testContext(root))).toMatchObject({ verified: true, runs: 1, lines: 7 });
    await rm(join(root, "pay/README.md"));
    await run(root, { scope: { modules: ["pay"] } });
    const settled = await snapshotTree(root, { except: [".git"] });
    expect((await run(root)).run).toBeNull();
    expect(diffTrees(settled, await snapshotTree(root, { except: [".git"] }))).toEqual([]);
  });

  it("is taken back to the byte by a revert", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, BARE);
    const before = await snapshotTree(root);
    await run(root);
    await revert({ aim: "last", modules: [], reason: null, dryRun: false }, testContext(root));
    const left = diffTrees(before, await snapshotTree(root, { except: ["manifests", ".t4"] }));
    // Empty folders stay, of which git knows nothing.
    expect(left.filter(({ change, path }) => change !== "mtime" && path !== "pay/docs")).toEqual([]);
  });

  it("passes the gates on front matter and links, also beside documents that are there", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, {
      ...BARE,
      "odd/module.manifest.json": manifest(`x-${"y".repeat(150)}/null`),
      "old/module.manifest.json": manifest("true"),
      "old/readme.rst": "Old\n===\n",
      "old/old_context.md": "# Old\n",
      "old/docs": "a file",
    });
    const { modules } = await run(root);
    const old = modules.find(({ folder: path }) => path === "old");
    expect(old?.kept.sort()).toEqual(["old/old_context.md", "old/readme.rst"]);
    expect(old?.left_out.map(({ why }) => why)).toEqual(Array.from({ length: 3 }, () => "old/docs is no folder"));
    const { gates } = await quality({ gates: ["frontmatter", "links"] }, testContext(root));
    expect(gates.map(({ id, verdict, findings }) => ({ id, verdict, findings }))).toEqual([
      { id: "frontmatter", verdict: "held", findings: [] },
      { id: "links", verdict: "held", findings: [] },
    ]);
  });

  it("is never evidence: on aurora and on a bare module, enriching again changes no manifest and finds no phrase", async () => {
    for (const aurora of [true, false]) {
      await using workspace = aurora ? await copyFixture("aurora") : await emptyWorkspace();
      const { root } = workspace;
      if (!aurora) await putFiles(root, { ...BARE, "pay/__init__.py": '"""Takes payments."""\n' });
      await enrichAll(root);
      const queue = await readFile(join(root, "manifests/review_queue.json"), "utf8");
      const before = await manifestsIn(root);
      expect((await run(root)).run).not.toBeNull();
      expect((await run(root, { kind: "tests" })).run).not.toBeNull();
      await enrichAll(root);
      expect(await manifestsIn(root)).toEqual(before);
      expect(await readFile(join(root, "manifests/review_queue.json"), "utf8")).toBe(queue);
    }
  }, 60_000);

  it("is no evidence either when only the status is taken off", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, BARE);
    await enrichAll(root);
    const { modules } = await run(root);
    for (const { path } of modules[0]?.files ?? []) {
      const text = await readFile(join(root, path), "utf8");
      expect(text).toContain("status: draft");
      await writeFile(join(root, path), text.replace("status: draft", "status: stable"));
    }
    const { report } = await enrichAll(root);
    expect(report.modules).toMatchObject([{ status: "draft" }]);
  });

  it("scaffolds the core modules, and says when there are none or when one is not there", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, { ...BARE, "crm/module.manifest.json": manifest("crm") });
    const core = () => run(root, { scope: { core: true }, apply: false });
    await expect(core()).rejects.toMatchObject({ code: "E_CONFIG", message: "the config names no core modules" });
    await putFiles(root, { "t4.config.json": '{"core": ["pays"]}' });
    await expect(core()).rejects.toMatchObject({ code: "E_CONFIG", message: expect.stringContaining('"pays"') });
    await putFiles(root, { "t4.config.json": '{"core": ["pay"]}' });
    expect((await core()).modules.map(({ module }) => module)).toEqual(["pay"]);
  });

  it("writes nothing for a name that could end a comment, and nothing into another module", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, {
      ...BARE,
      "bad/module.manifest.json": manifest('bad"""\nimport os'),
      "pay/docs/module.manifest.json": manifest("pay.docs"),
    });
    const { modules } = await run(root);
    expect(modules.find(({ folder: path }) => path === "bad")).toMatchObject({
      files: [],
      left_out: [{ path: "bad" }],
    });
    const pay = modules.find(({ module }) => module === "pay");
    expect(pay?.left_out.map(({ why }) => why)).toEqual(
      Array.from({ length: 3 }, () => "it would belong to the module in pay/docs"),
    );
    expect(await readFile(join(root, "pay/README.md"), "utf8")).not.toContain("](");
  });
});
