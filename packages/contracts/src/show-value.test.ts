import { describe, expect, it } from "vitest";
import { showValue } from "./show-value.ts";

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

  it("does not cut a pair of surrogates", () => {
    expect(showValue(`${"x".repeat(58)}😀😀`)).toBe(`"${"x".repeat(58)}…"`);
  });
});
