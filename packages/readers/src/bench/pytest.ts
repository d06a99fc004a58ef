import { getOwn, isJsonObject, type JsonObject, type JsonValue } from "@t4/core";
import { parseInstant } from "../reports/instant.ts";
import { items, measure, member, reportFault, text, type Place, type ReportJson } from "../reports/report-json.ts";
import type { BenchFacts, Benchmark } from "./bench-report.ts";
import { checkRanks } from "./consistency.ts";
import { fingerprintOf } from "./fingerprint.ts";
import { eachOnce } from "./once.ts";
import { checkSamples, distributionOf, toMilliseconds } from "./samples.ts";

const SECOND = 1000;
const NAMES = { samples: "data", stddev: "stddev", count: "rounds" };
const RANKS = ["min", "q1", "median", "q3", "max"];

/**
 * pytest-benchmark's `--benchmark-json`: times in seconds. Percentiles come from the rounds in `stats.data`; a report saved without
 * them has a median only. Throws `E_REPORT`.
 */
export function parsePytest(report: ReportJson): BenchFacts {
  const whole: Place = { report, subject: "", pointer: "" };
  const written = text(report.value, "datetime", whole);
  const once = eachOnce();
  const env = environmentOf(member(report.value, "machine_info", whole));
  return {
    module: undefined,
    observedAt: written === undefined ? undefined : parseInstant(written),
    envFingerprint: env && fingerprintOf(env),
    env,
    benchmarks: items(report.value, "benchmarks", whole).map((item, index) =>
      once(parseBenchmark(item, index, report), { ...whole, pointer: `/benchmarks/${index}` }),
    ),
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
  checkRanks(stats, RANKS, place);
  const [file] = name.split("::");
  return {
    name,
    ...(file?.endsWith(".py") && { file }),
    ...(distributionOf(stats, NAMES, SECOND, place) ?? {
      meanMs: inMs("mean"),
      stddevMs: inMs("stddev"),
      p50Ms: inMs("median"),
      p95Ms: undefined,
      p99Ms: undefined,
      samples: checkSamples(measure(stats, "rounds", place), "rounds", place),
    }),
  };
}

/** What decides whether two runs compare; the host's name and the CPU's momentary clock do not. Undefined when the report tells nothing of it. */
function environmentOf(machine: JsonValue | undefined): JsonObject | undefined {
  if (!isJsonObject(machine)) return undefined;
  const cpu = getOwn(machine, "cpu");
  const words = (...keys: string[]): string => keys.flatMap((key) => getOwn(machine, key) ?? []).join(" ");
  const [major, minor] = words("release").split(".");
  const facts = {
    runtime: words("python_implementation", "python_version"),
    os: minor === undefined ? words("system", "release") : `${words("system")} ${major}.${minor}`,
    arch: words("machine"),
    ...(isJsonObject(cpu)
      ? { cpu: getOwn(cpu, "brand_raw") ?? getOwn(cpu, "brand"), cores: getOwn(cpu, "count") }
      : {}),
  };
  const known = Object.entries(facts).filter((pair): pair is [string, string | number] => isFact(pair[1]));
  return known.length === 0 ? undefined : Object.fromEntries(known);
}

function isFact(value: JsonValue | undefined): boolean {
  return typeof value === "number" || (typeof value === "string" && value !== "");
}
