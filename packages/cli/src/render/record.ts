import type { RecordReport } from "@t4/workflows/record";
import type { Style } from "../style.ts";
import { renderFinding } from "./finding.ts";

/** A line for each recorded manifest, then one line of summary. */
export function renderRecord(report: RecordReport, style: Style): string {
  const lines = report.modules.map(
    ({ module, path, fields, removed }) =>
      `${style.green("recorded")} ${style.bold(module)} ${path}: ${removed ? "removed" : fields.join(", ") || "first seen"}\n`,
  );
  const findings = report.findings.map((finding) => `${renderFinding(finding, style)}\n`);
  const written = report.dry_run
    ? "dry run: nothing was written"
    : report.run === null
      ? "no manifest was edited"
      : `recorded as ${report.run}`;
  return `${lines.join("")}${findings.join("")}${written}\n`;
}
