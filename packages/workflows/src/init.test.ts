import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, diffTrees, emptyWorkspace, git, gitInit, putFiles, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { init, type InitReport } from "./init.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";

const T4 = { name: "@t4/cli", version: "0.1.0" };
const SETTINGS = [
  ".github/workflows/t4.yml",
  "Makefile",
  "mk/t4.mk",
  "schemas/flags.json",
  "t4.config.json",
  "vocab/tags.json",
];
const KEPT = ["t4.config.json", "schemas/flags.json", "vocab/tags.json", "mk/t4.mk", ".github/workflows/t4.yml"];

function plan(root: string): Promise<InitReport> {
  return init({ apply: false, t4: T4 }, testContext(root));
}

function apply(root: string): Promise<InitReport> {
  return init({ apply: true, t4: T4 }, testContext(root));
}

function foldersOf(report: InitReport): Record<string, string> {
  return Object.fromEntries(report.modules.map(({ folder, module }) => [folder, module]));
}

const LIBRARY = {
  "src/pay/__init__.py": '"""Takes payments."""\nfrom .core import charge\n__all__ = ["charge"]\n',
  "src/pay/core.py": `def charge(amount):\n    """${"Charges a card once, however often it is asked. ".repeat(3)}"""\n`,
  "src/crm/__init__.py": "",
  "src/crm/claude.me": "# CRM\n\n## Features\n\n- Partial refunds\n",
  CODEOWNERS: "* @acme/platform\n/src/pay/ @acme/payments\n",
};

describe("init", () => {
  it("plans without writing anything", async () => {
    await using folder = await emptyWorkspace();
    await putFiles(folder.root, LIBRARY);
    const before = await snapshotTree(folder.root);
    const report = await plan(folder.root);
    expect(report).toMatchObject({
      run: null,
      apply: false,
      governed: 0,
      kept: [],
      by_hand: [],
      left_out: [],
      findings: [],
    });
    expect(foldersOf(report)).toEqual({ "src/crm": "crm", "src/pay": "pay" });
    expect(report.files.map(({ path }) => path).sort()).toEqual(SETTINGS);
    expect(diffTrees(before, await snapshotTree(folder.root))).toEqual([]);
  });

  it("writes it all as one run, which the next revert takes back to the byte", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, LIBRARY);
    await gitInit(root);
    const before = await snapshotTree(root, { except: [".git"] });
    expect((await apply(root)).run).toMatch(/^20261121T090000Z-/);
    expect(await verifyLedger({}, testContext(root))).toMatchObject({
      verified: true,
      runs: 1,
      lines: 8,
      manifests: 2,
    });
    expect(await readFile(join(root, "src/pay/module.manifest.json"), "utf8")).toContain('"@acme/payments"');
    await revert({ aim: "last", modules: [], reason: null, dryRun: false }, testContext(root));
    const left = diffTrees(before, await snapshotTree(root, { except: [".git"] }), { mtimes: false });
    expect(left.filter(({ path }) => !/^(?:manifests|\.t4)/.test(path))).toEqual(
      [".github", ".github/workflows", "mk", "schemas", "vocab"].map((path) => ({ path, change: "added" })),
    );
    expect(foldersOf(await plan(root))).toEqual({ "src/crm": "crm", "src/pay": "pay" });
    expect((await apply(root)).run).not.toBeNull();
    expect(await verifyLedger({}, testContext(root))).toMatchObject({ verified: true, runs: 3 });
  });

  it("leaves a workspace in which enrichment settles at once", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, LIBRARY);
    await apply(root);
    const input = { modules: [], dryRun: false };
    const first = await enrich(input, testContext(root));
    expect(first.report.summary).toMatchObject({ modules: 2, changed: 2, failed: 0 });
    expect((await enrich(input, testContext(root))).report).toMatchObject({ run: null, summary: { changed: 0 } });
    expect(await verifyLedger({}, testContext(root))).toMatchObject({ verified: true, runs: 2 });
  });

  it("proposes only what is new the next time", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, LIBRARY);
    await apply(root);
    const before = await snapshotTree(root);
    expect(await apply(root)).toMatchObject({ run: null, modules: [], files: [], governed: 2, kept: KEPT });
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
    await putFiles(root, { "lib/pay/package.json": '{"name": "@acme/pay"}' });
    const report = await apply(root);
    expect(foldersOf(report)).toEqual({ "lib/pay": "acme.pay" });
    expect(report.files).toEqual([]);
  });

  it("brings back a file that somebody removed, and the ledger tells of it", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, LIBRARY);
    await apply(root);
    await rm(join(root, "mk/t4.mk"));
    await rm(join(root, "t4.config.json"));
    expect((await apply(root)).files.map(({ path }) => path)).toEqual(["t4.config.json", "mk/t4.mk"]);
    expect(await verifyLedger({}, testContext(root))).toMatchObject({ verified: true, runs: 3 });
    await revert({ aim: "last", modules: [], reason: null, dryRun: false }, testContext(root));
    expect(await verifyLedger({}, testContext(root))).toMatchObject({ verified: true });
  });

  it("offers no module to a workspace that people have set up, and their modules without manifests", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    const governed = await plan(root);
    expect(governed).toMatchObject({ modules: [], governed: 18, findings: [], left_out: [] });
    await Promise.all(["src/billing", "services/notifier"].map((dir) => rm(join(root, dir, "module.manifest.json"))));
    expect((await plan(root)).modules).toMatchObject([
      { module: "notifier", folder: "services/notifier", owners: ["@aurora/customer-comms"] },
      { module: "billing", folder: "src/billing", owners: ["@aurora/payments"] },
    ]);
  });

  it("works in an empty folder, and says that it found no module", async () => {
    await using folder = await emptyWorkspace();
    const report = await apply(folder.root);
    expect(report.modules).toEqual([]);
    expect(report.files.map(({ path }) => path).sort()).toEqual(SETTINGS);
    expect(report.run).not.toBeNull();
  });
});

