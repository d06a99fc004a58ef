import type { JsonValue } from "@t4/core";
import { items, reportFault, text, type ReportJson } from "../reports/report-json.ts";
import type { BenchFacts, Benchmark } from "./bench-report.ts";
import { checkRanks } from "./consistency.ts";
import { distributionOf } from "./samples.ts";

const SECOND = 1000;
const NAMES = { samples: "times", stddev: "stddev" };
const RANKS = ["min", "median", "max"];

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
  checkRanks(item, RANKS, place);
  const distribution = distributionOf(item, NAMES, SECOND, place);
  if (distribution === undefined) throw reportFault(place, "has no samples");
  return { name, ...distribution };
}
