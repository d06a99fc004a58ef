import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, rankSumP, robustSpread, shiftBetween } from "./robust.ts";

const SEED = 20_261_121;
const few = (minLength: number, maxLength: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength, maxLength });

describe("median, spread and shift", () => {
  it("are what they are called", () => {
    expect([median([3, 1, 2]), median([4, 1, 2, 3]), median([])]).toEqual([2, 2.5, Number.NaN]);
    expect(robustSpread([1, 1, 2, 2, 4, 6, 9])).toBeCloseTo(1.4826, 10);
    expect(shiftBetween([1, 2, 3], [11, 12, 13])).toBe(10);
  });

  it("are not moved by an outlier", () => {
    expect(robustSpread([1, 2, 3, 4, 1e9])).toBeLessThan(2);
    expect(shiftBetween([1, 2, 3, 4, 1e9], [11, 12, 13])).toBe(9);
  });
});

describe("rankSumP", () => {
  it("is one choice of all where the later values rank highest", () => {
    expect(rankSumP([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], [11, 12, 13])).toBeCloseTo(1 / 286, 12);
    expect(rankSumP([1, 2, 3], [0])).toBe(1);
    expect(rankSumP([1, 1, 1], [1, 1])).toBe(1);
  });

  // SciPy: mannwhitneyu([3.1, 5, 8], [1, 2, 3, 4, 6, 7, 9], alternative="greater", method="exact").pvalue
  it("is what SciPy's mannwhitneyu gives", () => {
    expect(rankSumP([1, 2, 3, 4, 6, 7, 9], [3.1, 5, 8])).toBeCloseTo(1 / 3, 12);
  });

  it(`is the share of all choices that rank as high, ties counted (seed ${SEED})`, () => {
    fc.assert(
      fc.property(few(1, 6), few(1, 4), (earlier, later) => {
        const pooled = [...earlier, ...later];
        const rank = (value: number) =>
          pooled.filter((each) => each < value).length + (pooled.filter((each) => each === value).length + 1) / 2;
        const sumOf = (values: number[]) => values.reduce((sum, value) => sum + rank(value), 0);
        const choices = Array.from({ length: 2 ** pooled.length }, (_, bits) =>
          pooled.filter((_each, at) => (bits >> at) & 1),
        ).filter((choice) => choice.length === later.length);
        const extreme = choices.filter((choice) => sumOf(choice) >= sumOf(later));
        expect(rankSumP(earlier, later)).toBeCloseTo(extreme.length / choices.length, 12);
      }),
      { seed: SEED, numRuns: 100 },
    );
  });
});
