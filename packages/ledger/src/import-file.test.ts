import { encodeUtf8 } from "@t4/core";
import { describe, expect, it } from "vitest";
import { MAX_IMPORT_BYTES, readOlderFile } from "./import-file.ts";

const FILE = "old/billing.ndjson";
const read = (text: string, file = FILE) => readOlderFile(encodeUtf8(text), file);
const line = (value: object) => `${JSON.stringify(value)}\n`;

const change = { sha: "abc", timestamp: "2024-05-01T10:00:00Z", field: "/features", new: ["a"], confidence: "high" };
const operation = {
  operation: "enrich",
  timestamp: "2024-05-01T10:00:00Z",
  enrichment_sha: "abc",
  modules: ["b", "a"],
};
const changed = (more: object) => read(line({ ...change, ...more }))[0];

describe("a line of an older ledger", () => {
  it("is a change of the module that its file is named after, or that it names", () => {
    const all = { ...change, old: ["z"], extractor: "features", user: "ann" };
    const told = { field: "/features", old: ["z"], new: ["a"], extractor: "features", confidence: "high" };
    const at = "2024-05-01T10:00:00Z";
    expect(read(line(all))).toEqual([{ kind: "change", sha: "abc", at, module: "billing", change: told }]);
    expect(read(line(all), "old/team%2Fbilling.ndjson")[0]).toMatchObject({ module: "team/billing" });
    expect(changed({ module: "orders" })).toMatchObject({ module: "orders" });
  });

  it("is an operation on modules", () => {
    const { modules: _, ...bare } = operation;
    const at = "2024-05-01T10:00:00Z";
    const told = { kind: "operation", sha: "abc", at, operation: "enrich" };
    expect(read(line(operation), "a.jsonl")).toEqual([{ ...told, modules: ["a", "b"] }]);
    expect(read(line(bare), "a.jsonl")).toEqual([{ ...told, modules: [] }]);
  });

  it("takes null for nothing, and what is gone for removed", () => {
    const { new: _, ...bare } = change;
    expect(read(line({ ...bare, old: 1 }))[0]).toMatchObject({ change: { old: 1, removed: true } });
    const gone = changed({ old: null, new: null });
    expect(gone).toMatchObject({ change: { removed: true } });
    expect(gone).not.toHaveProperty("change.old");
    expect(gone).not.toHaveProperty("change.new");
  });

  it.each([
    ["features", "/features"],
    ["performance.observed", "/performance/observed"],
    ["/a~1b/c", "/a~1b/c"],
    ["a/b", "/a~1b"],
    ["", ""],
    ["coverage", "/testing/coverage_observed"],
    ["coverage_pct", "/testing/coverage_observed"],
    ["testing.coverage", "/testing/coverage_observed"],
    ["/testing/coverage_pct", "/testing/coverage_observed"],
    ["testing.coverage_target", "/testing/coverage_target"],
    ["performance.coverage", "/performance/coverage"],
    ["coverage.lines", "/coverage/lines"],
  ])("calls the field %j %s", (field, pointer) => {
    expect(changed({ field })).toMatchObject({ change: { field: pointer } });
  });

  it.each([["coverage"], ["coverage_pct"]])(
    "may give %s alone, of the file's module or of the operation's only one",
    (key) => {
      const { field: _, new: __, ...bare } = change;
      const told = { field: "/testing/coverage_observed", new: 81.5, extractor: "unknown", confidence: "high" };
      expect(read(line({ ...bare, [key]: 81.5 }))).toMatchObject([{ kind: "change", module: "billing", change: told }]);
      const measured = { ...operation, modules: ["orders"], [key]: 81.5 };
      expect(read(line(measured), "a.jsonl")).toMatchObject([
        { kind: "operation", modules: ["orders"] },
        { kind: "change", module: "orders", change: { ...told, confidence: "low" } },
      ]);
      expect(read(line({ ...operation, [key]: 81.5 }), "a.jsonl")).toHaveLength(1);
    },
  );

  it.each([
    ["2024-05-01T10:00:00Z", "2024-05-01T10:00:00Z"],
    ["2024-05-01T10:00:00.987654", "2024-05-01T10:00:00Z"],
    ["2024-05-01T12:00:00+02:00", "2024-05-01T10:00:00Z"],
    ["2024-05-01 10:00:00", "2024-05-01T10:00:00Z"],
    ["2024-05-01", "2024-05-01T00:00:00Z"],
    [1_714_557_600, "2024-05-01T10:00:00Z"],
    [1_714_557_600.75, "2024-05-01T10:00:00Z"],
    [1_714_557_600_123, "2024-05-01T10:00:00Z"],
  ])("takes %j for the time %s, as `timestamp` and as `ts`", (given, at) => {
    expect(changed({ timestamp: given })).toMatchObject({ at });
    expect(changed({ timestamp: undefined, ts: given })).toMatchObject({ at });
  });

  it.each([
    ["HIGH", "high"],
    [0.95, "high"],
    [0.7, "medium"],
    [0.1, "low"],
    [null, "low"],
    [undefined, "low"],
  ])("takes the confidence %j for %s", (confidence, word) => {
    expect(changed({ confidence })).toMatchObject({ change: { confidence: word } });
  });
});

