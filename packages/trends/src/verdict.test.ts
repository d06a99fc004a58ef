import { describe, expect, it } from "vitest";
import type { BenchFigures } from "./measured.ts";
import { chance, figuresOf, normal, readingsOf } from "./test-input.ts";
import { judgeSeries, type Verdict } from "./verdict.ts";

/** Twenty measurements about 10 ms that vary by about a percent. */
const QUIET = [
  10, 10.1, 9.9, 10.05, 9.95, 10.1, 10, 9.9, 10.02, 10.08, 9.97, 10, 10.1, 9.93, 10, 10.03, 9.9, 10.1, 10, 9.96,
];
const judge = (figures: readonly (BenchFigures | null)[]) => judgeSeries(readingsOf(figures));
const judgeP50 = (values: readonly number[]) => judge(values.map((value) => figuresOf(value))) as Verdict;
const isCalled = (values: readonly number[]) => judgeP50(values).changes.length > 0;

const noMedian = (p95: number) => figuresOf(1, { p50: null, p95, p99: null });
const inconclusive = (because: string) => ({
  outcome: "inconclusive",
  because: expect.stringContaining(because) as string,
});

/** Twenty-three measurements of one code, of which each varies by `sigma` from the last, and a few by much more. */
function measurements(seed: number, sigma: number): number[] {
  const next = chance(seed);
  return Array.from({ length: 23 }, () => 10 * Math.exp(sigma * normal(next)) * (next() < 0.03 ? 1.5 + next() : 1));
}

describe("a verdict", () => {
  it("is none where nothing is measured", () => {
    expect(judge([])).toBeUndefined();
    expect(judge([null])).toBeUndefined();
  });

  it("is steady while nothing but noise moves, and for a change of less than a tenth", () => {
    expect(judgeP50(QUIET)).toEqual({ outcome: "steady", because: null, changes: [] });
    expect(judgeP50([...QUIET, 10.9, 10.9, 10.9, 10.9, 10.9]).outcome).toBe("steady");
  });

  it("calls a slowdown at its third measurement, and not before", () => {
    expect(judgeP50([...QUIET, 13])).toEqual({ outcome: "steady", because: null, changes: [] });
    expect(judgeP50([...QUIET, 13, 13.1])).toMatchObject({ outcome: "inconclusive", changes: [] });
    const called = judgeP50([...QUIET, 13, 13.1, 12.9]);
    expect(called).toMatchObject({
      outcome: "regression",
      changes: [{ kind: "regression", since: "2026-11-21T09:00:00.000Z", runs: 3, environment: "ci", after: 13 }],
    });
    expect(called.changes[0]?.change).toBeCloseTo(0.3, 2);
    expect(called.changes[0]?.before).toBeCloseTo(10, 2);
  });

  it("calls an improvement likewise, and takes the new level for the old one after ten measurements", () => {
    const faster = [...QUIET, ...QUIET.slice(0, 3).map((value) => value * 0.7)];
    expect(judgeP50(faster)).toMatchObject({ outcome: "improvement", changes: [{ kind: "improvement" }] });
    const later = judgeP50([...QUIET, ...QUIET.map((value) => value * 0.7)]);
    expect(later).toMatchObject({ outcome: "steady", changes: [{ kind: "improvement", runs: 20 }] });
  });

  it("is not moved by outliers, however large", () => {
    const spiked = QUIET.map((value, index) => (index % 9 === 4 ? value * 50 : value));
    expect(judgeP50(spiked)).toMatchObject({ changes: [] });
    expect(judgeP50([...QUIET, 90, 10, 95])).toMatchObject({ changes: [] });
  });

  it("goes by the tail where no median is reported", () => {
    expect(judge([...QUIET, 13, 13.1, 12.9].map(noMedian))?.outcome).toBe("regression");
  });
});

describe("a verdict is inconclusive", () => {
  it("while there are too few measurements", () => {
    expect(judgeP50(QUIET.slice(0, 4))).toMatchObject(inconclusive("it takes 9 more"));
    expect(judgeP50(QUIET.slice(0, 12))).toMatchObject(inconclusive("it takes 1 more"));
    expect(judgeP50(QUIET.slice(0, 13)).outcome).toBe("steady");
  });

  it("where nobody says where it was measured, or the newest was measured somewhere else", () => {
    const elsewhere = [
      ...QUIET.map((value) => figuresOf(value)),
      ...[30, 30, 30].map((p50) => figuresOf(p50, { environment: "laptop" })),
    ];
    expect(judge(elsewhere)).toMatchObject({ ...inconclusive("it takes 10 more"), changes: [] });
    const unnamed = [...QUIET, 30, 30, 30].map((p50) => figuresOf(p50, { environment: null }));
    expect(judge(unnamed)).toMatchObject({ ...inconclusive("in which environment"), changes: [] });
  });

  it("where measurements vary so much that a change of 30 % would not show", () => {
    expect(judgeP50(QUIET.map((value, index) => value * (1 + (index % 5) * 0.2)))).toMatchObject(
      inconclusive("vary too much"),
    );
  });

  it("where the change is no larger than what was seen before", () => {
    const wide = QUIET.map((value, index) => (index % 5 === 0 ? value * 1.25 : value));
    expect(judgeP50([...wide, 12.1, 12.2, 12.1, 12.2])).toMatchObject({
      ...inconclusive("may be noise"),
      changes: [],
    });
  });

  it("where the tail says that the machine was busy", () => {
    const busy = [13, 13.1, 12.9].map((p50) => figuresOf(p50, { p95: p50 * 4 }));
    expect(judge([...QUIET.map((value) => figuresOf(value)), ...busy])).toMatchObject({
      ...inconclusive("busy machine"),
      changes: [],
    });
  });

  it("where no figure is reported by all, or it is too short to time", () => {
    expect(judgeP50(QUIET.map(() => 0))).toMatchObject({ ...inconclusive("no common figure"), changes: [] });
  });
});

