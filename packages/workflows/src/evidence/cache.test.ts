import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles, sha256 } from "@t4/core";
import { emptyWorkspace } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { type CachedEvidence, EvidenceCache } from "./cache.ts";

const FILE = ".t4/evidence.ndjson";
const PATH = "src/a/module.manifest.json";
const ENTRY: CachedEvidence = {
  subject: "subject",
  inputs: [
    ["src/a/claude.me", sha256("text")],
    ["src/a/absent.py", null],
  ],
  evidence: { outcomes: [], phrases: [], findings: [], draft: false, failed: false, whole: true },
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

const nothing = (): Promise<null> => Promise.resolve(null);

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

  it("loses of a damaged line its own module only, and takes none over from another key", async () => {
    await using workspace = await cachedWorkspace();
    const other = "src/b/module.manifest.json";
    await save(workspace.root, other, { ...ENTRY, subject: "subjekt" });
    const path = join(workspace.root, FILE);
    const whole = await readFile(path, "utf8");
    await writeFile(path, whole.replace("subjekt", "subject"));
    expect(await find(workspace.root)).toEqual(ENTRY);
    expect(await find(workspace.root, { path: other })).toBeUndefined();
    const foreign = whole.split("\n");
    await EvidenceCache.load(nodeFiles, workspace.root, "new").then((cache) =>
      cache.save(nodeFiles, workspace.root, new Set()),
    );
    await writeFile(path, [...(await readFile(path, "utf8")).trimEnd().split("\n"), ...foreign.slice(1)].join("\n"));
    expect(await find(workspace.root, { key: "new" })).toBeUndefined();
  });

  it("gives back what was kept in the same run, however much that is, and how it was settled", async () => {
    await using workspace = await cachedWorkspace();
    const cache = await EvidenceCache.load(nodeFiles, workspace.root, "key");
    const phrase = { kind: "weak", phrase: "A b", normalized: "a b", source: "a.md#L1" } as const;
    const paths = Array.from({ length: 600 }, (_, index) => `src/m${index}/module.manifest.json`);
    const entryOf = (path: string): CachedEvidence => ({
      ...ENTRY,
      evidence: { ...ENTRY.evidence, phrases: [phrase] },
      settled: {
        manifest: "sha",
        plan: {
          report: { module: path, path, status: "unchanged", changes: [], withheld: [], findings: [] },
          queue: { module: path, phrases: [phrase], withheld: [], conflicts: [] },
        },
      },
    });
    for (const path of paths) cache.keep(path, { ...ENTRY, subject: "before" });
    for (const path of paths) cache.keep(path, entryOf(path));
    await cache.save(nodeFiles, workspace.root, new Set([...paths, PATH]));
    const again = await EvidenceCache.load(nodeFiles, workspace.root, "key");
    for (const [reader, path] of [cache, again].flatMap((each) => paths.map((path) => [each, path] as const))) {
      expect(await reader.find(path, "subject", (input) => shaOf(join(workspace.root, input)))).toEqual(entryOf(path));
    }
    const bytes = await readFile(join(workspace.root, FILE));
    for (const path of paths.slice(0, 3)) again.keep(path, entryOf(path));
    await again.save(nodeFiles, workspace.root, new Set([...paths, PATH]));
    expect(await readFile(join(workspace.root, FILE))).toEqual(bytes);
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
      expect((await readdir(join(workspace.root, ".t4"))).sort()).toEqual([".gitignore", "evidence.ndjson"]);
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

  it("reads the lines of modules that are asked for, however long they are, and holds no others", async () => {
    await using workspace = await emptyWorkspace();
    const paths = ["src/a", "src/b", "src/c"].map((folder) => `${folder}/module.manifest.json`);
    const long: CachedEvidence = { ...ENTRY, subject: "long".repeat(1_000_000), inputs: [] };
    const saved = await EvidenceCache.load(nodeFiles, workspace.root, "key");
    for (const path of paths) saved.keep(path, path === paths[1] ? long : { ...ENTRY, inputs: [] });
    await saved.save(nodeFiles, workspace.root, new Set(paths));
    let read = 0;
    const files: FilePort = {
      ...nodeFiles,
      read: () => Promise.reject(new Error("nobody needs it whole")),
      readAt: async (path, start, into) => {
        read = into.length;
        return nodeFiles.readAt(path, start, into);
      },
    };
    const cache = await EvidenceCache.load(files, workspace.root, "key");
    expect(await cache.find(paths[2] ?? "", ENTRY.subject, nothing)).toEqual({ ...ENTRY, inputs: [] });
    expect(read).toBeLessThan(1000);
    expect(await cache.find(paths[1] ?? "", long.subject, nothing)).toEqual(long);
  });

  it("reads the line of a module once where there are few, until something else is kept", async () => {
    await using workspace = await cachedWorkspace();
    let reads = 0;
    const readAt: FilePort["readAt"] = async (...place) => {
      reads += 1;
      return nodeFiles.readAt(...place);
    };
    const cache = await EvidenceCache.load({ ...nodeFiles, readAt }, workspace.root, "key");
    const findAgain = (subject: string) => cache.find(PATH, subject, (input) => shaOf(join(workspace.root, input)));
    expect(await findAgain("subject")).toEqual(ENTRY);
    const before = reads;
    expect(await findAgain("subject")).toEqual(ENTRY);
    expect(await findAgain("other")).toBeUndefined();
    expect(reads).toBe(before);
    const paths = Array.from({ length: 300 }, (_, index) => `src/m${index}/module.manifest.json`);
    for (const path of [PATH, ...paths]) cache.keep(path, { ...ENTRY, subject: "other" });
    expect(await findAgain("other")).toEqual({ ...ENTRY, subject: "other" });
    await cache.save(nodeFiles, workspace.root, new Set([PATH, ...paths]));
    const large = await EvidenceCache.load({ ...nodeFiles, readAt }, workspace.root, "key");
    reads = 0;
    for (let times = 0; times < 2; times += 1)
      await large.find(PATH, "other", (input) => shaOf(join(workspace.root, input)));
    expect({ ofManyModules: reads }).toEqual({ ofManyModules: 2 });
  });

  it("does not answer from a file that another process replaced since", async () => {
    await using workspace = await cachedWorkspace();
    const cache = await EvidenceCache.load(nodeFiles, workspace.root, "key");
    await save(workspace.root, PATH, { ...ENTRY, subject: "another" });
    const shaNow = (input: string): Promise<string | null> => shaOf(join(workspace.root, input));
    expect(await cache.find(PATH, ENTRY.subject, shaNow)).toBeUndefined();
  });
});