describe("an older file", () => {
  it("may have blank lines, CRLF, no last line feed and a byte order mark", () => {
    expect(read(`\uFEFF${JSON.stringify(change)}\r\n\r\n\n${JSON.stringify({ ...change, sha: "d" })}`)).toHaveLength(2);
    expect(read("")).toEqual([]);
  });

  const good = line(change);
  it.each<[string, string, string, number, number | undefined, RegExp]>([
    ["no JSON", `${good}{"sha": oops}\n`, "E_JSON", 2, 9, /not valid JSON/],
    ["half a line", `${good}{"sha": "abc"`, "E_JSON", 2, 14, /not valid JSON/],
    ["a conflict", `${good}<<<<<<< HEAD\n`, "E_JSON", 2, 1, /not valid JSON/],
    ["a key twice", `${good}{"sha": "a", "sha": "b"}\n`, "E_JSON_DUPLICATE_KEY", 2, 14, /repeats the key/],
    ["deep nesting", `${good}\n${"[".repeat(100_000)}`, "E_JSON_DEPTH", 3, 65, /nests deeper/],
    ["a list", `[1]\n`, "E_IMPORT", 1, 1, /not an object/],
    ["neither", `{"sha": "a"}\n`, "E_IMPORT", 1, 1, /neither a "field" nor an "operation"/],
    ["no time", `{"sha": "a", "field": "x"}\n`, "E_IMPORT", 1, 1, /without a "timestamp"/],
    ["a bad time", `{"sha": "a", "field": "x", "ts": "soon"}\n`, "E_IMPORT", 1, 34, /"ts" that is not a time/],
    ["an endless time", `{"sha": "a", "field": "x", "ts": 1e300}\n`, "E_IMPORT", 1, 34, /not a time/],
    ["no sha", `{"ts": 1, "field": "x"}\n`, "E_IMPORT", 1, 1, /without "sha"/],
    ["an odd sha", `{"sha": 7, "ts": 1, "field": "x"}\n`, "E_IMPORT", 1, 9, /"sha" that is not a text/],
    ["a long sha", line({ ...change, sha: "a".repeat(201) }), "E_IMPORT", 1, 8, /1 to 200/],
    ["an odd field", `{"sha": "a", "ts": 1, "field": 7}\n`, "E_IMPORT", 1, 32, /"field" that is not a text/],
    ["odd modules", `{"operation": "x", "sha": "a", "ts": 1, "modules": 3}\n`, "E_IMPORT", 1, 52, /list of names/],
    [
      "an unnamed module",
      `{"operation": "x", "sha": "a", "ts": 1, "modules": [""]}\n`,
      "E_IMPORT",
      1,
      52,
      /list of names/,
    ],
    [
      "an odd confidence",
      `{"confidence": "sure", "sha": "a", "ts": 1, "field": "x"}\n`,
      "E_IMPORT",
      1,
      16,
      /"confidence" that is neither/,
    ],
    [
      "too sure",
      `{"confidence": 1.5, "sha": "a", "ts": 1, "field": "x"}\n`,
      "E_IMPORT",
      1,
      16,
      /"confidence" that is neither/,
    ],
    ["a number beyond doubles", `{"sha": "a", "ts": 1, "field": "x", "new": [1e999]}\n`, "E_IMPORT", 1, 1, /too large/],
  ])("is refused for %s, with file, line and column", (_, text, code, at, column, message) => {
    const fault = {
      code,
      file: FILE,
      line: at,
      column,
      message: expect.stringMatching(message),
      hint: /nothing was imported/,
    };
    expect(() => read(text)).toThrow(expect.objectContaining({ ...fault, hint: expect.stringMatching(fault.hint) }));
    expect(() => read(text)).toThrow(message);
  });

  it("must say which module a change is about", () => {
    expect(() => read(line(change), "old/changes.jsonl")).toThrow(/does not say which "module"/);
    expect(read(line({ ...change, module: "a" }), "old/changes.jsonl")).toHaveLength(1);
  });

  it("is refused when it is not UTF-8 or too large", () => {
    expect(() => readOlderFile(Uint8Array.of(0x7b, 0xff), FILE)).toThrow(
      expect.objectContaining({ code: "E_ENCODING", line: 1, column: 2 }),
    );
    expect(() => readOlderFile(new Uint8Array(MAX_IMPORT_BYTES + 1), FILE)).toThrow(
      expect.objectContaining({ code: "E_TOO_LARGE", file: FILE }),
    );
  });
});
