import { encodeUtf8, formatJson, sha256, type JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { diffManifests } from "./diff-manifests.ts";
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
