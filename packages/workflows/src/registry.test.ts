import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { validateMetaRegistry, validateModuleRegistry } from "@t4/contracts";
import { nodeFiles, type JsonValue } from "@t4/core";
import { copyFixture, emptyWorkspace, git, goldenText, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { docsMap } from "./docs-map.ts";
import { enrich } from "./enrich.ts";
import type { GenerationReport } from "./generate-files.ts";
import { meta } from "./meta.ts";
import { registry } from "./registry.ts";
import { why } from "./why.ts";

const LATER = "2027-06-01T00:00:00Z";
const FILES = ["MODULE_REGISTRY.json", "META_REGISTRY.json", "DOCUMENTATION_MAP.md", "MODULE_INDEX.md"];
const GENERATORS = [
  ["registry", registry],
  ["meta", meta],
  ["docs map", docsMap],
] as const;

const at = (root: string, now?: string) => testContext(root, nodeFiles, now);

const diffsOf = ({ files }: GenerationReport) => files.map(({ diff = "" }) => diff).join("");

async function generateAll(root: string, now?: string) {
  const context = at(root, now);
  return [
    await registry({ check: false }, context),
    await meta({ check: false }, context),
    await docsMap({ check: false }, context),
  ];
}

async function put(root: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
}

const readJson = async (root: string, name: string) =>
  JSON.parse(await readFile(join(root, "docs/_generated", name), "utf8"));

describe("on an enriched aurora", () => {
  it("all four files come out as they were reviewed and as their schemas say, and a second time nothing changes", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await enrich({ modules: [], dryRun: false, onlyChangedSources: false }, at(root));
    await generateAll(root);
    for (const name of FILES) {
      const text = await readFile(join(root, "docs/_generated", name), "utf8");
      expect(text).toBe(await goldenText(`registry/${name}`, text));
    }
    expect(validateModuleRegistry((await readJson(root, FILES[0]!)) as JsonValue)).toEqual([]);
    expect(validateMetaRegistry((await readJson(root, FILES[1]!)) as JsonValue)).toEqual([]);
    const before = await snapshotTree(root);
    for (const { files } of await generateAll(root, LATER)) {
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
      await put(root, Object.fromEntries(FILES.map((name) => [`docs/_generated/${name}`, text])));
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

const manifestOf = (name: string) => JSON.stringify({ module: name, metadata: { status: "draft" } });

describe("the files of a module", () => {
  it("are its own, not those of nested modules, of git's ignored folders, or T4's own output", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    await put(root, {
      "module.manifest.json": manifestOf("all"),
      "README.md": "# All\n",
      "docs/how to (really).md": "# How | to\n",
      "tests/test_all.py": "",
      "inner/module.manifest.json": manifestOf("inner"),
      "inner/größe.md": "",
      "inner/x.spec.ts": "",
      "scratch/x.md": "",
      ".gitignore": "scratch/\n",
    });
    await git(root, "init", "-q");
    await generateAll(root);
    await generateAll(root);
    const { modules } = await readJson(root, "MODULE_REGISTRY.json");
    expect(modules).toMatchObject([
      { name: "all", path: ".", docs: ["README.md", "docs/how to (really).md"], tests: ["tests/test_all.py"] },
      { name: "inner", path: "inner", docs: ["inner/größe.md"], tests: ["inner/x.spec.ts"] },
    ]);
    const map = await readFile(join(root, "docs/_generated/DOCUMENTATION_MAP.md"), "utf8");
    expect(map).toContain("| other | [How \\| to](../how%20to%20%28really%29.md) | - |");
    expect(map).toContain("| other | [größe.md](../../inner/gr%C3%B6%C3%9Fe.md) | - |");
    for (const [, link = ""] of map.matchAll(/\]\(([^)]*)\)/g)) {
      expect((await readFile(join(root, "docs/_generated", decodeURIComponent(link)))).length).toBeGreaterThanOrEqual(
        0,
      );
    }
  });

  it("give the map title, type and status of front matter, else the highest heading", async () => {
    await using workspace = await emptyWorkspace();
    await put(workspace.root, {
      "a/module.manifest.json": manifestOf("a"),
      "a/1.md": "---\ntitle: Start <here>\ntype: tutorial\nstatus: wip\n---\n# Other\n",
      "a/2.md": "## Small\n\n# **Great** `one`\n",
      "a/3.md": "```\n# no heading\n```\n",
      "a/4.md": "---\ntitle: [\n---\n# Four\n",
      "a/5.md": `${"text\n".repeat(20_000)}# Too late\n`,
    });
    const report = await docsMap({ check: false }, at(workspace.root));
    const map = await readFile(join(workspace.root, "docs/_generated/DOCUMENTATION_MAP.md"), "utf8");
    expect(map.split("\n").filter((line) => line.includes("]("))).toEqual([
      "| tutorial | [Start &lt;here&gt;](../../a/1.md) | wip |",
      "| other | [Great one](../../a/2.md) | - |",
      "| other | [3.md](../../a/3.md) | - |",
      "| other | [Four](../../a/4.md) | - |",
      "| other | [5.md](../../a/5.md) | - |",
    ]);
    expect(report.findings).toMatchObject([
      { code: "E_FRONT_MATTER", severity: "warning", module: "a", file: "a/4.md" },
    ]);
  });

  it("are listed under their names when they cannot be read, with a finding", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    await put(root, { "a/module.manifest.json": manifestOf("a") });
    await writeFile(join(root, "a/latin.md"), Buffer.from([0x23, 0x20, 0xe4]));
    await symlink("/etc/hostname", join(root, "a/out.md"));
    const report = await docsMap({ check: false }, at(root));
    expect(report.findings.map(({ code, file }) => [code, file])).toEqual([
      ["E_ENCODING", "a/latin.md"],
      ["E_OUTSIDE", "a/out.md"],
    ]);
    const map = await readFile(join(root, "docs/_generated/DOCUMENTATION_MAP.md"), "utf8");
    expect(map).toContain("[latin.md]");
    expect(map).toContain("[out.md]");
  });
});

describe("what T4 wrote", () => {
  it.each(["gen", "gen/", "./gen", "a/../gen/md"])(
    "is no document of the module around it, in %s",
    async (generated) => {
      await using workspace = await emptyWorkspace();
      const { root } = workspace;
      const config = JSON.stringify({ generated });
      await put(root, { "module.manifest.json": manifestOf("all"), "t4.config.json": config, "generic.md": "" });
      await generateAll(root);
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
    await put(root, { "a/module.manifest.json": JSON.stringify(manifest) });
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
    await generateAll(root);
    await put(root, { "src/billing/NEW.md": "# New\n" });
    await generateAll(root, LATER);
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
          await enrich({ modules: [], dryRun: false, onlyChangedSources: false }, at(root));
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
    await enrich({ modules: [], dryRun: false, onlyChangedSources: false }, at(root));
    await generateAll(root);
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
    await generateAll(root);
    const before = await readFile(join(root, "docs/_generated/MODULE_REGISTRY.json"));
    await put(root, { "src/billing/NEW.md": "# New\n" });
    const failing = {
      ...nodeFiles,
      create: () => Promise.reject(Object.assign(new Error("full"), { code: "ENOSPC" })),
    };
    const context = testContext(root, failing);
    await expect(registry({ check: false }, context)).rejects.toMatchObject({ code: expect.stringMatching(/^E_/) });
    expect(await readFile(join(root, "docs/_generated/MODULE_REGISTRY.json"))).toEqual(before);
  });
});
