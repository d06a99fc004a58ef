import type { FixReport } from "@t4/workflows/fix";
import type { Style } from "../style.ts";
import { colourDiff } from "./diff.ts";
import { renderFinding } from "./finding.ts";

/** The diffs, the repairs, what needs a person, then one line of summary. */
export function renderFix(report: FixReport, diffs: readonly string[], style: Style): string {
  const repairs = report.modules.flatMap(({ module, repairs }) =>
    repairs.map(({ field, what }) => `${style.green("fixed")} ${module} ${style.bold(field)}: ${what}\n`),
  );
  const findings = report.findings.map((finding) => `${renderFinding(finding, style)}\n`);
  const count = `${report.modules.length} ${report.modules.length === 1 ? "manifest" : "manifests"}`;
  const written = report.dry_run
    ? "dry run: nothing was written"
    : report.run === null
      ? "nothing to repair"
      : `recorded as ${report.run}`;
  const left = report.findings.length > 0 ? `; ${report.findings.length} left for a person` : "";
  return `${diffs.map((diff) => colourDiff(diff, style)).join("")}${repairs.join("")}${findings.join("")}${style.bold(count)} ${report.dry_run ? "would be " : ""}repaired${left}; ${written}\n`;
}
