import type { JsonValue } from "@t4/core";
import { items, measure, text, type Place, type ReportJson } from "../reports/report-json.ts";
import type { BenchFacts, Benchmark } from "./bench-report.ts";
import { checkRanks } from "./consistency.ts";
import { eachOnce } from "./once.ts";
import { checkSamples, distributionOf, toMilliseconds } from "./samples.ts";

const MILLISECOND = 1;
const NAMES = { samples: "samples", stddev: "sd", count: "sampleCount" };
const RANKS = ["min", "median", "p75", "p95", "p99", "p995", "p999", "max"];

/**
 * vitest's `bench --outputJson`: `{files: [{filepath, groups: [{fullName, benchmarks}]}]}`, times in milliseconds. Unless samples were kept, it
 * reports a median and a p99, no p95; `t4 bench` adds one. Throws `E_REPORT`.
 */
export function parseVitest(report: ReportJson): BenchFacts {
  const benchmarks: Benchmark[] = [];
  const once = eachOnce();
  items(report.value, "files", { report, subject: "", pointer: "" }).forEach((file, fileIndex) => {
    const filePlace = { report, subject: `file ${fileIndex + 1}`, pointer: `/files/${fileIndex}` };
    const path = text(file, "filepath", filePlace);
    items(file, "groups", filePlace).forEach((group, groupIndex) => {
      const place = {
        report,
        subject: `group ${groupIndex + 1}`,
        pointer: `${filePlace.pointer}/groups/${groupIndex}`,
      };
      const groupName = text(group, "fullName", place);
      items(group, "benchmarks", place).forEach((item, index) => {
        const at = { ...place, pointer: `${place.pointer}/benchmarks/${index}` };
        const benchmark = { ...parseBenchmark(item, groupName, at), ...(path !== undefined && { file: path }) };
        benchmarks.push(once(benchmark, at));
      });
    });
  });
  return { module: undefined, observedAt: undefined, envFingerprint: undefined, benchmarks };
}

function parseBenchmark(item: JsonValue, group: string | undefined, unnamed: Place): Benchmark {
  const name = [group, text(item, "name", unnamed)].filter((part) => part !== undefined).join(" > ");
  const place = { ...unnamed, subject: `benchmark ${JSON.stringify(name)}` };
  const inMs = (key: string) => toMilliseconds(measure(item, key, place), MILLISECOND);
  checkRanks(item, RANKS, place);
  return {
    name,
    ...(distributionOf(item, NAMES, MILLISECOND, place) ?? {
      meanMs: inMs("mean"),
      stddevMs: inMs("sd"),
      p50Ms: inMs("median"),
      p95Ms: inMs("p95"),
      p99Ms: inMs("p99"),
      samples: checkSamples(measure(item, "sampleCount", place), "sampleCount", place),
    }),
  };
}
