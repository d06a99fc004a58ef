import { AT_EXTRACTION, sourceSha } from "@t4/core";
import type { Benchmark, BenchReport, ModuleTests } from "@t4/readers";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { extractObserved } from "./performance.ts";

const SEED = 20_261_121;

const benchmark = (over: Partial<Benchmark> = {}): Benchmark => ({
  name: "parse",
  p50Ms: 10,
  p95Ms: 18,
  p99Ms: 30,
  meanMs: 12,
  stddevMs: 3,
  samples: 40,
  ...over,
});
const bench = (benchmarks: Benchmark[], over: Partial<BenchReport> = {}): BenchReport => ({
  path: "bench/manifest/core.json",
  sha: "b".repeat(64),
  module: "core",
  observedAt: "2026-11-20T09:00:00Z",
  envFingerprint: "abc",
  benchmarks,
  ...over,
});
const tests = (over: Partial<ModuleTests> = {}): ModuleTests => ({
  sources: [{ path: "junit.xml", sha: "c".repeat(64) }],
  observedAt: "2026-11-19T09:00:00Z",
  passed: 9,
  failed: 1,
  errors: 0,
  skipped: 0,
  ...over,
});
const NOTHING = { bench: undefined, tests: undefined, targets: undefined };
const signalOf = (evidence: Partial<Parameters<typeof extractObserved>[0]>) => {
  const [outcome] = extractObserved({ ...NOTHING, ...evidence });
  if (outcome?.outcome !== "signal") throw new Error(`no signal: ${JSON.stringify(outcome)}`);
  return outcome.signal;
};