describe("what is there already", () => {
  it("stays as it is", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    const own = {
      Makefile: "quality:\n\truff check\n",
      "t4.config.json": '{"vocab": "words", "ignore": ["old"]}',
      "words/tags.json": '{"allowed": ["lane:*"]}',
      "mk/t4.mk": "# mine\n",
      "src/pay/module.manifest.json": '{"module": "payments"}',
      "src/odd/module.manifest.json": "torn",
    };
    await putFiles(root, { ...LIBRARY, ...own, "old/x/__init__.py": "", "src/odd/__init__.py": "" });
    const report = await apply(root);
    expect(foldersOf(report)).toEqual({ "src/crm": "crm" });
    expect(report.files.map(({ path }) => path)).toEqual(["schemas/flags.json", ".github/workflows/t4.yml"]);
    expect(report.kept).toEqual(["t4.config.json", "words/tags.json", "mk/t4.mk"]);
    expect(report.by_hand.map(({ path }) => path)).toEqual(["mk/t4.mk", "Makefile"]);
    expect(report.findings.map(({ file }) => file)).toEqual(["src/odd/module.manifest.json"]);
    for (const [path, text] of Object.entries(own)) expect(await readFile(join(root, path), "utf8")).toBe(text);
  });

  it("is somebody else's where T4 cannot read it, unless a config names it", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, { ...LIBRARY, "schemas/flags.json": '{"dark_mode": true}', "vocab/tags.json": '["red"]' });
    await apply(root);
    expect(JSON.parse(await readFile(join(root, "t4.config.json"), "utf8"))).toMatchObject({
      flags: "manifests/flags.json",
      vocab: "manifests/vocab",
    });
    expect(await readFile(join(root, "schemas/flags.json"), "utf8")).toBe('{"dark_mode": true}');
    const { report } = await enrich({ modules: [], dryRun: true }, testContext(root));
    expect(report.summary).toMatchObject({ modules: 2, failed: 0 });
    await writeFile(join(root, "t4.config.json"), "{}");
    await expect(plan(root)).rejects.toMatchObject({ code: "E_CONFIG", file: "schemas/flags.json" });
  });

  it("is somebody else's, too, where it cannot be decoded", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, { ...LIBRARY, "vocab/tags.json": '\uFEFF{"allowed": []}' });
    await apply(root);
    const config = JSON.parse(await readFile(join(root, "t4.config.json"), "utf8"));
    expect(config).toMatchObject({ vocab: "manifests/vocab" });
  });

  it("is said to be in the way where it is no file, and nothing is followed out", async () => {
    await using outside = await emptyWorkspace();
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(outside.root, { "pay/__init__.py": "", "package.json": '{"name": "secret"}' });
    await putFiles(root, { ...LIBRARY, schemas: "a file", "app/x.ts": "" });
    await mkdir(join(root, "src/pay/module.manifest.json"));
    await symlink(outside.root, join(root, ".github"));
    await symlink(join(outside.root, "pay"), join(root, "linked"));
    await symlink(join(outside.root, "package.json"), join(root, "app/package.json"));
    await symlink("src", join(root, "again"));
    const report = await apply(root);
    expect(foldersOf(report)).toEqual({ "src/crm": "crm" });
    expect(report.left_out).toEqual([
      { path: "app/package.json", why: "app/package.json leads out of the workspace" },
      { path: "src/pay", why: "src/pay/module.manifest.json is a folder" },
      { path: "schemas/flags.json", why: "schemas is no folder" },
      { path: ".github/workflows/t4.yml", why: ".github leads out of the workspace" },
    ]);
    expect([...(await snapshotTree(outside.root)).keys()]).toEqual(["", "package.json", "pay", "pay/__init__.py"]);
  });
});

