import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { averageOf, roundDown, shareOut } from "./hundredths.ts";

const RUNS = { seed: 20_261_121, numRuns: 1000 };

describe("roundDown", () => {
  it.each([
    [66.666, 66.66],
    [99.999, 99.99],
    [43.65, 43.65],
    [0.29, 0.29],
    [1.005, 1],
    [100, 100],
    [0, 0],
  ])("%d is %d", (value, rounded) => expect(roundDown(value)).toBe(rounded));

  it("keeps every value of two decimals, and lifts none to a target that it misses", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (hundredths) => {
        expect(roundDown(hundredths / 100)).toBe(hundredths / 100);
        expect(roundDown(hundredths / 100 - 0.0001)).toBeLessThan(hundredths / 100);
      }),
      RUNS,
    );
  });
});

describe("averageOf", () => {
  it("is null of nothing, and rounds down", () => {
    expect(averageOf([])).toBeNull();
    expect(averageOf([50, 50, 51])).toBe(50.33);
    expect(averageOf([100, 100, 99.99])).toBe(99.99);
  });

  it("does not depend on the order, and lies between the least and the greatest", () => {
    const score = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
    fc.assert(
      fc.property(fc.array(score, { minLength: 1 }), (values) => {
        const average = averageOf(values);
        expect(averageOf([...values].sort())).toBe(average);
        expect(average).toBeGreaterThanOrEqual(Math.min(...values));
        expect(average).toBeLessThanOrEqual(Math.max(...values));
      }),
      RUNS,
    );
  });
});

describe("shareOut", () => {
  it("gives what rounding leaves to those that lost most", () => {
    expect(shareOut([20, 15, 15, 0, 10, 0, 10])).toEqual([2857, 2143, 2143, 0, 1429, 0, 1428]);
    expect(shareOut([1, 1, 1])).toEqual([3334, 3333, 3333]);
    expect(shareOut([0, 0])).toEqual([0, 0]);
  });

  it("sums to exactly 10000, stays within one of the exact share, and gives nothing for nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { minLength: 1, maxLength: 12 }), (weights) => {
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        const shares = shareOut(weights);
        expect(shares.reduce((sum, share) => sum + share, 0)).toBe(total === 0 ? 0 : 10_000);
        for (const [at, weight] of weights.entries()) {
          expect(Number.isInteger(shares[at])).toBe(true);
          if (total > 0) expect(Math.abs(shares[at]! - (weight * 10_000) / total)).toBeLessThan(1);
          if (weight === 0) expect(shares[at]).toBe(0);
        }
      }),
      RUNS,
    );
  });
});
