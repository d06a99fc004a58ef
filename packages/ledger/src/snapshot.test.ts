import { deflateSync } from "node:zlib";
import { compareCodeUnits, encodeUtf8, sha256 } from "@t4/core";
import { describe, expect, it } from "vitest";
import { packSnapshot, snapshotPath, unpackSnapshot, type PackedSnapshot } from "./snapshot.ts";

const files = (...pairs: [string, Uint8Array][]): Map<string, Uint8Array> => new Map(pairs);
const ODD = encodeUtf8('\uFEFF{"b" :\t1, "\\\\": "\\""}\r\n');
const snapshot = {
  after: files(["b.json", encodeUtf8("é\n")], ["__proto__", encodeUtf8("x")]),
  before: files(["b.json", ODD], ["binary", Uint8Array.of(0xff, 0)]),
};
const fault = expect.objectContaining({ code: "E_LEDGER", file: "o" });

function stored(document: unknown): [Uint8Array, string] {
  const bytes = deflateSync(encodeUtf8(JSON.stringify(document)));
  return [bytes, sha256(bytes)];
}

function plain(map: Iterable<[string, Uint8Array]>): [string, number[]][] {
  const pairs = [...map].map(([path, bytes]): [string, number[]] => [path, [...bytes]]);
  return pairs.sort(([a], [b]) => compareCodeUnits(a, b));
}

describe("a snapshot", () => {
  it("gives back every byte, whatever the order of the files", () => {
    const packed = packSnapshot(snapshot) as PackedSnapshot;
    const other = { after: new Map([...snapshot.after].reverse()), before: new Map([...snapshot.before].reverse()) };
    expect(packSnapshot(other)).toEqual(packed);
    const found = unpackSnapshot(packed.bytes, packed.sha, "o");
    expect(plain(found.after)).toEqual(plain(snapshot.after));
    expect(plain(found.before)).toEqual(plain(snapshot.before));
  });

  it("takes a file out each time it is asked for, and holds none of them", () => {
    const packed = packSnapshot(snapshot) as PackedSnapshot;
    const { after, before } = unpackSnapshot(packed.bytes, packed.sha, "o");
    expect([after.size, before.size, after.get("binary"), before.get("a")]).toEqual([2, 2, undefined, undefined]);
    expect(before.get("binary")).toEqual(Buffer.of(0xff, 0));
    expect(after.get("b.json")).toEqual(encodeUtf8("é\n"));
    expect(after.get("b.json")).not.toBe(after.get("b.json"));
  });

  it("is named after the bytes that are stored, which are the same everywhere", () => {
    const packed = packSnapshot({ after: files(["a", encodeUtf8("text ".repeat(50))]), before: files() });
    expect(packed?.sha).toBe(sha256(packed?.bytes ?? ""));
    expect(packed?.sha).toMatchInlineSnapshot(`"592d4720ab39a91b6875640e2d6effb66db25cbf0270f0186e5516fd333818c4"`);
    expect(snapshotPath(packed?.sha ?? "")).toBe(`objects/${packed?.sha.slice(0, 2)}/${packed?.sha}`);
  });

  it("is none when there is nothing to keep, and refused when there is too much", () => {
    expect(packSnapshot({ after: files(), before: files() })).toBeUndefined();
    expect(() => packSnapshot(snapshot, 20)).toThrow(expect.objectContaining({ code: "E_TOO_LARGE" }));
  });

  it("is read however its document is written", () => {
    const document = { before: { b: "é" }, more: 1, after: { 'a"\\': '\\"}' } };
    for (const indent of [undefined, 1]) {
      const bytes = deflateSync(encodeUtf8(JSON.stringify(document, undefined, indent)));
      const found = unpackSnapshot(bytes, sha256(bytes), "o");
      expect(plain(found.after)).toEqual(plain(files(['a"\\', encodeUtf8('\\"}')])));
      expect(plain(found.before)).toEqual(plain(files(["b", encodeUtf8("é")])));
    }
  });

  it("is refused when it is damaged, another one, a bomb or no snapshot", () => {
    const { bytes, sha } = packSnapshot(snapshot) as PackedSnapshot;
    expect(() => unpackSnapshot(bytes.subarray(1), sha, "o")).toThrow(fault);
    expect(() => unpackSnapshot(bytes, sha256("other"), "o")).toThrow(fault);
    expect(() => unpackSnapshot(bytes, sha, "o", 10)).toThrow(fault);
    expect(() => unpackSnapshot(encodeUtf8("x"), sha256("x"), "o")).toThrow(fault);
    for (const text of ['{"after":{"a":"x",},"before":{}}', '{"after":{},"before":{}}}', '{"after":{"a":"x']) {
      const cut = deflateSync(encodeUtf8(text));
      expect(() => unpackSnapshot(cut, sha256(cut), "o")).toThrow(fault);
    }
    for (const document of [
      [],
      {},
      { after: [], before: {} },
      { after: {}, before: { a: 1 } },
      { after: { a: {} }, before: {} },
    ])
      expect(() => unpackSnapshot(...stored(document), "o")).toThrow(fault);
  });
});
