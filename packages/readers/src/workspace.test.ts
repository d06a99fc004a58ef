import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DEFAULT_CONFIG, DEFAULT_FLAGS } from "@t4/contracts";
import { nodeFiles, type JsonValue } from "@t4/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openWorkspace } from "./workspace.ts";

let base = "";
let root = "";
let shipped = "";
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "t4-workspace-"));
  root = join(base, "root");
  shipped = join(base, "shipped");
  put(join(shipped, "features.json"), { "shipped.key": entry("Shipped") });
  put(join(shipped, "capabilities.json"), { cap: { title: "Cap", synonyms: [] } });
  put(join(shipped, "tags.json"), { allowed: ["lane:*"] });
  mkdirSync(root);
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const entry = (title: string) => ({ title, category: "c", synonyms: [] });

function put(path: string, content: JsonValue | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
}

const open = (configPath?: string) => openWorkspace({ files: nodeFiles, root, configPath, shippedVocabulary: shipped });

describe("openWorkspace", () => {
  it("gives an empty folder all the defaults and the shipped vocabulary", async () => {
    const workspace = await open();
    expect(workspace).toMatchObject({ root, config: DEFAULT_CONFIG, flags: DEFAULT_FLAGS, schema: undefined });
    expect(workspace.vocabularyData).toEqual({
      features: { "shipped.key": entry("Shipped") },
      capabilities: { cap: { title: "Cap", synonyms: [] } },
      tags: ["lane:*"],
      rejected: [],
    });
    expect(workspace.settingsSha).toMatch(/^[0-9a-f]{64}$/);
  });

  it("takes each vocabulary file that the workspace has, and the shipped one for the others", async () => {
    put(join(root, "vocab/features.json"), { "own.key": entry("Own") });
    put(join(root, "vocab/rejected.json"), { rejected: ["overview"] });
    const { vocabularyData } = await open();
    expect(Object.keys(vocabularyData.features)).toEqual(["own.key"]);
    expect(Object.keys(vocabularyData.capabilities)).toEqual(["cap"]);
    expect(vocabularyData.rejected).toEqual(["overview"]);
  });

  it("reads what the config names instead of the conventional places", async () => {
    put(join(root, "t4.config.json"), { vocab: "words", flags: "strict.json", schema: "own.schema.json" });
    put(join(root, "words/features.json"), { "own.key": entry("Own") });
    put(join(root, "strict.json"), { min_doc_chars: 7 });
    put(join(root, "own.schema.json"), "{}");
    const workspace = await open();
    expect(workspace.flags.min_doc_chars).toBe(7);
    expect(workspace.schema).toMatchObject({ path: "own.schema.json", text: "{}" });
    expect(Object.keys(workspace.vocabularyData.features)).toEqual(["own.key"]);
  });

  it("changes its settings hash with every setting, and only then", async () => {
    const seen = new Set([(await open()).settingsSha]);
    const files: [string, JsonValue][] = [
      ["vocab/features.json", { "own.key": entry("Own") }],
      ["vocab/tags.json", { allowed: ["team:*"] }],
      ["schemas/flags.json", { min_doc_chars: 7 }],
      ["schemas/module.manifest.schema.json", {}],
      ["t4.config.json", { ignore: ["x"] }],
    ];
    for (const [path, content] of files) {
      put(join(root, path), content);
      seen.add((await open()).settingsSha);
    }
    expect(seen.size).toBe(files.length + 1);
    put(join(root, "unrelated.json"), {});
    expect(seen.has((await open()).settingsSha)).toBe(true);
  });

  it.each(["vocab", "flags", "schema"])("says when the %s that the config names is not there", async (key) => {
    put(join(root, "t4.config.json"), { [key]: "missing" });
    await expect(open()).rejects.toMatchObject({ code: "E_CONFIG", message: expect.stringContaining("missing") });
  });

  it("takes --config relative to the root, or from anywhere when absolute", async () => {
    put(join(root, "other.json"), { ignore: ["a"] });
    put(join(base, "outside.json"), { ignore: ["b"] });
    expect((await open("other.json")).config.ignore).toEqual(["a"]);
    expect((await open(join(base, "outside.json"))).config.ignore).toEqual(["b"]);
    await expect(open("missing.json")).rejects.toMatchObject({ code: "E_CONFIG", file: "missing.json" });
  });

  it("refuses an unknown config key with its place", async () => {
    put(join(root, "t4.config.json"), '{\n  "ignroe": []\n}\n');
    await expect(open()).rejects.toMatchObject({ code: "E_CONFIG", file: "t4.config.json", line: 2 });
  });

  it.each([
    ["not JSON", "{\n  nope\n}", 2],
    ["a wrong shape", '{\n  "a.b": { "title": 1, "category": "c", "synonyms": [] }\n}', 2],
    ["a repeated key", '{\n"a": 1,\n"a": 2}', 3],
  ])("refuses a vocabulary that is %s, with its place", async (_what, text, line) => {
    put(join(root, "vocab/features.json"), text);
    await expect(open()).rejects.toMatchObject({ code: "E_VOCAB", file: "vocab/features.json", line });
  });

  it.each(["t4.config.json", "schemas/flags.json", "vocab/features.json", "vocab/tags.json"])(
    "says of a byte order mark in %s what it is",
    async (file) => {
      put(join(root, file), "\uFEFF{}\n");
      await expect(open()).rejects.toMatchObject({ code: "E_ENCODING", file, line: 1, column: 1 });
    },
  );

  it("refuses a root that is missing or no folder", async () => {
    put(join(base, "file"), "");
    for (const path of [join(base, "missing"), join(base, "file")]) {
      const opened = openWorkspace({ files: nodeFiles, root: path, shippedVocabulary: shipped });
      await expect(opened).rejects.toMatchObject({ code: "E_ROOT" });
    }
  });

  it.each(["features.json", "tags.json"])(
    "never takes the shipped %s for a link that leads nowhere or out",
    async (name) => {
      mkdirSync(join(root, "vocab"));
      put(join(base, "outside.json"), {});
      for (const [target, code] of [
        ["missing.json", "E_VOCAB"],
        [join(base, "missing.json"), "E_VOCAB"],
        [join(base, "outside.json"), "E_OUTSIDE"],
      ] as const) {
        symlinkSync(target, join(root, "vocab", name));
        await expect(open()).rejects.toMatchObject({ code, file: `vocab/${name}` });
        rmSync(join(root, "vocab", name));
      }
    },
  );

  it("never takes the shipped vocabulary for a folder that is a link to nowhere, or a file", async () => {
    symlinkSync("missing", join(root, "vocab"));
    await expect(open()).rejects.toMatchObject({ code: "E_VOCAB", file: "vocab" });
    rmSync(join(root, "vocab"));
    put(join(root, "vocab"), "text");
    await expect(open()).rejects.toMatchObject({ code: "E_VOCAB", file: "vocab" });
  });

  it("never reads settings from outside the workspace", async () => {
    put(join(base, "outside/features.json"), {});
    symlinkSync(join(base, "outside"), join(root, "vocab"));
    await expect(open()).rejects.toMatchObject({ code: "E_OUTSIDE" });
  });
});
