import { canonicalJson, encodeUtf8, sha256 } from "@t4/core";
import { describe, expect, it } from "vitest";
import { changeLines, isView, operationLine } from "./export-views.ts";
import type { Change, Run } from "./run.ts";

const ID = sha256("run");
const at = "2026-11-21T09:00:00Z";
const entry = (module: string | null, path: string) => ({ module, path, before: null, after: ID, changes: [] });
const run: Run = {
  id: ID,
  header: { t4: 1, op: "enrich", at, actor: "ann", reason: null, parents: [], modules: 3 },
  entries: [entry(null, "a.json"), entry("orders", "b.json"), entry("billing", "c.json"), entry("billing", "d.json")],
};
const source = { sha: "abc", at: "2024-05-01T10:00:00Z", operation: "fix" };
const imported: Run = {
  ...run,
  header: { ...run.header, op: "import", source },
  entries: [],
  imported: [{ module: "users", changes: [] }],
};
const change: Change = { field: "/x", old: 1, extractor: "x", confidence: "low" };

describe("the views of a run", () => {
  it("have a line for each change, with what was and what is, null for nothing", () => {
    const lines = changeLines(run, [
      { change, old: 1, value: [2] },
      { change: { field: "/y", new: 3, extractor: "y", confidence: "high" }, old: null, value: 3 },
    ]);
    expect(
      lines
        .split("\n")
        .slice(0, -1)
        .map((line): unknown => JSON.parse(line)),
    ).toEqual([
      { sha: ID, timestamp: at, field: "/x", old: 1, new: [2], extractor: "x", confidence: "low" },
      { sha: ID, timestamp: at, field: "/y", old: null, new: 3, extractor: "y", confidence: "high" },
    ]);
    expect(changeLines(run, [])).toBe("");
  });

  it("have a line for the run, with each module once", () => {
    const line = { operation: "enrich", timestamp: at, enrichment_sha: ID, modules: ["billing", "orders"] };
    expect(operationLine(run)).toBe(`${canonicalJson(line)}\n`);
  });

  it("tell of an import what and when it was, under the run's own id", () => {
    const line = { operation: "fix", timestamp: source.at, enrichment_sha: ID, modules: ["users"] };
    expect(operationLine(imported)).toBe(`${canonicalJson(line)}\n`);
    expect(changeLines(imported, [{ change, old: 1, value: 2 }])).toContain(`"timestamp":"${source.at}"`);
    const unnamed = { ...imported, header: { ...imported.header, source: { ...source, operation: null } } };
    expect(operationLine(unnamed)).toContain('"operation":"import"');
  });
});

describe("isView", () => {
  const lines = changeLines(run, [{ change, old: 1, value: 2 }]);

  it("knows what T4 derived", () => {
    expect(isView(encodeUtf8(lines + lines))).toBe(true);
    expect(isView(encodeUtf8(operationLine(run)))).toBe(true);
    expect(isView(new Uint8Array())).toBe(true);
  });

  const older = { sha: ID, timestamp: at, field: "/x", old: 1, new: 2, extractor: "x", confidence: "low" };
  it.each([
    ["keys in the order in which they are usually told", `${JSON.stringify(older)}\n`],
    ["spaces", lines.replace('"old":', '"old": ')],
    ["a key more", lines.replace('"confidence"', '"a":1,"confidence"')],
    ["a key less", lines.replace('"old":1,', "")],
    ["another name", lines.replace(ID, "abc123")],
    ["a half line", lines.slice(0, -1)],
    ["a blank line", `${lines}\n`],
    ["CRLF", lines.replace("\n", "\r\n")],
    ["a conflict", `<<<<<<< HEAD\n${lines}`],
    ["another file", '{"a":1}\n'],
  ])("does not take %s for its own", (_, text) => {
    expect(isView(encodeUtf8(text))).toBe(false);
  });

  it("does not take bytes for its own that are not UTF-8, or nest without end", () => {
    expect(
      isView(Buffer.concat([encodeUtf8(lines.slice(0, -3)), Uint8Array.of(0xff), encodeUtf8(lines.slice(-3))])),
    ).toBe(false);
    expect(isView(encodeUtf8(`${"[".repeat(200_000)}\n`))).toBe(false);
  });
});
