import { encodeUtf8 } from "@t4/core";
import { describe, expect, it } from "vitest";
import { packStates, unpackStates } from "./states.ts";

describe("packStates", () => {
  const files = [
    { path: "b.json", after: encodeUtf8('{"b" : 1}') },
    { path: "__proto__", after: encodeUtf8("é\n") },
    { path: "gone", after: null },
    { path: "binary", after: Uint8Array.of(0xff) },
  ];

  it("keeps texts as they are, and leaves out what is gone or no text", () => {
    const packed = packStates(files) as Uint8Array;
    expect(packStates(files.toReversed())).toEqual(packed);
    expect([...unpackStates(packed, "o")]).toEqual([
      ["__proto__", "é\n"],
      ["b.json", '{"b" : 1}'],
    ]);
  });

  it("are refused when they are something else", () => {
    expect([...unpackStates(encodeUtf8('{"a":1}'), "o")]).toEqual([]);
    expect([...unpackStates(encodeUtf8("[]"), "o")]).toEqual([]);
    expect(() => unpackStates(encodeUtf8("{"), "o")).toThrow(expect.objectContaining({ code: "E_LEDGER", file: "o" }));
  });

  it("gives nothing when there is no text, or more than an object holds", () => {
    expect(packStates(files.slice(2))).toBeUndefined();
    expect(packStates(files, 10)).toBeUndefined();
  });
});
