import { withoutFile } from "@t4/core";
import type { GateReport, JudgedFinding } from "../result.ts";
import { count, type ReportInput, ruleOf } from "./report-input.ts";

/** GitHub shows so many annotations of one level from one step, and drops the rest without a word. */
const MAX_ERRORS = 10;
const MAX_MESSAGE = 4096;

/**
 * Annotations for GitHub Actions, one workflow command a line, for standard output of a step. At most ten, as GitHub shows no more of a step; a
 * notice tells how many are left out. What could not be measured comes first, for it has no line of its own.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubReport({ report, prefix }: Pick<ReportInput, "report" | "prefix">): string {
  const unmeasured = report.gates.filter(({ verdict }) => verdict === "undecidable");
  const annotations = [
    ...(unmeasured.length === 0
      ? []
      : [`::error title=${property("could not be measured")}::${data(reasonsOf(unmeasured))}`]),
    ...report.gates.flatMap(({ findings }) => findings.map((finding) => annotate(finding, prefix))),
  ];
  const more = annotations.length - MAX_ERRORS;
  const note = `${count(more, "more annotation")} not shown: GitHub shows ${MAX_ERRORS} of a step. The log, the job summary and the SARIF report have all.`;
  const shown = [...annotations.slice(0, MAX_ERRORS), ...(more > 0 ? [`::notice title=T4::${data(note)}`] : [])];
  return shown.map((line) => `${line}\n`).join("");
}

function reasonsOf(gates: GateReport["gates"]): string {
  return gates
    .map(({ id, because }) => `${id}: ${because.join("; ")}`)
    .join("\n")
    .slice(0, MAX_MESSAGE);
}

function annotate(finding: JudgedFinding, prefix: string): string {
  const { file, line, column, message, fix } = finding;
  const place = `file=${property(prefix + file)},line=${line},col=${column},title=${property(ruleOf(finding))}`;
  return `::error ${place}::${data(`${withoutFile(message, file)}\nFix: ${fix}`.slice(0, MAX_MESSAGE))}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
