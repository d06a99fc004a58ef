import { isJsonObject, type JsonValue } from "@t4/core";
import { items, member, reportFault, text, type Place, type ReportJson } from "../reports/report-json.ts";
import type { BenchFacts, Benchmark } from "./bench-report.ts";
import { checkRanks } from "./consistency.ts";
import { eachOnce } from "./once.ts";
import { distributionOf } from "./samples.ts";

const SECOND = 1000;
const NAMES = { samples: "times", stddev: "stddev" };
const RANKS = ["min", "median", "max"];

/**
 * hyperfine's `--export-json`: `{results: [{command, parameters, mean, stddev, times}]}`, times in seconds. Results of one command are told apart by their
 * parameters. Throws `E_REPORT`.
 */
export function parseHyperfine(report: ReportJson): BenchFacts {
  const results = items(report.value, "results", { report, subject: "", pointer: "" });
  const named = results.map((item, index) => nameOf(item, index, report));
  const first = new Map(named.map((name, index) => [name, index] as const).reverse());
  const shared = new Set(named.filter((name, index) => first.get(name) !== index));
  const once = eachOnce();
  const benchmarks = results.map((item, index) => {
    const place = placeOf(index, report);
    const command = named[index] ?? "";
    const name = shared.has(command) ? `${command}${parametersOf(item, place)}` : command;
    return once(parseResult(item, name, place), place);
  });
  return { module: undefined, observedAt: undefined, envFingerprint: undefined, benchmarks };
}

function placeOf(index: number, report: ReportJson): Place {
  return { report, subject: `result ${index + 1}`, pointer: `/results/${index}` };
}

function nameOf(item: JsonValue, index: number, report: ReportJson): string {
  return text(item, "command", placeOf(index, report)) ?? `#${index + 1}`;
}

/** Such as ` [size=10, mode=fast]`; empty for a command without parameters. */
function parametersOf(item: JsonValue, place: Place): string {
  const parameters = member(item, "parameters", place);
  if (!isJsonObject(parameters)) return "";
  const each = Object.entries(parameters).map(
    ([key, value]) => `${key}=${typeof value === "string" ? value : JSON.stringify(value)}`,
  );
  return each.length === 0 ? "" : ` [${each.join(", ")}]`;
}

function parseResult(item: JsonValue, name: string, unnamed: Place): Benchmark {
  const place = { ...unnamed, subject: `benchmark ${JSON.stringify(name)}` };
  checkRanks(item, RANKS, place);
  const distribution = distributionOf(item, NAMES, SECOND, place);
  if (distribution === undefined) throw reportFault(place, "has no samples");
  return { name, ...distribution };
}
