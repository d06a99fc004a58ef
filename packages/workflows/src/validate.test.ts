import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { copyFixture, emptyWorkspace, git, gitCommitAll, gitInit, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { tagProd, type TagProdReport } from "./tag-prod.ts";
import { put } from "./test-measure.ts";
import { validate } from "./validate.ts";

const at = (root: string) => testContext(root, nodeFiles, "2026-11-21T12:00:00Z");

async function verdicts(root: string, strict = false): Promise<Record<string, string>> {
  const { checks } = await validate({ strict }, at(root));
  return Object.fromEntries(checks.map(({ id, verdict }) => [id, verdict]));
}

const ALL_HELD = {
  registry: "held",
  "meta-registry": "held",
  "docs-map": "held",
  ledger: "held",
  "coverage-trend": "held",
  "bench-trend": "held",
  "registry-schema": "held",
  "meta-registry-schema": "held",
};

const REGISTRY = "docs/_generated/MODULE_REGISTRY.json";
const META = "docs/_generated/META_REGISTRY.json";

describe("validate", () => {
  it("holds on the governed workspace, eight checks, and breaks each with a mistake of its own", async () => {
    await using workspace = await copyFixture("governed");
    const { root } = workspace;
    expect(await verdicts(root)).toEqual(ALL_HELD);
    const mistakes: [broken: string[], path: string, edit: (text: string) => string][] = [
      [["registry", "registry-schema"], REGISTRY, (text) => text.replace('"module_count": 2', '"module_count": "2"')],
      [["meta-registry", "meta-registry-schema"], META, (text) => text.replace('"modules": [', '"module": [')],
      [["docs-map"], "docs/_generated/MODULE_INDEX.md", (text) => `${text}\n`],
      [["coverage-trend"], "trends/coverage_trend.csv", (text) => text.replace("100", "99")],
      [["bench-trend"], "trends/bench_trend.csv", (text) => `${text}x\n`],
    ];
    for (const [broken, path, edit] of mistakes) {
      const text = await readFile(join(root, path), "utf8");
      await writeFile(join(root, path), edit(text));
      const expected = Object.fromEntries(broken.map((id) => [id, "broken"]));
      expect({ path, ...(await verdicts(root)) }).toEqual({ path, ...ALL_HELD, ...expected });
      await writeFile(join(root, path), text);
    }
    const manifest = join(root, "src/wordcount/module.manifest.json");
    await writeFile(
      manifest,
      (await readFile(manifest, "utf8")).replace("text.word_count across", "text.word_count in"),
    );
    expect(await verdicts(root)).toMatchObject({ registry: "broken", ledger: "broken" });
  });

  it("stops at the first failure when it is strict, and says what was not made", async () => {
    await using workspace = await copyFixture("governed");
    await rm(join(workspace.root, META));
    const { checks, ok, summary } = await validate({ strict: true }, at(workspace.root));
    expect(checks.map(({ verdict }) => verdict)).toEqual([
      "held",
      "broken",
      ...Array.from({ length: 6 }, () => "skipped"),
    ]);
    expect(checks[1]).toMatchObject({ because: [`${META} is out of date`], fix: "t4 meta" });
    expect({ ok, summary }).toMatchObject({ ok: false, summary: { held: 1, broken: 1, skipped: 6 } });
  });

  it("names what does not apply, and never passes what cannot be measured", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await put(root, { "t4.config.json": {} });
    const { ok, summary } = await validate({ strict: true }, at(root));
    expect({ ok, summary }).toMatchObject({ ok: true, summary: { inapplicable: 8 } });
    await put(root, { ".git": "gitdir: nowhere" });
    const open = await validate({ strict: true }, at(root));
    expect(open).toMatchObject({ ok: false, summary: { undecidable: 1, skipped: 7 } });
  });

  it("breaks on files that still list modules when all of them are gone", async () => {
    await using workspace = await copyFixture("governed");
    const { root } = workspace;
    await rm(join(root, "src"), { recursive: true });
    await rm(join(root, "packages"), { recursive: true });
    expect(await verdicts(root)).toMatchObject({ registry: "broken", "meta-registry": "broken", "docs-map": "broken" });
  });
});

function tag(root: string, version?: string, dryRun = false): Promise<TagProdReport> {
  return tagProd({ version, dryRun }, at(root));
}

