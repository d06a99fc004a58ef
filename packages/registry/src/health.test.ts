import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { healthScore, meetsSla } from "./health.ts";

describe("healthScore", () => {
  it.each([
    [{ coverage: 100, meetsSla: true, isDocumented: true }, 100],
    [{ coverage: 100, meetsSla: true, isDocumented: false }, 80],
    [{ coverage: 87.31, meetsSla: null, isDocumented: true }, 63.65],
    [{ coverage: null, meetsSla: true, isDocumented: false }, 30],
    [{ coverage: null, meetsSla: false, isDocumented: false }, 0],
  ])("%j is %d", (of, score) => expect(healthScore(of)).toBe(score));

  it("stays from 0 to 100, and is 100 only when nothing is missing", () => {
    const of = fc.record({
      coverage: fc.option(fc.double({ min: 0, max: 100, noNaN: true })),
      meetsSla: fc.option(fc.boolean()),
      isDocumented: fc.boolean(),
    });
    fc.assert(
      fc.property(of, (given) => {
        const score = healthScore(given);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        if (score === 100)
          expect(given).toMatchObject({ meetsSla: true, isDocumented: true, coverage: expect.closeTo(100, 4) });
      }),
      { seed: 20_261_121, numRuns: 1000 },
    );
  });
});

describe("meetsSla", () => {
  const targets = { p95: 100, p99: 200, availability: 99.9 };
  const observed = { p50: 10, p95: 100, p99: 200, availability: 99.9, at: null };

  it("holds at the targets themselves", () => expect(meetsSla({ targets, observed })).toBe(true));

  it.each([{ p95: 100.1 }, { p99: 201 }, { availability: 99.8 }])("breaks for %j", (worse) => {
    expect(meetsSla({ targets, observed: { ...observed, ...worse } })).toBe(false);
  });

  it("asks of what was not measured nothing but the p95", () => {
    expect(meetsSla({ targets, observed: { ...observed, p99: null, availability: null } })).toBe(true);
    expect(meetsSla({ targets: { ...targets, p99: null, availability: null }, observed })).toBe(true);
    expect(meetsSla({ targets, observed: { ...observed, p95: null } })).toBeNull();
    expect(meetsSla({ targets: { ...targets, p95: null }, observed })).toBeNull();
  });
});
