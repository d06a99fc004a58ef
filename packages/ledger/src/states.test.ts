import { encodeUtf8 } from "@t4/core";
import { describe, expect, it } from "vitest";
import { packStates, stateIn } from "./states.ts";

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
    expect(stateIn(packed, "b.json")).toEqual(encodeUtf8('{"b" : 1}'));
    expect(stateIn(packed, "__proto__")).toEqual(encodeUtf8("é\n"));
    expect(["gone", "binary", "constructor"].map((path) => stateIn(packed, path))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(stateIn(encodeUtf8("[]"), "b.json")).toBeUndefined();
  });

  it("gives nothing when there is no text, or more than an object holds", () => {
    expect(packStates(files.slice(2))).toBeUndefined();
    expect(packStates(files, 10)).toBeUndefined();
  });
});
