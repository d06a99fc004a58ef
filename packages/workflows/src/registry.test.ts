import { mkdir, readdir, readFile, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { validateMetaRegistry, validateModuleRegistry } from "@t4/contracts";
import { nodeFiles, type JsonValue } from "@t4/core";
import { copyFixture, emptyWorkspace, goldenText, putFiles, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { docsMap } from "./docs-map.ts";
import { enrich } from "./enrich.ts";
import type { GenerationReport } from "./generate-files.ts";
import { meta } from "./meta.ts";
import { registry } from "./registry.ts";
import { generateAll, manifestOf, readGenerated } from "./test-generators.ts";
import { why } from "./why.ts";

const LATER = "2027-06-01T00:00:00Z";
const FILES = ["MODULE_REGISTRY.json", "META_REGISTRY.json", "DOCUMENTATION_MAP.md", "MODULE_INDEX.md"];
const GENERATORS = [
  ["registry", registry],
  ["meta", meta],
  ["docs map", docsMap],
] as const;

const at = (root: string, now?: string) => testContext(root, nodeFiles, now);

const readJson = async (root: string, name: string) => JSON.parse(await readGenerated(root, name));
const diffsOf = ({ files }: GenerationReport) => files.map(({ diff = "" }) => diff).join("");

describe("on an enriched aurora", () => {
  it("all four files come out as they were reviewed and as their schemas say, and a second time nothing changes", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await enrich({ modules: [], dryRun: false }, at(root));
    await generateAll(at(root));
    for (const name of FILES) {
      const text = await readFile(join(root, "docs/_generated", name), "utf8");
      expect(text).toBe(await goldenText(`registry/${name}`, text));
    }
    expect(validateModuleRegistry((await readJson(root, FILES[0]!)) as JsonValue)).toEqual([]);
    expect(validateMetaRegistry((await readJson(root, FILES[1]!)) as JsonValue)).toEqual([]);
    const before = await snapshotTree(root);
    for (const { files } of await generateAll(at(root, LATER))) {
      expect(files.map(({ status }) => status)).not.toContain("written");
    }
    expect(await snapshotTree(root)).toEqual(before);
  });
});

describe.each(GENERATORS)("%s", (_, generate) => {
  it("with check writes nothing, and gives a diff until the file is up to date", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    const before = await snapshotTree(root);
    const first = await generate({ check: true }, at(root));
    expect(first.files.map(({ status }) => status)).toContain("outdated");
    expect(diffsOf(first)).toContain("new file mode 100644");
    expect(await snapshotTree(root)).toEqual(before);
    await generate({ check: false }, at(root));
    const second = await generate({ check: true }, at(root, LATER));
    expect(second.files.map(({ status }) => status)).not.toContain("outdated");
    expect(diffsOf(second)).toBe("");
    await rm(join(root, "src/flagkit"), { recursive: true });
    const third = await generate({ check: true }, at(root));
    expect(third.files.map(({ status }) => status)).not.toContain("unchanged");
    expect(diffsOf(third)).toMatch(/^-.*flagkit/m);
  });

  it("goes on without what cannot be read, and says what that is", async () => {
    await using workspace = await copyFixture("broken");
    const report = await generate({ check: false }, at(workspace.root));
    const failed = report.findings.map(({ file }) => file).filter((file) => file.endsWith("module.manifest.json"));
    const broken = ["array", "bom", "deep", "empty", "latin1", "truncated", "unparsable"].map(
      (what) => `${what}_manifest`,
    );
    expect(failed.sort()).toEqual(
      [...broken, "duplicate_keys", "manifest_is_a_folder", "nameless"]
        .sort()
        .map((name) => `src/${name}/module.manifest.json`),
    );
    expect(report.findings.map(({ severity }) => severity)).not.toContain("warning");
    const names = await readdir(join(workspace.root, "src"));
    expect(report.modules).toBe(names.length - failed.length);
  });

  it("works in an empty workspace without git, and again changes nothing", async () => {
    await using workspace = await emptyWorkspace();
    const report = await generate({ check: false }, at(workspace.root));
    expect(report).toMatchObject({ modules: 0, findings: [] });
    expect(report.files.map(({ status }) => status)).not.toContain("unchanged");
    expect(diffsOf(await generate({ check: true }, at(workspace.root, LATER)))).toBe("");
  });

  it.each(["not json", "[]", '{"generated_at": "2099-01-01T00:00:00Z"}', "\ud800", `${"[".repeat(9000)}`])(
    "makes a file anew that holds %j",
    async (text) => {
      await using workspace = await emptyWorkspace();
      const { root } = workspace;
      await putFiles(root, Object.fromEntries(FILES.map((name) => [`docs/_generated/${name}`, text])));
      expect(diffsOf(await generate({ check: true }, at(root)))).not.toBe("");
      const report = await generate({ check: false }, at(root));
      expect(report.files.map(({ status }) => status)).not.toContain("unchanged");
      await using fresh = await emptyWorkspace();
      await generate({ check: false }, at(fresh.root));
      for (const { path } of report.files) {
        expect(await readFile(join(root, path), "utf8")).toBe(await readFile(join(fresh.root, path), "utf8"));
      }
    },
  );

  it("does not write out of the workspace", async () => {
    await using outside = await emptyWorkspace();
    await using workspace = await emptyWorkspace();
    await symlink(outside.root, join(workspace.root, "docs"));
    await expect(generate({ check: false }, at(workspace.root))).rejects.toMatchObject({ code: "E_OUTSIDE" });
    expect(await nodeFiles.list(outside.root)).toEqual([]);
  });
});

