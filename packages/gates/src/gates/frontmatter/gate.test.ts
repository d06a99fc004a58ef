import type { JsonObject, JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { FrontMatter } from "../../facts.ts";
import { judge, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const SOUND: JsonObject = { module: "billing", type: "guide", title: "How dunning works", status: "stable" };

const at = (key: string) => ({ line: Object.keys(SOUND).indexOf(key) + 2, column: 1 });

function judged(data: JsonObject | undefined, more: Partial<FrontMatter> = {}) {
  const frontMatter: FrontMatter = { data, problem: undefined, at, ...more };
  const document = { module: "billing", path: "billing/a.md", links: [] };
  const documents = [
    { ...document, frontMatter },
    { ...document, path: "billing/b.md", frontMatter: undefined },
  ];
  const modules = new Set(["billing", "web-app", "a/b"]);
  return judge(gate, {
    documents: { documents, unreadable: [], targets: new Map(), modules },
    manifests: manifestsOf(),
  });
}

const codesOf = (key: string, value: JsonValue) => judged({ ...SOUND, [key]: value }).findings.map(({ code }) => code);

describe("frontmatter", () => {
  it("holds, and counts only the documents that have some", () => {
    expect(judged(SOUND)).toMatchObject({ findings: [], measured: 1, unmeasured: [] });
    expect(judged({ ...SOUND, sidebar: 3 }).findings).toEqual([]);
  });

  it.each(["web-app", "a/b"])("takes %s for the module that it is", (module) => {
    expect(codesOf("module", module)).toEqual([]);
  });

  it.each([
    ["module", "biling", "unknown-module"],
    ["module", "web app", "malformed-module"],
    ["module", 7, "malformed-module"],
    ["module", "x", "malformed-module"],
    ["module", "__proto__", "unknown-module"],
    ["type", "Guide", "unknown-type"],
    ["type", "constructor", "unknown-type"],
    ["title", "ab", "bad-title"],
    ["title", "  ab  ", "bad-title"],
    ["title", "x".repeat(121), "bad-title"],
    ["title", 2026, "bad-title"],
    ["status", "final", "unknown-status"],
    ["status", ["stable"], "unknown-status"],
    ["status", null, "missing-key"],
  ])("of %s %j is %s", (key, value, code) => {
    expect(codesOf(key, value)).toEqual([code]);
  });

  it.each(["abc", "x".repeat(120), "😀".repeat(120)])("takes titles at the limits", (title) => {
    expect(codesOf("title", title)).toEqual([]);
  });

  it("points at each key, and tells the findings of one document apart", () => {
    const { findings } = judged({ module: "no", type: "no", title: "no" });
    expect(findings.map(({ line, subject }) => `${line} ${subject}`)).toEqual([
      "2 billing/a.md\nmodule",
      "3 billing/a.md\ntype",
      "4 billing/a.md\ntitle",
      "5 billing/a.md\nstatus",
    ]);
  });

  it("is malformed where the YAML is", () => {
    const problem = { message: "Map keys must be unique", line: 4, column: 2 };
    const { findings } = judged(undefined, { problem });
    expect(findings).toMatchObject([{ code: "malformed", line: 4, column: 2 }]);
  });
});