describe("environments", () => {
  it("that take turns are judged each by itself", () => {
    const turns = [...QUIET, 13, 13.1, 12.9].flatMap((p50) => [
      figuresOf(p50),
      figuresOf(p50 < 12 ? 80 + p50 : 90, { environment: "laptop" }),
    ]);
    expect(judge(turns)).toMatchObject({ outcome: "steady", changes: [{ environment: "ci", kind: "regression" }] });
  });
});

const restored = (value: BenchFigures | null) => ({ at: "2026-12-01T09:00:00Z", value, isRevert: true });

describe("what a revert has undone", () => {
  const quiet = readingsOf(QUIET.map((value) => figuresOf(value)));
  const slow = readingsOf([13, 13.1, 12.9, 13.2].map((p50, index) => figuresOf(p50, { observedAt: `slow ${index}` })));
  const last = quiet[19]!.value;

  it("does not count", () => {
    expect(judgeSeries([...quiet, ...slow])?.outcome).toBe("regression");
    expect(judgeSeries([...quiet, ...slow, restored(last)])).toMatchObject({ outcome: "steady", changes: [] });
    const each = slow.flatMap((reading) => [reading, restored(last)]);
    expect(judgeSeries([...quiet, ...each])).toEqual({ outcome: "steady", because: null, changes: [] });
    expect(judgeSeries([...quiet, ...slow, restored(null)])).toBeUndefined();
  });

  it("counts again when the revert is undone, and what stood before a gap stays where only what came after is undone", () => {
    expect(judgeSeries([...quiet, ...slow, restored(last), restored(slow[3]!.value)])?.outcome).toBe("steady");
    const nothing = { at: "2026-11-30T09:00:00Z", value: null, isRevert: false };
    expect(judgeSeries([...quiet, nothing, ...slow])?.outcome).toBe("regression");
    expect(judgeSeries([...quiet, nothing, ...slow, restored(null)])?.outcome).toBe("steady");
  });
});

describe("a measurement that is told again", () => {
  const quiet = readingsOf(QUIET.map((value) => figuresOf(value)));
  const slow = readingsOf([13, 13.1, 12.9].map((p50, index) => figuresOf(p50, { observedAt: `slow ${index}` })));

  it("undoes nothing, and counts once", () => {
    const called = judgeSeries([...quiet, ...slow]);
    expect(called).toMatchObject({ outcome: "regression", changes: [{ runs: 3 }] });
    expect(judgeSeries([...quiet, ...slow, quiet[0]!])).toEqual(called);
    expect(judgeSeries([...quiet, ...slow.slice(0, 2), slow[1]!, slow[0]!, slow[1]!])?.changes).toEqual([]);
  });

  it("leaves alone what lies between when a revert goes back to it", () => {
    const more = figuresOf(40, { observedAt: "more" });
    const again = [...quiet, ...slow, quiet[0]!, { at: "2026-12-01T08:00:00Z", value: more, isRevert: false }];
    expect(judgeSeries([...again, restored(quiet[0]!.value)])).toEqual(judgeSeries([...quiet, ...slow]));
  });

  it("counts each time where nobody says when it was made", () => {
    const undated = [...QUIET, 13, 13, 13].map((p50) => ({
      at: "2026-11-01T09:00:00Z",
      value: figuresOf(p50),
      isRevert: false,
    }));
    expect(judgeSeries(undated)?.outcome).toBe("regression");
  });
});

describe("simulated noise", () => {
  const TRIES = 300;
  const share = (holds: (seed: number) => boolean): number =>
    Array.from({ length: TRIES }, (_, index) => holds(1000 + index)).filter(Boolean).length / TRIES;
  it.each([
    [0.02, 0, 0.93],
    [0.04, 0.005, 0.9],
    [0.08, 0.02, 0.4],
  ])(
    "of %f from run to run: no more alarms than %f, and at least %f of all slowdowns called at the third run",
    (sigma, alarms, calls) => {
      expect(share((seed) => isCalled(measurements(seed, sigma).slice(0, 20)))).toBeLessThanOrEqual(alarms);
      const slowed = (seed: number) =>
        measurements(seed, sigma).map((value, index) => (index < 20 ? value : value * 1.3));
      expect(share((seed) => isCalled(slowed(seed)))).toBeGreaterThanOrEqual(calls);
    },
  );
});
