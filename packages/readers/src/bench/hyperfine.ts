import type { JsonValue } from "@t4/core";
import { items, measure, reportFault, text, type ReportJson } from "../reports/report-json.ts";
import type { BenchFacts, Benchmark } from "./bench-report.ts";
import { percentilesOf, toMilliseconds } from "./samples.ts";

const SECOND = 1000;

/** hyperfine's `--export-json`: `{results: [{command, mean, stddev, times}]}`, times in seconds. Throws `E_REPORT`. */
export function parseHyperfine(report: ReportJson): BenchFacts {
  const results = items(report.value, "results", { report, subject: "", pointer: "" });
  const benchmarks = results.map((item, index) => parseResult(item, index, report));
  return { module: undefined, observedAt: undefined, envFingerprint: undefined, benchmarks };
}

function parseResult(item: JsonValue, index: number, report: ReportJson): Benchmark {
  const unnamed = { report, subject: `result ${index + 1}`, pointer: `/results/${index}` };
  const name = text(item, "command", unnamed) ?? `#${index + 1}`;
  const place = { ...unnamed, subject: `benchmark ${JSON.stringify(name)}` };
  const inMs = (key: string) => toMilliseconds(measure(item, key, place), SECOND);
  const percentiles = percentilesOf(item, "times", SECOND, place);
  if (percentiles === undefined) throw reportFault(place, "has no samples");
  return { name, meanMs: inMs("mean"), stddevMs: inMs("stddev"), ...percentiles };
}