function tags(root: string): Promise<string> {
  return git(root, "for-each-ref", "--format=%(refname:short) %(objecttype)", "refs/tags");
}

describe("tag-prod", () => {
  it("tags a clean commit that passes, with the summary, the injected time and no signature, and only once", async () => {
    await using workspace = await copyFixture("governed");
    const { root } = workspace;
    await put(root, { "package.json": { version: "2.1.0-rc.1" } });
    const commit = await gitInit(root);
    await git(root, "config", "user.name", "Release");
    await git(root, "config", "user.email", "release@example.org");
    await git(root, "config", "tag.gpgSign", "true");
    const dry = await tag(root, undefined, true);
    expect(dry).toMatchObject({ tag: "v2.1.0-rc.1-prod", commit, branch: "main", tagged: false });
    expect(await tags(root)).toBe("");
    expect(await tag(root)).toMatchObject({ tagged: true });
    expect(await tags(root)).toBe("v2.1.0-rc.1-prod tag");
    const text = await git(root, "cat-file", "tag", "v2.1.0-rc.1-prod");
    expect(text).toContain(`object ${commit}`);
    expect(text).toContain(`tagger Release <release@example.org> ${Date.parse("2026-11-21T12:00:00Z") / 1000} `);
    expect(`${text}\n`.endsWith(dry.message)).toBe(true);
    expect(text).toContain("Checkpoint: 8 held, 0 inapplicable.");
    for (const version of [undefined, "v2.1.0-rc.1-prod"]) {
      await expect(tag(root, version)).rejects.toMatchObject({
        code: "E_TAG",
        message: "there is a tag v2.1.0-rc.1-prod already",
      });
    }
  });

  it("refuses what is none to tag, and says why", async () => {
    await using workspace = await copyFixture("governed");
    const { root } = workspace;
    const refusal = (version?: string) =>
      tag(root, version).then(
        () => "tagged",
        (error: Error) => error.message,
      );
    expect(await refusal("1.0.0")).toBe("the workspace is not a git checkout");
    await git(root, "init", "--quiet", "--initial-branch=main");
    expect(await refusal("1.0.0")).toBe("there is no commit yet");
    await put(root, { "package.json": { version: "1.0.0" }, "pyproject.toml": '[project]\nversion = "1.0.1"\n' });
    await gitCommitAll(root);
    expect(await refusal()).toBe("package.json says version 1.0.0, and pyproject.toml says 1.0.1");
    for (const odd of ["", "1..0", "1.0 0", "--delete", "1.0.0/../x", "1.x", "-prod"])
      expect(await refusal(odd)).toContain("is no version");
    await put(root, { "new.txt": "x" });
    expect(await refusal("1.0.0")).toBe("the tree is not clean: new.txt");
    await git(root, "add", "new.txt");
    expect(await refusal("1.0.0")).toBe("the tree is not clean: new.txt");
    await gitCommitAll(root);
    await git(root, "checkout", "--quiet", "--detach");
    expect(await refusal("1.0.0")).toContain("HEAD is detached");
    await git(root, "checkout", "--quiet", "main");
    await rm(join(root, REGISTRY));
    await gitCommitAll(root);
    expect(await tag(root, "1.0.0")).toMatchObject({ tagged: false, checkpoint: { ok: false } });
    await rm(join(root, "package.json"));
    await rm(join(root, "pyproject.toml"));
    await gitCommitAll(root);
    expect(await refusal()).toContain("no version is given");
    expect(await tags(root)).toBe("");
  });

  it("refuses when nothing was checked, or what was checked is not in the commit", async () => {
    await using folder = await emptyWorkspace();
    await put(folder.root, { "t4.config.json": {} });
    await gitInit(folder.root);
    await expect(tag(folder.root, "1.0.0")).rejects.toMatchObject({
      message: expect.stringContaining("no check applies"),
    });

    await using workspace = await copyFixture("governed");
    const { root } = workspace;
    await put(root, { ".gitignore": `.t4/\n${META}\n*.ndjson\n` });
    await gitInit(root);
    await expect(tag(root, "1.0.0", true)).rejects.toMatchObject({
      code: "E_TAG",
      message: expect.stringMatching(/git ignores, so the commit lacks it: .*META_REGISTRY\.json, .*\.ndjson/),
    });
    expect(await tags(root)).toBe("");
  });
});
