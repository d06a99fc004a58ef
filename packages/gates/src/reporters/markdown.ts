import { withoutFile } from "@t4/core";
import { escapeMarkdown, markdownTable } from "@t4/registry";
import type { GateReport, GateResult, JudgedFinding } from "../result.ts";
import { count, ruleOf } from "./report-input.ts";

/** A comment on GitHub holds 65,536 characters, a job summary more. */
const MAX_CHARACTERS = 60_000;

const MARKS: Record<GateResult["verdict"], string> = {
  held: "✅ held",
  broken: "❌ broken",
  inapplicable: "➖ inapplicable",
  undecidable: "❓ undecidable",
};

/**
 * The report for a job summary or a comment: a table of the gates, then the findings by module, as many as fit into a comment. No text of a
 * repository is taken for markup, and nobody is mentioned.
 */
export function markdownReport(report: GateReport): string {
  const table = markdownTable(
    ["gate", "verdict", "measured", "findings", "waived", "because"],
    report.gates.map(rowOf),
  );
  const findings = report.gates.flatMap((gate) => gate.findings);
  const head = `# ${titleOf(report, findings.length)}\n\n${table}`;
  return head + fitting(groupByModule(findings), MAX_CHARACTERS - head.length);
}

function titleOf({ ok, gates }: GateReport, findings: number): string {
  if (ok) return "T4: every gate that applies holds";
  const broken = gates.filter(({ verdict }) => verdict === "broken").length;
  const undecidable = gates.filter(({ verdict }) => verdict === "undecidable").length;
  const parts = [
    ...(broken > 0 ? [`${count(broken, "gate")} broken, ${count(findings, "finding")}`] : []),
    ...(undecidable > 0 ? [`${count(undecidable, "gate")} could not be measured`] : []),
  ];
  return `T4: ${parts.join("; ")}`;
}

function rowOf({ id, verdict, measured, counts, findings, waived, because }: GateResult): string[] {
  const cells = [
    id,
    MARKS[verdict],
    measured === 0 ? "" : `${measured} ${measured === 1 ? counts.replace(/s$/, "") : counts}`,
  ];
  return [...cells, String(findings.length), String(waived.length), mostOf(because).map(quiet).join("; ")];
}

const MOST_REASONS = 3;

function mostOf(because: readonly string[]): string[] {
  const more = because.length - MOST_REASONS;
  return [...because.slice(0, MOST_REASONS), ...(more > 0 ? [`and ${more} more`] : [])];
}

function groupByModule(findings: readonly JudgedFinding[]): Map<string, JudgedFinding[]> {
  const groups = new Map<string, JudgedFinding[]>();
  for (const finding of findings) {
    const name = finding.module ?? "";
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [finding]);
    else group.push(finding);
  }
  return groups;
}

function fitting(groups: ReadonlyMap<string, readonly JudgedFinding[]>, room: number): string {
  const lines: string[] = [];
  let used = 200;
  let left = 0;
  for (const [module, findings] of groups) {
    const heading = `\n## ${module === "" ? "The workspace" : quiet(module)}\n\n`;
    for (const [index, finding] of findings.entries()) {
      const line = `${index === 0 ? heading : ""}${lineOf(finding)}`;
      if (left > 0 || used + line.length > room) left += 1;
      else lines.push(line);
      used += line.length;
    }
  }
  const note = left === 0 ? "" : `\n${count(left, "more finding")} not shown here.\n`;
  return lines.join("") + note;
}

function lineOf(finding: JudgedFinding): string {
  const { file, line, column, message, fix } = finding;
  return `- **${ruleOf(finding)}** ${quiet(`${file}:${line}:${column}`)}: ${quiet(withoutFile(message, file))}<br>Fix: ${withCode(fix)}\n`;
}

// As for escaped text: what ends a line, and what is obeyed and not shown.
const NO_CODE = /[\s\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu;

/** A fix, its commands between backticks kept as code, each on its line: a blank line would end it, and show what follows as markup. */
function withCode(fix: string): string {
  return fix
    .split(/(`[^`]*`)/)
    .map((part) => (part.length > 2 && part.startsWith("`") ? part.toWellFormed().replace(NO_CODE, " ") : quiet(part)))
    .join("");
}

/** Escaped, with the spaces around it, and `@` kept from mentioning anybody. */
function quiet(text: string): string {
  const [, before = "", after = ""] = /^(\s?).*?(\s?)$/s.exec(text) ?? [];
  const said = escapeMarkdown(text).replaceAll("@", "@<!-- -->");
  return said === "" ? before : `${before && " "}${said}${after && " "}`;
}
