import { canonicalJson, sha256, type JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { parseRun, parseRunHead } from "./parse-run.ts";
import { runFileName, serializeRun } from "./run-file.ts";
import type { RunEntry } from "./run.ts";

const SHA_A = sha256("a");
const SHA_B = sha256("b");
const header = {
  op: "enrich",
  at: "2026-11-21T09:00:00Z",
  actor: "ann@example.org",
  reason: null,
  parents: [SHA_B, SHA_A],
};
const entry: RunEntry = {
  module: "billing",
  path: "src/billing/module.manifest.json",
  before: SHA_A,
  after: SHA_B,
  changes: [{ field: "/features", new: ["payments"], extractor: "features", confidence: "high" }],
};
const other: RunEntry = { ...entry, module: null, path: "a.json", before: null, changes: [] };

function edit(change: (text: string) => string): [Uint8Array, string] {
  const text = change(new TextDecoder().decode(serializeRun({ header, entries: [entry, other] }).bytes));
  const at = /"at":"([^"]*)"/.exec(text)?.[1] ?? header.at;
  return [Buffer.from(text), `runs/${runFileName(at, sha256(text))}`];
}

describe("serializeRun", () => {
  it("gives canonical lines, sorted by path, and an id that is the hash of the bytes", () => {
    const { bytes, id, fileName } = serializeRun({ header, entries: [entry, other] });
    const lines = new TextDecoder().decode(bytes).split("\n");
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain(`"modules":2,"op":"enrich","parents":["${[SHA_A, SHA_B].sort().join('","')}"]`);
    expect(lines[1]).toContain('"path":"a.json"');
    expect(id).toBe(sha256(bytes));
    expect(fileName).toBe(`20261121T090000Z-${id.slice(0, 8)}.ndjson`);
  });

  it("is read back as it was", () => {
    const { bytes, id, fileName } = serializeRun({ header, entries: [entry, other] });
    for (const name of [fileName, `${fileName}.pending`]) {
      const run = parseRun(bytes, `manifests/.ledger/runs/${name}`);
      expect(run.id).toBe(id);
      expect(run.entries).toEqual([other, entry]);
      expect(run.header).toEqual({ ...header, t4: 1, modules: 2, parents: [SHA_A, SHA_B].sort() });
    }
  });

  it("takes an empty reason for none", () => {
    const empty = serializeRun({ header: { ...header, reason: "" }, entries: [entry] });
    expect(empty).toEqual(serializeRun({ header, entries: [entry] }));
    const given = serializeRun({ header: { ...header, reason: "clearer" }, entries: [entry] });
    expect(parseRun(given.bytes, given.fileName).header.reason).toBe("clearer");
  });

  it("is read back with keys that look like numbers or prototypes", () => {
    const old = JSON.parse('{"10":1,"9":2,"__proto__":3,"":4}');
    const changes: RunEntry["changes"] = [{ field: "/x", old, removed: true, extractor: "person", confidence: "low" }];
    const { bytes, fileName } = serializeRun({ header, entries: [{ ...entry, changes }] });
    const read = parseRun(bytes, fileName).entries[0]?.changes[0]?.old as JsonValue;
    expect(canonicalJson(read)).toBe(canonicalJson(old));
  });
});

const ID = "ab".repeat(32);

function asRevert(text: string, undoes: string): string {
  return text.replace('"op":"enrich"', '"op":"revert"').replace('"t4":1', `"t4":1,"undoes":${undoes}`);
}

const source = { sha: "abc123", at: "2024-05-01T10:00:00Z", operation: "enrich" };
const importHeader = { ...header, op: "import", source };
const change = { field: "/features", old: ["a"], new: ["b"], extractor: "features", confidence: "high" as const };
const imported = [
  { module: "orders", changes: [] },
  { module: "billing", changes: [change, change] },
];

function editImport(change: (text: string) => string): [Uint8Array, string] {
  const { bytes } = serializeRun({ header: importHeader, entries: [], imported });
  const text = change(new TextDecoder().decode(bytes));
  return [Buffer.from(text), `runs/${runFileName(header.at, sha256(text))}`];
}

