import { type Finding, formatPlace } from "@t4/core";
import type { Style } from "../style.ts";

/** A finding as two lines: place, code and message; then the fix. */
export function renderFinding(finding: Finding, style: Style): string {
  const mark = finding.severity === "error" ? style.red("error") : style.yellow("warning");
  const module = finding.module === undefined ? "" : ` ${finding.module}`;
  return `${mark}${module} ${style.bold(formatPlace(finding))} ${finding.code} ${withoutFile(finding.message, finding.file)}\n  ${style.dim("fix:")} ${finding.fix}`;
}

/** Many messages start with the file, so that they stand alone; beside the place it is said already. */
export function withoutFile(message: string, file: string): string {
  const starts = message.startsWith(`${file} `) || message.startsWith(`${file}: `);
  return starts ? message.slice(file.length).replace(/^:? /, "") : message;
}