describe("a folder mk that leads out", () => {
  it("gets neither targets, nor what would include them, nor advice on them", async () => {
    await using outside = await emptyWorkspace();
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(outside.root, { "t4.mk": "quality:\n" });
    await putFiles(root, LIBRARY);
    await symlink(outside.root, join(root, "mk"));
    const report = await apply(root);
    expect(report.left_out).toMatchObject([{ path: "mk/t4.mk" }]);
    expect(report.by_hand).toEqual([]);
    expect(report.files.map(({ path }) => path)).not.toContain("Makefile");
    const workflow = await readFile(join(root, ".github/workflows/t4.yml"), "utf8");
    expect(workflow).toContain("      - run: npx --yes --package=@t4/cli@0.1.0 -- t4 quality\n");
    expect(workflow).not.toContain("make");
  });
});

describe("odd repositories", () => {
  it("have a name for every folder, or are told why not", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    const names = ["with space", "größe", "日本", "2fa", "a-b", "a_b", "line\nbreak", "back\\slash"];
    await putFiles(root, Object.fromEntries(names.map((name) => [`${name}/CLAUDE.md`, ""])));
    await git(root, "init", "--quiet");
    const report = await apply(root);
    expect(report.left_out).toEqual([{ path: "back\\slash", why: "T4 writes no file under such a name" }]);
    expect(foldersOf(report)).toMatchObject({
      "with space": "with_space",
      größe: "gro_e",
      "2fa": "_2fa",
      "line\nbreak": "line_break",
    });
    const { report: enriched } = await enrich({ modules: [], dryRun: true }, testContext(root));
    expect(enriched.summary).toMatchObject({ modules: 7, failed: 0 });
  });

  it.runIf(process.platform === "linux")("have names that are not UTF-8, which nothing is written under", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    const odd = Buffer.concat([Buffer.from(`${root}/libs`), Buffer.from([0xff])]);
    await mkdir(Buffer.concat([odd, Buffer.from("/pay")]), { recursive: true });
    await writeFile(Buffer.concat([odd, Buffer.from("/pay/CLAUDE.md")]), "");
    await git(root, "init", "--quiet");
    const report = await plan(root);
    expect(report.modules).toEqual([]);
    expect(report.left_out).toEqual([{ path: "libs\uFFFD", why: "its name is not valid UTF-8" }]);
  });

  it("have files that cannot be read, which are named", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, {
      ...LIBRARY,
      "a/package.json": "{",
      "b/package.json": "[]",
      "c/tests/package.json": "{",
      "package.json": '{"workspaces": ["*"]}',
      "dd/package.json": '{"name": "dd"}',
    });
    await writeFile(join(root, "CODEOWNERS"), Buffer.from([0xff]));
    const report = await plan(root);
    expect(report.left_out.map(({ path }) => path)).toEqual(["CODEOWNERS", "a/package.json", "b/package.json"]);
    expect(foldersOf(report)).toEqual({ dd: "dd", "src/crm": "crm", "src/pay": "pay" });
    expect(report.modules.flatMap(({ owners }) => owners)).toEqual([]);
  });

  it("have members of workspaces that are examples, which are named", async () => {
    await using folder = await emptyWorkspace();
    const member = '{"name": "x"}';
    await putFiles(folder.root, {
      "package.json": '{"workspaces": ["packages/*", "examples/*"]}',
      "packages/a/package.json": member,
      "packages/b/package.json": member,
      "examples/a/package.json": member,
      "node_modules/x/package.json": member,
    });
    const report = await plan(folder.root);
    expect(foldersOf(report)).toEqual({ "packages/a": "a", "packages/b": "b" });
    expect(report.left_out).toMatchObject([{ path: "examples/a" }]);
  });

  it("have a schema of their own that asks for more", async () => {
    await using folder = await emptyWorkspace();
    const schema = { $schema: "https://json-schema.org/draft/2020-12/schema", type: "object", required: ["ownership"] };
    await putFiles(folder.root, {
      ...LIBRARY,
      CODEOWNERS: "/src/pay/ @acme/pay",
      "schemas/module.manifest.schema.json": JSON.stringify(schema),
    });
    const report = await plan(folder.root);
    expect(foldersOf(report)).toEqual({ "src/pay": "pay" });
    expect(report.left_out).toMatchObject([{ path: "src/crm", why: expect.stringContaining("ownership") }]);
  });
});

