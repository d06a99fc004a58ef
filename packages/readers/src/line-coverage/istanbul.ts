import { formatPointer, getOwn, isJsonObject, type JsonValue } from "@t4/core";
import { measure, member, parseReportJson, reportFault, type Place } from "../reports/report-json.ts";
import type { Source } from "../sources.ts";
import { FileLines, type LineCount, NO_COVERAGE, type RawCoverage } from "./raw-coverage.ts";

/**
 * Istanbul's JSON by path: `coverage-summary.json`, `{lines: {total, covered}}`, whose `total` is left out, and `coverage-final.json`,
 * `{statementMap: {"0": {start: {line}}}, s: {"0": hits}}`. Throws `E_REPORT` and `E_JSON` with the place.
 */
export function parseIstanbul(source: Source): RawCoverage {
  const report = parseReportJson(source);
  const whole: Place = { report, subject: "", pointer: "" };
  if (!isJsonObject(report.value)) throw reportFault(whole, "is no coverage report of Istanbul");
  const files = new Map<string, LineCount>();
  for (const [name, entry] of Object.entries(report.value)) {
    const place = { report, subject: name, pointer: formatPointer([name]) };
    if (has(entry, "statementMap")) files.set(name, linesOfStatements(entry, place));
    else if (name !== "total") files.set(name, linesOfSummary(entry, place));
  }
  return { observedAt: undefined, sourceFolders: [], files };
}

function has(entry: JsonValue, key: string): boolean {
  return isJsonObject(entry) && getOwn(entry, key) !== undefined;
}

function linesOfSummary(entry: JsonValue, file: Place): LineCount {
  const lines = isJsonObject(entry) ? getOwn(entry, "lines") : undefined;
  if (lines === undefined) {
    throw reportFault(file, "has neither `lines`, as a summary, nor a `statementMap`", undefined, NO_COVERAGE);
  }
  const place = { ...file, pointer: `${file.pointer}/lines` };
  const total = measure(lines, "total", place) ?? 0;
  const covered = measure(lines, "covered", place) ?? 0;
  if (covered > total) throw reportFault(place, `has ${covered} of ${total} lines covered`, "covered");
  return { covered, total };
}

/** As istanbul-lib-coverage's `getLineCoverage`: a line is one on which a statement starts, and it ran when one of those did. */
function linesOfStatements(entry: JsonValue, file: Place): LineCount {
  const statements = member(entry, "statementMap", file);
  const hits = member(entry, "s", file);
  if (!isJsonObject(hits)) throw reportFault(file, "has no counts of its statements", "s");
  const lines = new FileLines();
  for (const key of Object.keys(hits)) {
    const inMap = { ...file, pointer: `${file.pointer}/statementMap` };
    const statement = member(statements, key, inMap);
    if (statement === undefined) continue;
    const at = { ...inMap, pointer: `${inMap.pointer}${formatPointer([key])}` };
    const start = { ...at, pointer: `${at.pointer}/start` };
    const line = measure(member(statement, "start", at), "line", start);
    if (line === undefined || !Number.isSafeInteger(line) || line === 0) {
      throw reportFault(start, `has a statement on the line ${line ?? "none"}`, "line");
    }
    const counts = { ...file, subject: `${file.subject}: statement`, pointer: `${file.pointer}/s` };
    lines.mark(line, (measure(hits, key, counts) ?? 0) > 0);
  }
  return { covered: lines.covered, total: lines.total };
}
