import type { ExportReport } from "@t4/workflows/export-ledger";
import type { Style } from "../style.ts";

/** A line for each view that was written or removed, then one line of summary. */
export function renderLedgerExport(report: ExportReport, style: Style): string {
  const would = report.dry_run ? "would be " : "";
  const lines = [
    ...report.written.map((path) => `${style.green(`${would}written`)} ${path}\n`),
    ...report.removed.map((path) => `${style.yellow(`${would}removed`)} ${path}\n`),
    ...report.unnamed.map(
      (name) => `${style.yellow("left out")} ${JSON.stringify(name)}: no file can have this name\n`,
    ),
  ];
  const runs = `${report.runs} ${report.runs === 1 ? "run" : "runs"}`;
  const written = `${viewCount(report.written.length)} ${would}written`;
  const right = report.unchanged === 0 ? [] : [`${viewCount(report.unchanged)} right already`];
  const views = [...(report.written.length === 0 && right.length > 0 ? [] : [written]), ...right].join(", ");
  const summary = report.runs === 0 ? "no run is recorded" : `${runs}: ${views}`;
  return `${lines.join("")}${summary}\n${report.dry_run ? "dry run: nothing was written\n" : ""}`;
}

function viewCount(count: number): string {
  return `${count} ${count === 1 ? "view" : "views"}`;
}
