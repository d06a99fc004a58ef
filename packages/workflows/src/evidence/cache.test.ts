import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles, sha256 } from "@t4/core";
import { emptyWorkspace } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { type CachedEvidence, EvidenceCache } from "./cache.ts";

const FILE = ".t4/evidence.json";
const PATH = "src/a/module.manifest.json";
const ENTRY: CachedEvidence = {
  subject: "subject",
  inputs: [
    ["src/a/claude.me", sha256("text")],
    ["src/a/absent.py", null],
  ],
  evidence: { outcomes: [], phrases: [], findings: [], draft: false, failed: false },
};

/** A workspace with a module's document, and a cache that knows it. */
async function cachedWorkspace() {
  const workspace = await emptyWorkspace();
  await mkdir(join(workspace.root, "src/a"), { recursive: true });
  await writeFile(join(workspace.root, "src/a/claude.me"), "text");
  await save(workspace.root, PATH, ENTRY);
  return workspace;
}

async function save(root: string, path: string, entry: CachedEvidence): Promise<void> {
  const cache = await EvidenceCache.load(nodeFiles, root, "key");
  cache.keep(path, entry);
  await cache.save(nodeFiles, root, new Set([PATH, "src/b/module.manifest.json"]));
}

async function find(root: string, { key = "key", subject = "subject", path = PATH } = {}) {
  const cache = await EvidenceCache.load(nodeFiles, root, key);
  return cache.find(path, subject, (input) => shaOf(join(root, input)));
}

async function shaOf(path: string): Promise<string | null> {
  return nodeFiles.read(path).then(
    (bytes) => sha256(bytes),
    () => null,
  );
}

describe("EvidenceCache", () => {
  it("answers while everything that was read is as it was", async () => {
    await using workspace = await cachedWorkspace();
    expect(await find(workspace.root)).toEqual(ENTRY);
  });

  it("does not answer for another subject, under another key or for another module", async () => {
    await using workspace = await cachedWorkspace();
    expect(await find(workspace.root, { subject: "other" })).toBeUndefined();
    expect(await find(workspace.root, { key: "other" })).toBeUndefined();
    expect(await find(workspace.root, { path: "src/b/module.manifest.json" })).toBeUndefined();
    expect(await find(workspace.root, { path: "__proto__" })).toBeUndefined();
  });

  it("does not answer once a source changed, appeared or went away", async () => {
    for (const [path, text] of [
      ["src/a/claude.me", "other"],
      ["src/a/absent.py", ""],
    ] as const) {
      await using workspace = await cachedWorkspace();
      await writeFile(join(workspace.root, path), text);
      expect(await find(workspace.root)).toBeUndefined();
    }
  });

  it("is empty when its file is damaged", async () => {
    await using workspace = await cachedWorkspace();
    const whole = await readFile(join(workspace.root, FILE), "utf8");
    const body = JSON.stringify({ key: "key", modules: [] });
    const damaged = [
      "",
      "\n",
      "not json",
      whole.slice(0, -20),
      whole.slice(1),
      whole.replace("subject", "subjekt"),
      `${sha256("null")}\nnull\n`,
      `${sha256(body)}\n${body}\n`,
    ];
    for (const text of damaged) {
      await writeFile(join(workspace.root, FILE), text);
      expect(await find(workspace.root)).toBeUndefined();
    }
  });

  it("keeps the modules that a run left out, and forgets those that are gone", async () => {
    await using workspace = await cachedWorkspace();
    await save(workspace.root, "src/b/module.manifest.json", ENTRY);
    expect(await find(workspace.root)).toEqual(ENTRY);
    await save(workspace.root, "src/gone/module.manifest.json", ENTRY);
    const cache = await EvidenceCache.load(nodeFiles, workspace.root, "key");
    await cache.save(nodeFiles, workspace.root, new Set([PATH]));
    expect(await find(workspace.root)).toEqual(ENTRY);
    expect(await find(workspace.root, { path: "src/b/module.manifest.json" })).toBeUndefined();
  });

  it("removes what a killed process left, also when there is nothing to write", async () => {
    await using workspace = await cachedWorkspace();
    const draft = join(workspace.root, `${FILE}.123.tmp`);
    for (const entry of [ENTRY, { ...ENTRY, subject: "another" }]) {
      await writeFile(draft, "half");
      await save(workspace.root, PATH, entry);
      expect((await readdir(join(workspace.root, ".t4"))).sort()).toEqual([".gitignore", "evidence.json"]);
    }
  });

  it("is ignored by git, also after a process that was stopped short", async () => {
    await using workspace = await cachedWorkspace();
    await writeFile(join(workspace.root, ".t4/.gitignore"), "");
    await save(workspace.root, PATH, { ...ENTRY, subject: "another" });
    expect(await readFile(join(workspace.root, ".t4/.gitignore"), "utf8")).toBe("*\n");
  });

  it("is ignored by git, and no failure when it cannot be written", async () => {
    await using workspace = await cachedWorkspace();
    expect(await readFile(join(workspace.root, ".t4/.gitignore"), "utf8")).toBe("*\n");
    await using other = await emptyWorkspace();
    await writeFile(join(other.root, ".t4"), "a file where the folder should be");
    await save(other.root, PATH, ENTRY);
    expect(await readFile(join(other.root, ".t4"), "utf8")).toBe("a file where the folder should be");
  });
});
