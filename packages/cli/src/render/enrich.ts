import type { EnrichReport } from "@t4/workflows/enrich-report";
import type { Style } from "../style.ts";
import { colourDiff } from "./diff.ts";
import { renderFinding } from "./finding.ts";

/** The diffs, then a line for each withheld field and finding, then the summary. */
export function renderEnrich(report: EnrichReport, diffs: readonly string[], style: Style): string {
  const withheld = report.modules.flatMap((module) =>
    module.withheld.map(
      ({ field, reason, needs }) =>
        `${style.yellow("withheld")} ${module.module} ${style.bold(field)}: ${reason}; needs ${needs}`,
    ),
  );
  const findings = report.modules.flatMap((module) => module.findings.map((finding) => renderFinding(finding, style)));
  const sections = [
    diffs.map((diff) => colourDiff(diff, style)).join(""),
    lines(withheld),
    lines(findings),
    lines(summaryLines(report, style)),
  ];
  return sections.filter((section) => section !== "").join("\n");
}

function summaryLines({ summary, queue, run, dry_run }: EnrichReport, style: Style): string[] {
  const counts = [
    `${summary.changed} ${dry_run ? "would change" : "changed"}`,
    `${summary.unchanged} unchanged`,
    summary.draft > 0 ? `${summary.draft} draft` : "",
    summary.failed > 0 ? style.red(`${summary.failed} failed`) : "",
  ].filter((part) => part !== "");
  const modules = `${summary.modules} ${summary.modules === 1 ? "module" : "modules"}`;
  const waiting = `review queue ${queue.items} (+${queue.added} -${queue.removed})`;
  const last = dry_run ? "dry run: nothing was written" : run === null ? "nothing to record" : `recorded as ${run}`;
  if (summary.modules === 0) {
    return [`${style.bold(modules)}: no folder here holds a module.manifest.json; ${waiting}`, last];
  }
  return [`${style.bold(modules)}: ${counts.join(", ")}; ${summary.withheld} withheld; ${waiting}`, last];
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join("");
}
