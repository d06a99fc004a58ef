import { encodeUtf8, formatJson, sha256, type JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { diffManifests } from "./diff-manifests.ts";
import { objectPath, packObject, unpackObject } from "./objects.ts";
import { restoreBefore } from "./restore-before.ts";
import type { RunEntry } from "./run.ts";

const bytesOf = (value: JsonValue): Uint8Array => encodeUtf8(formatJson(value));

function entryOf(before: Uint8Array | null, after: Uint8Array | null, values: [JsonValue?, JsonValue?]): RunEntry {
  const changes = diffManifests(...values).map((change) =>
    Object.assign(change, { extractor: "x", confidence: "high" as const }),
  );
  return { module: "m", path: "m.json", before: before && sha256(before), after: after && sha256(after), changes };
}

describe("restoreBefore", () => {
  const before = { a: 1, list: [1, 2] };
  const after = { a: 2, b: "new" };

  it("rebuilds bytes in T4's format from the changes", () => {
    const entry = entryOf(bytesOf(before), bytesOf(after), [before, after]);
    expect(restoreBefore(entry, bytesOf(after))).toEqual(bytesOf(before));
  });

  it("rebuilds a removed file, and knows when there was none", () => {
    expect(restoreBefore(entryOf(bytesOf(before), null, [before]), null)).toEqual(bytesOf(before));
    expect(restoreBefore(entryOf(null, bytesOf(after), [undefined, after]), bytesOf(after))).toBeNull();
  });

  it("admits that it cannot: another format, a broken file, changes of something else, a removal without its old", () => {
    const compact = encodeUtf8(JSON.stringify(before));
    const entry = entryOf(compact, bytesOf(after), [before, after]);
    expect(restoreBefore(entry, bytesOf(after))).toBeUndefined();
    expect(restoreBefore(entry, encodeUtf8("{"))).toBeUndefined();
    expect(restoreBefore(entryOf(compact, null, []), null)).toBeUndefined();
    const nested = entryOf(bytesOf({ a: { b: 1 } }), bytesOf({ a: { b: 2 } }), [{ a: { b: 1 } }, { a: { b: 2 } }]);
    expect(restoreBefore(nested, bytesOf({ a: 1 }))).toBeUndefined();
  });
});

describe("objects", () => {
  const bytes = encodeUtf8('{"a" :1}');
  const sha = sha256(bytes);

  it("are kept by hash and read back", () => {
    expect(objectPath(sha)).toBe(`objects/${sha.slice(0, 2)}/${sha}`);
    expect(unpackObject(packObject(bytes), sha, "o")).toEqual(Buffer.from(bytes));
  });

  it("are the same bytes everywhere", () => {
    expect(sha256(packObject(encodeUtf8(formatJson({ a: [1, 2, 3], b: "text ".repeat(50) }))))).toBe(
      "c8ac40a128525227162b5e6e7272b226e4fae2215dff895623f8590ef4509f6b",
    );
  });

  it("are refused when damaged, wrong or a bomb", () => {
    const fault = expect.objectContaining({ code: "E_LEDGER", file: "o" });
    expect(() => unpackObject(packObject(bytes).subarray(1), sha, "o")).toThrow(fault);
    expect(() => unpackObject(packObject(encodeUtf8("x")), sha, "o")).toThrow(fault);
    const bomb = new Uint8Array(1_000_001);
    expect(() => unpackObject(packObject(bomb), sha256(bomb), "o", 1_000_000)).toThrow(fault);
  });
});