describe("git", () => {
  it("is asked what it ignores, and the answer is passed on", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, { ...LIBRARY, ".gitignore": "*.json\n/mk\n" });
    await gitInit(root);
    const [advice] = (await plan(root)).by_hand;
    expect(advice).toMatchObject({
      path: ".gitignore",
      what: expect.stringMatching(/^git ignores src\/crm\/module\.manifest\.json and 6 more/),
    });
    await writeFile(join(root, ".gitignore"), "node_modules\n");
    expect((await plan(root)).by_hand).toEqual([]);
  });

  it("has its workflows at the top of the checkout, and nowhere else", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await putFiles(root, { "part/pay/__init__.py": "", ".gitlab-ci.yml": "" });
    await gitInit(root);
    expect((await plan(join(root, "part"))).files.map(({ path }) => path)).not.toContain(".github/workflows/t4.yml");
    const top = await plan(root);
    expect(top.files.map(({ path }) => path)).not.toContain(".github/workflows/t4.yml");
    expect(top.by_hand).toMatchObject([{ path: ".gitlab-ci.yml", what: expect.stringContaining("make quality") }]);
    await putFiles(root, {
      ".github/CODEOWNERS": "* @acme/all",
      CODEOWNERS: "* @acme/root",
      "docs/CODEOWNERS": "* @acme/docs",
    });
    expect((await plan(root)).files.map(({ path }) => path)).toContain(".github/workflows/t4.yml");
    expect((await plan(root)).modules).toMatchObject([{ owners: ["@acme/all"] }]);
  });
});

it("overtakes nobody: what another writer made meanwhile is left alone", async () => {
  await using folder = await emptyWorkspace();
  const { root } = folder;
  await putFiles(root, LIBRARY);
  const context = testContext(root);
  const files = { ...context.files };
  files.create = async (path, bytes, mode) => {
    if (path.endsWith(".pending")) await putFiles(root, { "src/pay/module.manifest.json": "{}" });
    return context.files.create(path, bytes, mode);
  };
  await expect(init({ apply: true, t4: T4 }, { ...context, files })).rejects.toMatchObject({ code: "E_CHANGED" });
  expect(await readFile(join(root, "src/pay/module.manifest.json"), "utf8")).toBe("{}");
  await expect(readFile(join(root, "t4.config.json"))).rejects.toThrow("ENOENT");
});
