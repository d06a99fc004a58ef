import { type Finding, formatPlace, withoutFile } from "@t4/core";
import { shownName } from "../shown.ts";
import type { Style } from "../style.ts";

/** A finding as two lines: place, code and message; then the fix. */
export function renderFinding(finding: Finding, style: Style): string {
  const mark = finding.severity === "error" ? style.red("error") : style.yellow("warning");
  const module = finding.module === undefined ? "" : ` ${shownName(finding.module)}`;
  return `${mark}${module} ${style.bold(shownName(formatPlace(finding)))} ${finding.code} ${withoutFile(finding.message, finding.file)}\n  ${style.dim("fix:")} ${finding.fix}`;
}
