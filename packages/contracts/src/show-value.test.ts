import { describe, expect, it } from "vitest";
import { showPath, showValue } from "./show-value.ts";

describe("showValue", () => {
  it.each([
    [undefined, "nothing"],
    [null, "null"],
    [1.5, "1.5"],
    ['a "b"', '"a \\"b\\""'],
    ["x".repeat(60), `"${"x".repeat(60)}"`],
    ["x".repeat(61), `"${"x".repeat(59)}…"`],
    [[], "[]"],
    [[1, 2], "a list of 2"],
    [{}, "{}"],
    [{ a: 1, b: 2 }, "an object with a, b"],
    [{ a: 1, b: 2, c: 3, d: 4, e: 5 }, "an object with a, b, c, d…"],
    [{ ["k".repeat(100)]: 1 }, `an object with ${"k".repeat(45)}…`],
  ])("%j is shown as %s", (value, shown) => {
    expect(showValue(value)).toBe(shown);
  });

  it("shows what a terminal would obey", () => {
    expect(showValue("a\u001b[31m\u009b\u202e")).toBe('"a\\u001b[31m\\u009b\\u202e"');
    expect(showValue({ "\u009b": 1 })).toBe("an object with \\u009b");
  });

  it("does not cut a pair of surrogates", () => {
    expect(showValue(`${"x".repeat(58)}😀😀`)).toBe(`"${"x".repeat(58)}…"`);
  });
});

describe("showPath", () => {
  it.each([
    [[], "the file"],
    [["performance", "observed"], "performance.observed"],
    [["tags", 2], "tags[2]"],
    [["0", "a"], "[0].a"],
    [["a\u001bb\n"], "a\\u001bb\\u000a"],
    [["k".repeat(100)], `${"k".repeat(60)}…`],
  ])("%j is called %s", (path, shown) => {
    expect(showPath(path)).toBe(shown);
  });
});
