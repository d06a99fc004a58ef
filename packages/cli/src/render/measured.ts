import type { MeasuredModule, MeasureReport } from "@t4/workflows/write-measured";
import type { Style } from "../style.ts";
import { colourDiff } from "./diff.ts";
import { renderFinding } from "./finding.ts";

/** The diffs of a dry run, a line for each module that was measured, with whole lines of remarks, what failed with the end of its output, then one line of summary. */
export function renderMeasured<F>(
  report: MeasureReport<F>,
  diffs: readonly string[],
  style: Style,
  describe: (figure: F) => string,
  remark: (figure: F) => string = () => "",
): string {
  const lines = report.modules.flatMap((module) =>
    module.figure === null
      ? []
      : [lineOf(module, describe(module.figure), style), remark(module.figure), ...remarksOn(module, style)],
  );
  const findings = report.modules.flatMap(({ findings, tail }) => [
    ...findings.map((finding) => `${renderFinding(finding, style)}\n`),
    ...tail.map((line) => `${style.dim("  |")} ${line}\n`),
  ]);
  const sections = [
    diffs.map((diff) => colourDiff(diff, style)).join(""),
    lines.join(""),
    findings.join(""),
    `${summaryLine(report, style)}\n`,
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function lineOf<F>({ module, status }: MeasuredModule<F>, figure: string, style: Style): string {
  const mark = {
    changed: style.green("measured "),
    unchanged: style.dim("unchanged"),
    held: style.yellow("held     "),
    withheld: style.yellow("withheld "),
    unwritten: style.yellow("unwritten"),
    failed: style.red("failed   "),
    untested: "",
  }[status];
  return `${mark} ${style.bold(module)} ${figure}\n`;
}

function remarksOn<F>({ withheld, conflicts }: MeasuredModule<F>, style: Style): string[] {
  return [
    ...withheld.map(({ field, reason, needs }) => `  ${style.bold(field)} is not written: ${reason}; needs ${needs}\n`),
    ...conflicts.map(
      ({ field, current }) =>
        `  ${style.bold(field)} stays ${JSON.stringify(current)}: a person set it; t4 accept hands it back\n`,
    ),
  ];
}

function summaryLine<F>({ summary, reports, modules, run, dry_run }: MeasureReport<F>, style: Style): string {
  const counts = [
    `${summary.changed} ${dry_run ? "would change" : "changed"}`,
    `${summary.unchanged} unchanged`,
    summary.failed > 0 ? style.red(`${summary.failed} failed`) : "",
    summary.untested > 0 ? `${summary.untested} not measured` : "",
  ].filter((part) => part !== "");
  const unowned = reports.reduce((sum, report) => sum + report.unowned, 0);
  const aside = unowned === 0 ? "" : `; ${unowned} ${unowned === 1 ? "file" : "files"} of no module left out`;
  const heldUp = modules.some(({ status }) => status === "unwritten");
  const last = dry_run
    ? "dry run: nothing was written"
    : run !== null
      ? `recorded as ${run}`
      : heldUp
        ? "nothing was written, because a run failed; --keep-going writes the others"
        : "nothing to record";
  const count = `${summary.modules} ${summary.modules === 1 ? "module" : "modules"}`;
  return `${style.bold(count)}: ${counts.join(", ")}${aside}; ${last}`;
}