describe("an import", () => {
  it("is read back as it was, by module, and writes no file", () => {
    const { bytes, fileName } = serializeRun({ header: importHeader, entries: [], imported });
    const run = parseRun(bytes, fileName);
    expect(run.header).toMatchObject({ op: "import", source, modules: 2 });
    expect(run.imported).toEqual(imported.toReversed());
    expect(run.entries).toEqual([]);
  });

  it.each<[string, (text: string) => string, RegExp, number]>([
    ["another operation with a source", (text) => text.replace('"op":"import"', '"op":"enrich"'), /"source"/, 1],
    ["an import without a source", (text) => text.replace(/"source":\{.*?\},/, ""), /unusable "source"/, 1],
    ["a source that is no object", (text) => text.replace(/"source":\{.*?\}/, '"source":[]'), /"source"/, 1],
    ["a source with more", (text) => text.replace('"operation":', '"extra":1,"operation":'), /"source"/, 1],
    ["a source without a name", (text) => text.replace('"sha":"abc123"', '"sha":""'), /"source"/, 1],
    ["a source with an endless name", (text) => text.replace("abc123", "a".repeat(201)), /"source"/, 1],
    ["a source without a time", (text) => text.replace("2024-05-01T10:00:00Z", "2024-05-01"), /"source"/, 1],
    ["a source with an odd operation", (text) => text.replace('"operation":"enrich"', '"operation":7'), /"source"/, 1],
    ["a snapshot", (text) => text.replace('"source"', `"snapshot":"${ID}","source"`), /"source"/, 1],
    [
      "an entry that claims a file",
      (text) => text.replace('{"changes":[],', '{"after":null,"changes":[],'),
      /"after"/,
      3,
    ],
    ["an entry without a module", (text) => text.replace('"module":"orders"', '"module":""'), /"module"/, 3],
    ["a bad change", (text) => text.replace('"/features"', '"features"'), /unusable "field"/, 2],
    ["an entry that is no object", (text) => text.replace(/\n\{.*/, "\n7"), /not an entry/, 2],
    ["a module twice", (text) => text.replace("orders", "billing"), /twice or out of order/, 3],
    ["a line missing", (text) => text.replace(/\n.*\n$/, "\n"), /holds 1 of the 2 lines/, 2],
  ])("refuses %s", (_, edited, message, line) => {
    const [bytes, file] = editImport(edited);
    expect(() => parseRun(bytes, file)).toThrow(expect.objectContaining({ code: "E_LEDGER", file, line }));
    expect(() => parseRun(bytes, file)).toThrow(message);
  });
});

describe("parseRun", () => {
  it("refuses a run that names the ledger's own files, where the ledger is", () => {
    const paths = ["manifests/.ledger/runs/x.ndjson", "manifests/.ledger/objects/ab/cd", "manifests/.ledgers/x.json"];
    const { bytes, fileName } = serializeRun({ header, entries: paths.map((path) => ({ ...entry, path })) });
    const fault = { code: "E_LEDGER", line: 2, message: expect.stringContaining("a file of the ledger itself") };
    expect(() => parseRun(bytes, `manifests/.ledger/runs/${fileName}`)).toThrow(expect.objectContaining(fault));
    expect(parseRun(bytes, `elsewhere/runs/${fileName}`).entries).toHaveLength(3);
  });

  it("reads what a clock said that was behind", () => {
    const clock = "2020-01-01T00:00:00Z";
    const { bytes, fileName } = serializeRun({ header: { ...header, clock }, entries: [entry] });
    expect(parseRun(bytes, fileName).header).toMatchObject({ at: header.at, clock });
  });

  it("reads what a revert undoes, in order of the ids", () => {
    const undoes = ["ab".repeat(32), "0c".repeat(32)];
    const { bytes, fileName } = serializeRun({ header: { ...header, op: "revert", undoes }, entries: [entry] });
    expect(parseRun(bytes, fileName).header.undoes).toEqual(undoes.toReversed());
  });

  const longText = "x".repeat(200);
  it.each<[string, (text: string) => string, RegExp, number]>([
    ["nothing", () => "", /is not valid JSON/, 1],
    ["a last line cut off", (text) => text.slice(0, -1), /is cut off/, 3],
    ["a line missing", (text) => text.replace(/\n.*\n$/, "\n"), /holds 1 of the 2 lines/, 2],
    ["lines swapped", (text) => text.replace(/\n(.*)\n(.*)\n$/, "\n$2\n$1\n"), /twice or out of order/, 3],
    ["a line repeated", (text) => text.replace(/\n(.*)\n(.*)\n$/, "\n$2\n$2\n"), /twice or out of order/, 3],
    ["no JSON", (text) => text.replace('{"actor"', '"actor"'), /is not valid JSON/, 1],
    ["a repeated key", (text) => text.replace('{"actor"', '{"actor":"x","actor"'), /repeats a key/, 1],
    ["white space", (text) => text.replace('"actor":', '"actor": '), /not in canonical form/, 1],
    ["no header", (text) => text.replace(/^.*\n/, "[]\n"), /not a run header/, 1],
    ["another version", (text) => text.replace('"t4":1', '"t4":2'), /not in run format 1 but 2/, 1],
    ["no version", (text) => text.replace(',"t4":1', ""), /run format 1/, 1],
    ["a key too many", (text) => text.replace('"t4":1', '"t4":1,"u":1'), /unknown key "u"/, 1],
    ["a key too few", (text) => text.replace('"reason":null,', ""), /lacks "reason"/, 1],
    ["a bad op", (text) => text.replace('"op":"enrich"', '"op":"Enrich!"'), /unusable "op" here: "Enrich!"/, 1],
    ["a bad time", (text) => text.replace("2026-11-21", "2026-13-21"), /unusable "at"/, 1],
    ["a clock that is no time", (text) => text.replace('"modules"', '"clock":"soon","modules"'), /unusable "clock"/, 1],
    ["a clock not behind", (text) => text.replace('"modules"', `"clock":"${header.at}","modules"`), /"clock"/, 1],
    ["an actor that is no text", (text) => text.replace('"ann@example.org"', "7"), /unusable "actor"/, 1],
    ["a reason that is no text", (text) => text.replace('"reason":null', '"reason":7'), /unusable "reason" here: 7/, 1],
    ["an empty reason", (text) => text.replace('"reason":null', '"reason":""'), /unusable "reason" here: ""/, 1],
    [
      "unsorted parents",
      (text) => text.replace(/"parents":\["(.*?)","(.*?)"\]/, '"parents":["$2","$1"]'),
      /"parents"/,
      1,
    ],
    [
      "a snapshot that is no hash",
      (text) => text.replace('"t4":1', '"snapshot":"ab","t4":1'),
      /unusable "snapshot"/,
      1,
    ],
    ["an undoing run that is no revert", (text) => text.replace('"t4":1', `"t4":1,"undoes":["${ID}"]`), /"undoes"/, 1],
    ["a revert that undoes nothing", (text) => asRevert(text, "[]"), /"undoes"/, 1],
    ["a revert that undoes no run", (text) => asRevert(text, '["ab"]'), /"undoes"/, 1],
    ["a negative count", (text) => text.replace('"modules":2', '"modules":-2'), /unusable "modules"/, 1],
    ["an entry that is no object", (text) => text.replace(/\n\{.*/, "\n7"), /not an entry/, 2],
    ["a module that is no text", (text) => text.replace('"module":null', '"module":7'), /unusable "module"/, 2],
    ["a path out of the workspace", (text) => text.replace("a.json", "../a.json"), /unusable "path"/, 2],
    ["a path that goes round", (text) => text.replace("a.json", "b/../a.json"), /unusable "path"/, 2],
    ["an absolute path", (text) => text.replace("a.json", "/a.json"), /unusable "path"/, 2],
    ["a path into git's folder", (text) => text.replace("a.json", "sub/.Git/config"), /unusable "path"/, 2],
    ["a hash that is none", (text) => text.replace('"before":null', '"before":"abc"'), /unusable "before"/, 2],
    ["a hash twice", (text) => text.replace('"before":null', `"before":"${SHA_B}"`), /unusable "after"/, 2],
    ["changes that are no list", (text) => text.replace('"changes":[]', '"changes":{}'), /unusable "changes"/, 2],
    ["a change that is no object", (text) => text.replace('"changes":[]', '"changes":[1]'), /not an object/, 2],
    ["a change with an unknown key", (text) => text.replace('"field"', '"f":1,"field"'), /unusable "changes"/, 3],
    ["a bad pointer", (text) => text.replace('"/features"', '"features"'), /unusable "field"/, 3],
    ["no field", (text) => text.replace('"field":"/features"', '"fields":1'), /unusable "field" here: nothing/, 3],
    ["a bad extractor", (text) => text.replace('"extractor":"features"', '"extractor":1'), /unusable "extractor"/, 3],
    ["a bad confidence", (text) => text.replace('"high"', `"${longText}"`), /unusable "confidence".*…$/, 3],
    ["new and removed", (text) => text.replace('["payments"]', '1,"removed":true'), /unusable "removed"/, 3],
    [
      "old and replaced",
      (text) => text.replace('"extractor":"features"', '$&,"old":1,"replaced":true'),
      /"replaced"/,
      3,
    ],
    ["removed: false", (text) => text.replace('"new":["payments"]', '"removed":false'), /unusable "removed"/, 3],
  ])("refuses %s, naming file and line", (_, change, message, line) => {
    const [bytes, file] = edit(change);
    expect(() => parseRun(bytes, file)).toThrow(expect.objectContaining({ code: "E_LEDGER", file, line }));
    expect(() => parseRun(bytes, file)).toThrow(message);
  });

  it("reads a head alone", () => {
    const { bytes, id, fileName } = serializeRun({ header, entries: [entry] });
    expect(parseRunHead(bytes, fileName)).toEqual({ id, header: parseRun(bytes, fileName).header });
    const fault = expect.objectContaining({ code: "E_LEDGER", line: 1 });
    expect(() => parseRunHead(bytes.subarray(0, 40), fileName)).toThrow(fault);
    expect(() => parseRunHead(bytes.subarray(0, -1), fileName)).toThrow(fault);
  });

  it("refuses bytes that are not UTF-8", () => {
    const { bytes, fileName } = serializeRun({ header, entries: [entry] });
    const broken = Uint8Array.from(bytes);
    broken[bytes.length - 10] = 0xff;
    expect(() => parseRun(broken, fileName)).toThrow(expect.objectContaining({ code: "E_LEDGER", line: 2 }));
  });

  it("refuses content that its name does not stand for", () => {
    const { bytes } = serializeRun({ header, entries: [entry] });
    expect(() => parseRun(bytes, "runs/20261121T090000Z-00000000.ndjson")).toThrow(/does not have the content/);
  });

  it("refuses nesting that would overflow the stack", () => {
    const deep = `${"[".repeat(200_000)}${"]".repeat(200_000)}`;
    const [bytes, file] = edit((text) => text.replace('["payments"]', deep));
    expect(() => parseRun(bytes, file)).toThrow(expect.objectContaining({ code: "E_LEDGER", line: 3 }));
  });
});
