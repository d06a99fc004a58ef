import type { GenerationReport } from "@t4/workflows/generate-files";
import type { Style } from "../style.ts";
import { colourDiff } from "./diff.ts";
import { renderFinding } from "./finding.ts";

/** The diffs, what had to be left out, then one line a file. */
export function renderGeneration(report: GenerationReport, diffs: readonly string[], style: Style): string {
  const findings = report.findings.map((finding) => `${renderFinding(finding, style)}\n`);
  const modules = `${report.modules} ${report.modules === 1 ? "module" : "modules"}`;
  const files = report.files.map(({ path, status }) => `${statusWord(status, style)} ${path} (${modules})\n`);
  return `${diffs.map((diff) => colourDiff(diff, style)).join("")}${findings.join("")}${files.join("")}`;
}

function statusWord(status: GenerationReport["files"][number]["status"], style: Style): string {
  if (status === "unchanged") return "up to date:";
  return status === "written" ? style.green("written:") : style.red("out of date:");
}
