import type { LedgerReport } from "@t4/workflows/verify-ledger";
import type { Style } from "../style.ts";
import { renderFinding } from "./finding.ts";

/** Every finding, what is odd and in order, then one line of summary. */
export function renderLedgerVerify(report: LedgerReport, style: Style): string {
  const findings = [...report.findings, ...report.unmeasured].map((finding) => `${renderFinding(finding, style)}\n`);
  const notes = report.notes.map((note) => `${style.dim("note:")} ${note}\n`);
  return `${findings.join("")}${notes.join("")}${summarize(report, style)}\n`;
}

function summarize(report: LedgerReport, style: Style): string {
  const { verified, runs, lines, manifests, base, findings, unmeasured } = report;
  if (verified && runs === 0) return "no run is recorded: the ledger verifies";
  const counts = `${count(runs, "run")}, ${count(lines, "line")}, ${count(manifests, "manifest")}`;
  if (unmeasured.length > 0) return `${counts}: ${style.yellow("it cannot be told whether the ledger verifies")}`;
  if (!verified) return `${counts}: ${style.red("the ledger does not verify")}, ${count(findings.length, "finding")}`;
  const since = base === null ? "" : `, and nothing was changed since ${base.slice(0, 12)}`;
  return `${counts}: ${style.green("the ledger verifies")}${since}`;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en-US")} ${what}${number === 1 ? "" : "s"}`;
}
