import { getOwn, isJsonObject, valueSha, type JsonObject, type JsonValue } from "@t4/core";
import { parseInstant } from "../reports/instant.ts";
import { items, measure, member, reportFault, text, type Place, type ReportJson } from "../reports/report-json.ts";
import type { BenchFacts, Benchmark } from "./bench-report.ts";
import { checkSamples, percentilesOf, toMilliseconds } from "./samples.ts";

const SECOND = 1000;

/**
 * pytest-benchmark's `--benchmark-json`: times in seconds. Percentiles come from the rounds in `stats.data`; a report saved without
 * them has a median only. Throws `E_REPORT`.
 */
export function parsePytest(report: ReportJson): BenchFacts {
  const whole: Place = { report, subject: "", pointer: "" };
  const written = text(report.value, "datetime", whole);
  return {
    module: undefined,
    observedAt: written === undefined ? undefined : parseInstant(written),
    envFingerprint: fingerprint(member(report.value, "machine_info", whole)),
    benchmarks: items(report.value, "benchmarks", whole).map((item, index) => parseBenchmark(item, index, report)),
  };
}

function parseBenchmark(item: JsonValue, index: number, report: ReportJson): Benchmark {
  const pointer = `/benchmarks/${index}`;
  const unnamed = { report, subject: `benchmark ${index + 1}`, pointer };
  const name = text(item, "fullname", unnamed) ?? text(item, "name", unnamed) ?? `#${index + 1}`;
  const subject = `benchmark ${JSON.stringify(name)}`;
  const stats = member(item, "stats", { report, subject, pointer });
  const place = { report, subject, pointer: `${pointer}/stats` };
  if (stats === undefined) throw reportFault({ report, subject, pointer }, "has no stats");
  const inMs = (key: string) => toMilliseconds(measure(stats, key, place), SECOND);
  const fromData = percentilesOf(stats, "data", SECOND, place);
  return {
    name,
    meanMs: inMs("mean"),
    stddevMs: inMs("stddev"),
    ...(fromData ?? {
      p50Ms: inMs("median"),
      p95Ms: undefined,
      p99Ms: undefined,
      samples: checkSamples(measure(stats, "rounds", place), "rounds", place),
    }),
  };
}

const FACTS = ["python_implementation", "python_version", "system", "machine"];
const CPU_FACTS = ["brand_raw", "count"];

/** A hash of what decides whether two runs compare; the host's name and the CPU's momentary clock do not. */
function fingerprint(machine: JsonValue | undefined): string | undefined {
  if (!isJsonObject(machine)) return undefined;
  const cpu = getOwn(machine, "cpu");
  const facts = { ...pick(machine, FACTS), ...(isJsonObject(cpu) ? { cpu: pick(cpu, CPU_FACTS) } : {}) };
  return Object.keys(facts).length === 0 ? undefined : valueSha(facts).slice(0, 16);
}

function pick(from: JsonObject, keys: readonly string[]): JsonObject {
  const pairs = keys.map((key): [string, JsonValue | undefined] => [key, getOwn(from, key)]);
  return Object.fromEntries(pairs.filter((pair): pair is [string, JsonValue] => pair[1] !== undefined));
}
