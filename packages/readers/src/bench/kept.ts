import { items, measure, reportFault, text, type Place, type ReportJson } from "../reports/report-json.ts";
import { parseInstant } from "../reports/instant.ts";
import { compareCodeUnits, type JsonObject, type JsonValue } from "@t4/core";
import type { BenchFacts, Benchmark } from "./bench-report.ts";
import { checkRanks } from "./consistency.ts";
import { eachOnce } from "./once.ts";
import { checkSamples, millisecondsPer, toMilliseconds } from "./samples.ts";

/**
 * T4's own kept artifact: `{version: 1, module, observed_at, env_fingerprint, env, benchmarks: [{name, unit, p50, p95, p99, mean,
 * stddev, samples}]}`. Throws `E_REPORT`.
 */
export function parseKept(report: ReportJson): BenchFacts {
  const whole: Place = { report, subject: "", pointer: "" };
  const once = eachOnce();
  const version = measure(report.value, "version", whole);
  if (version !== 1) throw reportFault(whole, `has version ${version ?? "none"}; T4 reads version 1`, "version");
  return {
    module: text(report.value, "module", whole),
    observedAt: observedAt(report, whole),
    envFingerprint: text(report.value, "env_fingerprint", whole),
    benchmarks: items(report.value, "benchmarks", whole).map((item, index) =>
      once(parseBenchmark(item, index, report), { ...whole, pointer: `/benchmarks/${index}` }),
    ),
  };
}

function observedAt(report: ReportJson, whole: Place): string | undefined {
  const written = text(report.value, "observed_at", whole);
  const instant = written === undefined ? undefined : parseInstant(written);
  if (written !== undefined && instant === undefined) {
    throw reportFault(whole, `has the observed_at ${JSON.stringify(written)}, which is not a time`, "observed_at");
  }
  return instant;
}

function parseBenchmark(item: JsonValue, index: number, report: ReportJson): Benchmark {
  const pointer = `/benchmarks/${index}`;
  const name = text(item, "name", { report, subject: `benchmark ${index + 1}`, pointer }) ?? `#${index + 1}`;
  const place = { report, subject: `benchmark ${JSON.stringify(name)}`, pointer };
  const unit = text(item, "unit", place);
  if (unit === undefined) throw reportFault(place, "names no unit");
  const factor = millisecondsPer(unit);
  if (factor === undefined)
    throw reportFault(place, `has the unit ${JSON.stringify(unit)}, which T4 does not know`, "unit");
  checkRanks(item, ["p50", "p95", "p99"], place);
  const inMs = (key: string) => toMilliseconds(measure(item, key, place), factor);
  return {
    name,
    p50Ms: inMs("p50"),
    p95Ms: inMs("p95"),
    p99Ms: inMs("p99"),
    meanMs: inMs("mean"),
    stddevMs: inMs("stddev"),
    samples: checkSamples(measure(item, "samples", place), "samples", place),
  };
}

/** What {@link parseKept} reads, of a module's benchmarks: every time in milliseconds, sorted by name. What is not known is left out. */
export function keptDocument({ module, observedAt, envFingerprint, env, benchmarks }: BenchFacts): JsonObject {
  const sorted = [...benchmarks].sort((a, b) => compareCodeUnits(a.name, b.name));
  return withoutUndefined({
    version: 1,
    module,
    observed_at: observedAt,
    env_fingerprint: envFingerprint,
    env,
    benchmarks: sorted.map(({ name, p50Ms, p95Ms, p99Ms, meanMs, stddevMs, samples }) =>
      withoutUndefined({
        name,
        unit: "ms",
        p50: p50Ms,
        p95: p95Ms,
        p99: p99Ms,
        mean: meanMs,
        stddev: stddevMs,
        samples,
      }),
    ),
  });
}

function withoutUndefined(value: Record<string, JsonValue | undefined>): JsonObject {
  return Object.fromEntries(Object.entries(value).filter((pair): pair is [string, JsonValue] => pair[1] !== undefined));
}
