import type { JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { holdsMeasurements } from "./measured.ts";
import { collectSeries, type RecordedRun } from "./series.ts";
import { day, recorded, runOf } from "./test-input.ts";

const testing = (pct: number, at = day(1)) => ({ coverage_observed: pct, observed_at: at });
const seriesOf = (...runs: RecordedRun[]) => collectSeries(runs)[0];
const coverageOf = (...runs: RecordedRun[]) => seriesOf(...runs)?.coverage.map(({ value }) => value?.pct ?? null);

describe("holdsMeasurements", () => {
  it.each(["", "/testing", "/testing/coverage_observed", "/performance", "/performance/observed/latency_p95_ms"])(
    "%j can",
    (field) => expect(holdsMeasurements(field)).toBe(true),
  );
  it.each([
    "/testing/coverage_target",
    "/performance/sla_targets",
    "/test",
    "/features",
    "/performance/observed/samples",
  ])("%j cannot", (field) => expect(holdsMeasurements(field)).toBe(false));
});

describe("a series", () => {
  it("is told by a change of the whole file, of an object in it, or of a value", () => {
    expect(
      coverageOf(
        runOf(day(1), "a", { "": { module: "a", testing: testing(80) } }),
        runOf(day(2), "a", { "/testing": testing(81) }),
        runOf(day(3), "a", { "/testing/coverage_observed": 82 }),
        runOf(day(4), "a", { "/testing": null }),
        runOf(day(5), "a", { "": "no manifest any more" }),
      ),
    ).toEqual([80, 81, 82, null]);
  });

  it("keeps what a change does not touch", () => {
    const observed = { latency_p50_ms: 5, latency_p95_ms: 8, env_fingerprint: "ci", observed_at: day(1) };
    const series = seriesOf(
      runOf(day(1), "a", { "/performance/observed": observed }),
      runOf(day(2), "a", { "/performance/observed/latency_p95_ms": 9 }),
    );
    expect(series?.bench.at(-1)).toEqual({
      at: day(2),
      value: { p50: 5, p95: 9, p99: null, environment: "ci", observedAt: day(1) },
      isRevert: false,
    });
  });

  it("says which reading a revert restored", () => {
    const [first, second] = [80, 81].map((pct) => runOf(day(1), "a", { "/testing": testing(pct) })) as [
      RecordedRun,
      RecordedRun,
    ];
    const again = seriesOf(first, second, { ...first, isRevert: true }, second);
    expect(again?.coverage.map(({ isRevert }) => isRevert)).toEqual([false, false, true, false]);
  });

  it("has a reading for a measurement of the same value at another time, and none for what changes nothing", () => {
    expect(
      coverageOf(
        runOf(day(1), "a", { "/testing": testing(80) }),
        runOf(day(2), "a", { "/testing/observed_at": day(2) }),
        runOf(day(3), "a", { "/testing/observed_at": day(2) }),
      ),
    ).toEqual([80, 80]);
  });

  it.each<[string, JsonValue]>([
    ["a text", "80"],
    ["more than all", 100.5],
    ["less than nothing", -1],
    ["a list", [80]],
  ])("takes %s for no coverage", (_, value) => {
    expect(seriesOf(runOf(day(1), "a", { "/testing/coverage_observed": value }))).toBeUndefined();
  });

  it("follows a module that moves, and ends with one that is removed", () => {
    const moved: RecordedRun = {
      ...recorded(day(2)),
      entries: [
        { module: "a", path: "new/a", isRemoved: false, changes: [{ field: "", value: { testing: testing(80) } }] },
        { module: "a", path: "a/module.manifest.json", isRemoved: true, changes: [{ field: "", value: null }] },
      ],
    };
    const removed: RecordedRun = {
      ...recorded(day(3)),
      entries: [{ module: "a", path: "new/a", isRemoved: true, changes: [{ field: "", value: null }] }],
    };
    const first = runOf(day(1), "a", { "/testing": testing(80) });
    expect(coverageOf(first, moved)).toEqual([80]);
    expect(coverageOf(first, moved, removed)).toEqual([80, null]);
  });

  it("takes in what an older ledger told, which knew of no files", () => {
    const older: RecordedRun = {
      ...recorded(day(1)),
      entries: [
        { module: "a", path: null, isRemoved: false, changes: [{ field: "/testing/coverage_observed", value: 70 }] },
      ],
    };
    expect(coverageOf(older, runOf(day(2), "a", { "/testing": testing(80) }))).toEqual([70, 80]);
  });

  it("pollutes nothing", () => {
    const value = JSON.parse('{"__proto__": {"coverage_observed": 5}}') as JsonValue;
    expect(seriesOf(runOf(day(1), "__proto__", { "": { testing: value } }))).toBeUndefined();
    expect(seriesOf(runOf(day(1), "__proto__", { "/testing/coverage_observed": 5 }))?.module).toBe("__proto__");
  });
});
