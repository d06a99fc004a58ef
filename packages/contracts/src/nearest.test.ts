import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.ts";

describe("nearest", () => {
  it.each([
    ["ignor", "ignore"],
    ["CONTEXT", "context"],
    ["billing", undefined],
    ["i".repeat(10_000), undefined],
    ["", undefined],
  ])("%s → %s", (word, expected) => {
    expect(nearest(word, ["ignore", "context", "vocab"])).toBe(expected);
  });

  it("prefers the closest, then the first", () => {
    expect(nearest("features", ["feature", "features", "future"])).toBe("features");
    expect(nearest("L9", ["L0", "L1"])).toBe("L0");
  });
});
