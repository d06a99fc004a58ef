import { AT_EXTRACTION } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractCoverage } from "./testing.ts";
import { percentOf } from "./testing-ratio.ts";

const SEED = 20_261_121;

const coverage = {
  path: "coverage.xml",
  sha: "d".repeat(64),
  observedAt: "2026-11-20T09:00:00Z",
  covered: 2,
  total: 3,
};

describe("extractCoverage", () => {
  it("gives the value and its date from one report", () => {
    const evidence = {
      provenance: ["coverage:coverage.xml"],
      confidence: "high",
      reasons: ["lines:2/3"],
      source_sha: coverage.sha,
    };
    expect(extractCoverage(coverage)).toEqual([
      {
        field: "testing.coverage_observed",
        extractor: "testing",
        outcome: "signal",
        signal: { value: 66.67, ...evidence },
      },
      {
        field: "testing.observed_at",
        extractor: "testing",
        outcome: "signal",
        signal: { value: "2026-11-20T09:00:00Z", ...evidence },
      },
    ]);
  });

  it("dates a report without a date by the extraction", () => {
    const [, date] = extractCoverage({ ...coverage, observedAt: undefined });
    expect(date).toMatchObject({ signal: { value: AT_EXTRACTION } });
  });

  it("says nothing without a report", () => {
    expect(extractCoverage(undefined)).toEqual([]);
  });
});

describe("percentOf", () => {
  it.each([
    [0, 3, 0],
    [3, 3, 100],
    [1, 3, 33.33],
    [199_999, 200_000, 99.99],
    [1, 200_000, 0.01],
  ])("%i of %i is %d", (part, whole, percent) => expect(percentOf(part, whole)).toBe(percent));

  it(`stays within 0 and 100 and reaches neither by rounding (seed ${SEED})`, () => {
    const pair = fc
      .tuple(fc.nat(), fc.integer({ min: 1 }))
      .map(([part, whole]) => [part % (whole + 1), whole] as const);
    fc.assert(
      fc.property(pair, ([part, whole]) => {
        const percent = percentOf(part, whole);
        expect(percent === 0).toBe(part === 0);
        expect(percent === 100).toBe(part === whole);
        expect(percent).toBeGreaterThanOrEqual(0);
        expect(percent).toBeLessThanOrEqual(100);
      }),
      { seed: SEED },
    );
  });
});
