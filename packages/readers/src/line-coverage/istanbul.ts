import { isJsonObject } from "@t4/core";
import { measure, member, parseReportJson, reportFault, type Place } from "../reports/report-json.ts";
import type { Source } from "../sources.ts";
import type { LineCount, RawCoverage } from "./raw-coverage.ts";

/** Istanbul's `coverage-summary.json`: `{"<path>": {lines: {total, covered}}}`; its `total` is left out. Throws `E_REPORT` and `E_JSON` with the place. */
export function parseIstanbul(source: Source): RawCoverage {
  const report = parseReportJson(source);
  const whole: Place = { report, subject: "", pointer: "" };
  if (!isJsonObject(report.value)) throw reportFault(whole, "is no coverage summary");
  const files = new Map<string, LineCount>();
  for (const [name, entry] of Object.entries(report.value)) {
    if (name === "total") continue;
    const pointer = `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
    const lines = member(entry, "lines", { report, subject: name, pointer });
    const place = { report, subject: name, pointer: `${pointer}/lines` };
    const total = measure(lines, "total", place) ?? 0;
    const covered = measure(lines, "covered", place) ?? 0;
    if (covered > total) throw reportFault(place, `has ${covered} of ${total} lines covered`, "covered");
    files.set(name, { covered, total });
  }
  return { observedAt: undefined, sourceFolders: [], files };
}