describe("extractObserved", () => {
  it("reports the slowest benchmark and the tests, dated by the benchmarks", () => {
    const report = bench([
      benchmark(),
      benchmark({ name: "slow", p50Ms: 150, p95Ms: 200 }),
      benchmark({ name: "fast", p95Ms: 1 }),
    ]);
    expect(signalOf({ bench: report, tests: tests(), targets: { latency_p95_ms: 100 } })).toEqual({
      value: {
        observed_at: "2026-11-20T09:00:00Z",
        latency_p50_ms: 150,
        latency_p95_ms: 200,
        latency_p99_ms: 30,
        stddev_ms: 3,
        samples: 40,
        sla_violation: true,
        env_fingerprint: "abc",
        availability: 90,
      },
      provenance: ["bench:bench/manifest/core.json", "junit:junit.xml"],
      confidence: "medium",
      reasons: ["bench:p95", "samples:40", "junit:9/10"],
      source_sha: sourceSha([report, ...tests().sources]),
    });
  });

  it("is highly sure of enough samples alone", () => {
    expect(signalOf({ bench: bench([benchmark()]) }).confidence).toBe("high");
  });

  it.each([
    [{ samples: 19 }, "samples:under-20"],
    [{ p95Ms: 18.23 }, "spread:over-50%"],
    [{ p50Ms: 0 }, "spread:over-50%"],
    [{ p95Ms: undefined, stddevMs: 6.01 }, "spread:over-50%"],
    [{ p50Ms: undefined, stddevMs: 6.01 }, "spread:over-50%"],
    [{ p95Ms: undefined, meanMs: 0 }, "spread:over-50%"],
  ])("doubts %j and says %s", (over, reason) => {
    const signal = signalOf({ bench: bench([benchmark(over)]), tests: tests() });
    expect(signal.confidence).toBe("low");
    expect(signal.reasons).toContain(reason);
  });

  it.each([
    { samples: 20 },
    { p95Ms: 18.22 },
    { p50Ms: 0, p95Ms: 0 },
    { p50Ms: 20, p95Ms: 19 },
    { p95Ms: undefined, stddevMs: 6 },
    { p95Ms: undefined, meanMs: 0, stddevMs: 0 },
  ])("does not doubt %j", (over) => {
    expect(signalOf({ bench: bench([benchmark(over)]) }).confidence).toBe("high");
  });

  it("does not doubt thousands of samples for a few outliers, which show in p99", () => {
    const webhook = { p50Ms: 0.003856, p95Ms: 0.003986, p99Ms: 0.00653, meanMs: 0.00412, stddevMs: 0.00873 };
    expect(signalOf({ bench: bench([benchmark({ ...webhook, samples: 13_386 })]) })).toMatchObject({
      confidence: "high",
      reasons: ["bench:p95", "samples:13386"],
      value: { latency_p99_ms: 0.00653, stddev_ms: 0.00873 },
    });
  });

  it("is fairly sure when the spread is not known", () => {
    const signal = signalOf({ bench: bench([benchmark({ p50Ms: undefined, stddevMs: undefined })]) });
    expect(signal).toMatchObject({ confidence: "medium", reasons: ["bench:p95", "samples:40", "spread:unknown"] });
    expect(signalOf({ bench: bench([benchmark({ stddevMs: undefined })]) }).confidence).toBe("high");
  });

  it("never makes up what the report does not hold", () => {
    const report = bench([benchmark({ p95Ms: undefined, p99Ms: undefined })], { envFingerprint: undefined });
    const { value, reasons } = signalOf({ bench: report, targets: { latency_p95_ms: 1 } });
    expect(Object.keys(value as object).sort()).toEqual(["latency_p50_ms", "observed_at", "samples", "stddev_ms"]);
    expect(reasons).toContain("bench:no-p95");
  });

  it("says that a target is met when p95 equals it, and nothing when there is none", () => {
    const report = bench([benchmark()]);
    expect(signalOf({ bench: report, targets: { latency_p95_ms: 20 } }).value).toMatchObject({ sla_violation: false });
    expect(signalOf({ bench: report, targets: { availability: 99 } }).value).not.toHaveProperty("sla_violation");
  });

  it("takes the tests alone for an observation of availability", () => {
    expect(signalOf({ tests: tests({ skipped: 10, observedAt: undefined }) })).toMatchObject({
      value: { availability: 45, observed_at: AT_EXTRACTION },
      confidence: "medium",
      reasons: ["junit:9/20", "skipped:10"],
      provenance: ["junit:junit.xml"],
      source_sha: "c".repeat(64),
    });
  });

  it("dates undated benchmarks by the extraction, not by the tests", () => {
    const undated = bench([benchmark()], { observedAt: undefined });
    expect(signalOf({ bench: undated, tests: tests() }).value).toMatchObject({ observed_at: AT_EXTRACTION });
  });

  it.each([
    [NOTHING],
    [{ bench: bench([]), tests: tests({ passed: 0, failed: 0 }) }],
    [{ bench: bench([benchmark({ p50Ms: undefined, p95Ms: undefined, p99Ms: undefined, meanMs: undefined })]) }],
  ])("says nothing when nothing was measured", (evidence) => {
    expect(extractObserved({ ...NOTHING, ...evidence })).toEqual([]);
  });

  it(`does not depend on the order of the benchmarks (seed ${SEED})`, () => {
    const figure = fc.option(fc.constantFrom(1, 2, 3), { nil: undefined });
    const any = fc
      .record({ p95Ms: figure, p99Ms: figure, p50Ms: figure, samples: fc.constantFrom(19, 20) })
      .map((over) => benchmark(over));
    const named = fc
      .array(any, { maxLength: 6 })
      .map((all) => all.map((each, index) => Object.assign(each, { name: `${index}` })));
    fc.assert(
      fc.property(named, (benchmarks) => {
        const evidence = { tests: undefined, targets: { latency_p95_ms: 2 } };
        const forth = extractObserved({ bench: bench(benchmarks), ...evidence });
        const back = extractObserved({ bench: bench([...benchmarks].reverse()), ...evidence });
        expect(back).toEqual(forth);
      }),
      { seed: SEED },
    );
  });
});
