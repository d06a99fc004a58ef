import type { SlaTargets } from "@t4/contracts";
import { AT_EXTRACTION, sourceSha, weakest, type Confidence, type FieldOutcome, type JsonObject } from "@t4/core";
import type { Benchmark, BenchReport, ModuleTests } from "@t4/readers";
import { percentOf } from "./testing-ratio.ts";

const FIELD = "performance.observed";
const EXTRACTOR = "performance";
const ENOUGH_SAMPLES = 20;
const WIDE_SPREAD = 0.5;
/** How many standard deviations the 95th percentile of a normal distribution lies above its median. */
const P95_DEVIATIONS = 1.645;

/** What was measured of a module, and the targets that hold for it. */
export interface ObservedEvidence {
  bench: BenchReport | undefined;
  tests: ModuleTests | undefined;
  /** Only to say whether they are met; nothing measured is ever taken from them. */
  targets: SlaTargets | undefined;
}

/** What one source adds to the observation. */
interface Part {
  value: JsonObject;
  confidence: Confidence;
  reasons: string[];
}

/**
 * `performance.observed`: latencies of the slowest benchmark, in milliseconds, and availability as passed of all tests, in percent; either
 * alone is an observation. It is dated by the benchmarks, else by the tests, else by the extraction. Without a report nothing is said: reports
 * are seldom kept, and a measurement stays true of the day that it was made.
 */
export function extractObserved({ bench, tests, targets }: ObservedEvidence): FieldOutcome[] {
  const latency = bench && latencyOf(bench, targets);
  const availability = tests && availabilityOf(tests);
  const parts = [latency, availability].filter((part) => part !== undefined);
  if (parts.length === 0) return [];
  const benchSources = latency === undefined || bench === undefined ? [] : [bench];
  const testSources = availability === undefined || tests === undefined ? [] : tests.sources;
  const observedAt = benchSources.length > 0 ? bench?.observedAt : tests?.observedAt;
  const signal = {
    value: Object.assign(
      { observed_at: observedAt ?? AT_EXTRACTION },
      ...parts.map((part) => part.value),
    ) as JsonObject,
    provenance: [
      ...benchSources.map((source) => `bench:${source.path}`),
      ...testSources.map((source) => `junit:${source.path}`),
    ],
    confidence: weakest(parts.map((part) => part.confidence)),
    reasons: parts.flatMap((part) => part.reasons),
    source_sha: sourceSha([...benchSources, ...testSources]),
  };
  return [{ field: FIELD, extractor: EXTRACTOR, outcome: "signal", signal }];
}

function latencyOf(report: BenchReport, targets: SlaTargets | undefined): Part | undefined {
  const slowest = slowestOf(report.benchmarks);
  if (slowest === undefined) return undefined;
  const { p95Ms } = slowest;
  const target = targets?.latency_p95_ms;
  const value = withoutUndefined({
    latency_p50_ms: slowest.p50Ms,
    latency_p95_ms: p95Ms,
    latency_p99_ms: slowest.p99Ms,
    stddev_ms: slowest.stddevMs,
    samples: slowest.samples,
    sla_violation: p95Ms === undefined || target === undefined ? undefined : p95Ms > target,
    env_fingerprint: report.envFingerprint,
  });
  return { value, ...trustIn(slowest) };
}

/** The benchmark with the highest p95; of those without one, the highest of what they have. Equal ones go by name; undefined for none with a time. */
export function slowestOf(benchmarks: readonly Benchmark[]): Benchmark | undefined {
  let slowest: Benchmark | undefined;
  for (const next of benchmarks) {
    const time = timeOf(next);
    if (time === undefined) continue;
    const longest = slowest && timeOf(slowest);
    if (longest === undefined || time > longest || (time === longest && next.name < (slowest?.name ?? "")))
      slowest = next;
  }
  return slowest;
}

function timeOf({ p95Ms, p99Ms, p50Ms, meanMs }: Benchmark): number | undefined {
  return p95Ms ?? p99Ms ?? p50Ms ?? meanMs;
}

/** High, medium when the spread is not known, low for fewer than 20 samples or a spread over half of what it is about. */
function trustIn(benchmark: Benchmark): Pick<Part, "confidence" | "reasons"> {
  const { p95Ms, samples } = benchmark;
  const reasons = [p95Ms === undefined ? "bench:no-p95" : "bench:p95", `samples:${samples}`];
  const confidences: Confidence[] = ["high"];
  if (samples < ENOUGH_SAMPLES) {
    reasons.push(`samples:under-${ENOUGH_SAMPLES}`);
    confidences.push("low");
  }
  const isWide = isSpreadWide(benchmark);
  if (isWide === undefined) {
    reasons.push("spread:unknown");
    confidences.push("medium");
  } else if (isWide) {
    reasons.push(`spread:over-${WIDE_SPREAD * 100}%`);
    confidences.push("low");
  }
  return { confidence: weakest(confidences), reasons };
}

/**
 * Whether the relative spread is over half. It is the standard deviation of a normal distribution with this p50 and p95, over p50: what lies beyond the 95th percentile does not
 * decide, since a few interruptions among thousands of samples make any standard deviation. Without one of the two it is the standard deviation over the mean; undefined without these.
 */
function isSpreadWide({ p50Ms, p95Ms, meanMs, stddevMs }: Benchmark): boolean | undefined {
  if (p50Ms !== undefined && p95Ms !== undefined) return p95Ms - p50Ms > p50Ms * P95_DEVIATIONS * WIDE_SPREAD;
  return meanMs === undefined || stddevMs === undefined ? undefined : stddevMs > meanMs * WIDE_SPREAD;
}

/** Passed of all test cases. One that was skipped did not pass: what was not measured is no success. */
function availabilityOf({ passed, failed, errors, skipped }: ModuleTests): Part | undefined {
  const total = passed + failed + errors + skipped;
  if (total === 0) return undefined;
  const reasons = [`junit:${passed}/${total}`, ...(skipped > 0 ? [`skipped:${skipped}`] : [])];
  return { value: { availability: percentOf(passed, total) }, confidence: "medium", reasons };
}

function withoutUndefined(value: Record<string, string | number | boolean | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter((pair) => pair[1] !== undefined)) as JsonObject;
}
