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

  it("takes two neighbours in each other's place for one mistake", () => {
    const modules = ["flask", "click", "jinja"];
    expect(["flaks", "lfask", "flsak", "flsk"].map((word) => nearest(word, modules))).toEqual(Array(4).fill("flask"));
    expect(["flkas", "klafs", "fl"].map((word) => nearest(word, modules))).toEqual([undefined, undefined, undefined]);
    expect(nearest("abcd", ["axcy", "bacd"])).toBe("bacd");
  });

  it("prefers the closest, then the first", () => {
    expect(nearest("features", ["feature", "features", "future"])).toBe("features");
    expect(nearest("L9", ["L0", "L1"])).toBe("L0");
  });
});
