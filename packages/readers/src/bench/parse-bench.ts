import { getOwn, isJsonObject, type JsonObject, T4Error } from "@t4/core";
import { parseReportJson, reportFault, type ReportJson } from "../reports/report-json.ts";
import type { Source } from "../sources.ts";
import type { BenchFacts, BenchReport } from "./bench-report.ts";
import { parseHyperfine } from "./hyperfine.ts";
import { parseKept } from "./kept.ts";
import { parsePytest } from "./pytest.ts";
import { parseVitest } from "./vitest.ts";

/**
 * A benchmark report of any format that T4 reads, told apart by what it holds: T4's kept artifact, pytest-benchmark, vitest bench,
 * hyperfine. Throws `E_REPORT` naming the benchmark that is NaN, negative, infinite, without samples, in an unknown unit or at odds with itself, and
 * `E_JSON` and its kin; each with the place.
 */
export function parseBench(source: Source): BenchReport {
  if (source.text.trim() === "") throw empty(source);
  if (source.text.trimStart().startsWith("<")) throw isXml(source);
  const report = parseReportJson(source);
  const facts = parserFor(report)(report);
  const beyond = facts.benchmarks.find((benchmark) => Object.values(benchmark).includes(Number.POSITIVE_INFINITY));
  if (beyond !== undefined) {
    const whole = { report, subject: `benchmark ${JSON.stringify(beyond.name)}`, pointer: "" };
    throw reportFault(whole, "has a figure that is too great to be told in milliseconds");
  }
  return { path: source.path, sha: source.sha, ...facts };
}

function parserFor(report: ReportJson): (report: ReportJson) => BenchFacts {
  const { value } = report;
  if (isJsonObject(value)) {
    if (has(value, "benchmarks")) return isPytest(value) ? parsePytest : parseKept;
    if (has(value, "files")) return parseVitest;
    if (has(value, "results")) return parseHyperfine;
  }
  const whole = { report, subject: "", pointer: "" };
  throw reportFault(whole, "is no benchmark report that T4 knows", undefined, KNOWN);
}

const KNOWN = "Give the JSON of `pytest --benchmark-json`, `vitest bench --outputJson` or `hyperfine --export-json`.";

function isXml({ path }: Source): T4Error {
  return new T4Error("E_REPORT", `${path} is XML, as reports of coverage and of tests are`, {
    file: path,
    hint: KNOWN,
  });
}

/** What `pytest --benchmark-json` leaves when it ran none. */
function empty({ path }: Source): T4Error {
  return new T4Error("E_REPORT", `${path} is empty: the run that was to write it ran no benchmark`, {
    file: path,
    hint: "Let some run: pytest-benchmark runs tests that ask for the `benchmark` fixture, unless --benchmark-skip or -p no:benchmark is among its options.",
  });
}

function isPytest(value: JsonObject): boolean {
  return has(value, "machine_info") || has(value, "commit_info") || has(value, "datetime");
}

function has(value: JsonObject, key: string): boolean {
  return getOwn(value, key) !== undefined;
}
