import type { JudgedFinding } from "../result.ts";
import { count, type ReportInput, ruleOf } from "./report-input.ts";

/** GitHub shows so many annotations of one level from one step, and drops the rest without a word. */
const MAX_ERRORS = 10;
const MAX_MESSAGE = 4096;

/**
 * Annotations for GitHub Actions, one workflow command a line, for standard output of a step. At most ten, as GitHub shows no more of a step; a
 * notice tells how many are left out. Gates that could not be measured come first, for they have no line of their own.
 * https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function githubReport({ report }: Pick<ReportInput, "report">): string {
  const unmeasured = report.gates.filter(({ verdict }) => verdict === "undecidable");
  const annotations = [
    ...unmeasured.map(
      ({ id, because }) => `::error title=${property(`${id} could not be measured`)}::${data(because.join("\n"))}`,
    ),
    ...report.gates.flatMap(({ findings }) => findings.map(annotate)),
  ];
  const more = annotations.length - MAX_ERRORS;
  const note = `::notice title=T4::${data(`${count(more, "more annotation")} not shown: GitHub shows ${MAX_ERRORS} of a step. The log, the job summary and the SARIF report have all.`)}`;
  return [...annotations.slice(0, MAX_ERRORS), ...(more > 0 ? [note] : [])].map((line) => `${line}\n`).join("");
}

function annotate(finding: JudgedFinding): string {
  const { file, line, column, message, fix } = finding;
  const place = `file=${property(file)},line=${line},col=${column},title=${property(ruleOf(finding))}`;
  return `::error ${place}::${data(`${message}\nFix: ${fix}`.slice(0, MAX_MESSAGE))}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