describe("what T4 wrote", () => {
  it.each(["gen", "gen/", "./gen", "a/../gen/md"])(
    "is no document of the module around it, in %s",
    async (generated) => {
      await using workspace = await emptyWorkspace();
      const { root } = workspace;
      const config = JSON.stringify({ generated });
      await putFiles(root, { "module.manifest.json": manifestOf("all"), "t4.config.json": config, "generic.md": "" });
      await generateAll(at(root));
      expect(diffsOf(await registry({ check: true }, at(root)))).toBe("");
      const folder = generated.endsWith("md") ? "gen/md" : "gen";
      const text = await readFile(join(root, folder, "MODULE_REGISTRY.json"), "utf8");
      expect(JSON.parse(text).modules[0].docs).toEqual(["generic.md"]);
    },
  );
});

describe("a manifest that breaks its schema", () => {
  it("is listed as far as it can be read, and loses the points for being valid", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    const manifest = { module: "a", tags: "lane:L2", features: ["x"], metadata: { status: "stable" } };
    await putFiles(root, { "a/module.manifest.json": JSON.stringify(manifest) });
    expect((await meta({ check: false }, at(root))).findings).toEqual([]);
    const { modules } = await readJson(root, "META_REGISTRY.json");
    expect(modules).toMatchObject([
      { name: "a", tags: [], status: "stable", mqi: { parts: { schema: { points: 0 } } } },
    ]);
    const { mqi } = await why({ module: "a", field: "mqi" }, at(root));
    expect(mqi?.parts[0]?.needs.join()).toContain("description");
  });
});

describe("time and the registries", () => {
  it("stays as it is until something else changes, and is then the time of the change", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await generateAll(at(root));
    await putFiles(root, { "src/billing/NEW.md": "# New\n" });
    await generateAll(at(root, LATER));
    for (const name of FILES.slice(0, 2)) expect((await readJson(root, name)).generated_at).toBe(LATER);
    expect(diffsOf(await registry({ check: true }, at(root)))).toBe("");
  });

  it("tells of what another writer recorded before the lock was taken", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    let isFirst = true;
    const overtaken = {
      ...nodeFiles,
      create: async (...args: Parameters<typeof nodeFiles.create>) => {
        if (isFirst) {
          isFirst = false;
          await enrich({ modules: [], dryRun: false }, at(root));
        }
        return nodeFiles.create(...args);
      },
    };
    await registry({ check: false }, testContext(root, overtaken));
    expect(isFirst).toBe(false);
    expect((await readJson(root, "MODULE_REGISTRY.json")).modules[0].features).toContain("payments.dunning");
    expect(diffsOf(await registry({ check: true }, at(root)))).toBe("");
  });

  it("explains a module's MQI as of now, whatever the registries were made at", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await enrich({ modules: [], dryRun: false }, at(root));
    await generateAll(at(root));
    const explained = async (module: string, now?: string) => (await why({ module, field: "mqi" }, at(root, now))).mqi!;
    const { modules } = await readJson(root, "META_REGISTRY.json");
    for (const { name, mqi } of modules) expect((await explained(name)).score).toBe(mqi.score);
    const later = await explained("catalog", LATER);
    expect(later.score).toBe(85);
    expect(later.parts.find(({ part }) => part === "freshness")).toMatchObject({
      points: 0,
      needs: [expect.stringContaining("2026-11-18T02:31:55Z"), expect.stringContaining("days ago")],
    });
  });

  it("leaves everything as it was when the folder cannot be written to", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await mkdir(join(root, "docs/_generated"), { recursive: true });
    await generateAll(at(root));
    const before = await readFile(join(root, "docs/_generated/MODULE_REGISTRY.json"));
    await putFiles(root, { "src/billing/NEW.md": "# New\n" });
    const failing = {
      ...nodeFiles,
      create: () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" })),
    };
    const context = testContext(root, failing);
    await expect(registry({ check: false }, context)).rejects.toMatchObject({ code: expect.stringMatching(/^E_/) });
    expect(await readFile(join(root, "docs/_generated/MODULE_REGISTRY.json"))).toEqual(before);
  });
});
