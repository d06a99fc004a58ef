import type { RevertedFile, RevertMismatch, RunInBrief } from "@t4/workflows/revert-report";
import type { Style } from "../style.ts";
import { colourDiff } from "./diff.ts";
import { renderFinding } from "./finding.ts";
import type { HintedReport } from "./revert-hints.ts";

const SHOWN_FILES = 20;
const SHOWN_RUNS = 5;
const SHOWN_DIGITS = 12;

/** The diffs of a dry run or the files that were put back, then what is wrong, then what was undone and how to go on. */
export function renderRevert(report: HintedReport, diffs: readonly string[], style: Style): string {
  const findings = report.findings.map((finding) => renderFinding(finding, style));
  const mismatches = report.mismatches.map((mismatch) => renderMismatch(mismatch, style));
  const files = report.dry_run || mismatches.length > 0 ? [] : fileLines(report.modules, style);
  const next = report.next.map(({ to, command }) => `  ${style.dim(`${to}:`)} ${command}`);
  const lines = [...files, ...mismatches, ...findings, ...summary(report, style), ...next];
  return diffs.map((diff) => colourDiff(diff, style)).join("") + lines.map((line) => `${line}\n`).join("");
}

function fileLines(files: readonly RevertedFile[], style: Style): string[] {
  const moved = files.filter(({ status }) => status === "restored" || status === "removed");
  const lines = moved.slice(0, SHOWN_FILES).map(({ module, path, status }) => {
    const name = module === null ? "" : ` ${style.bold(module)}`;
    return `${style.green(status)}${name} ${path}`;
  });
  const more = moved.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more; --format json lists all`] : lines;
}

function renderMismatch(
  { module, path, expected, found, what, later, hint }: HintedReport["mismatches"][number],
  style: Style,
): string {
  const name = module === null ? "" : ` ${module}`;
  const there = found === undefined ? `is ${NO_FILE[what]}` : `holds ${hash(found)}`;
  const why = [
    what === "edited" ? "edited, and no run recorded that" : "",
    what === "missing" ? "removed, and no run recorded that" : "",
    later === null ? "" : `written later by ${brief(later)}`,
  ].filter((part) => part !== "");
  const because = why.length === 0 ? "" : `: ${why.join("; ")}`;
  return `${style.red("mismatch")}${name} ${style.bold(path)} ${there} instead of ${hash(expected)}${because}\n  ${style.dim("hint:")} ${hint}`;
}

const NO_FILE: Readonly<Record<RevertMismatch["what"], string>> = {
  "later run": "another file",
  edited: "another file",
  missing: "missing",
  folder: "a folder",
  link: "a link",
  "not a file": "no regular file",
  unreadable: "not readable",
};

function hash(sha: string | null): string {
  return sha === null ? "no file" : sha.slice(0, SHOWN_DIGITS);
}

function summary(report: HintedReport, style: Style): string[] {
  if (report.already !== null) return [already(report)];
  const { undoes, to, modules, mismatches, dry_run: dry, run } = report;
  const goal = to === null ? list(undoes) : `all runs after ${brief(to)}`;
  if (mismatches.length > 0) {
    const left = to === null ? `as ${list(undoes)} left them` : "as the ledger's newest runs left them";
    return [
      `${style.bold("nothing was reverted")}: ${mismatches.length} of ${count(modules.length, "file")} not ${left}`,
    ];
  }
  const moved = modules.filter(({ status }) => status === "restored" || status === "removed").length;
  const undone = `${style.bold(dry ? "would undo" : "undid")} ${goal}: ${count(moved, "file")} put back`;
  return [undone, dry ? "dry run: nothing was written" : `recorded as ${run}`];
}

function already({ already: found, to }: HintedReport): string {
  const runs = list(found?.runs ?? []);
  switch (found?.why) {
    case "undone":
      return `nothing to do: ${runs} ${found.runs.length === 1 ? "is" : "are"} already undone${found.by === null ? "" : `, by ${brief(found.by)}`}`;
    case "there":
      return `nothing to do: every file is already as ${to === null ? `before ${runs}` : `right after ${runs}`}`;
    case "no file":
      return `nothing to do: ${runs} wrote no file`;
    case "other modules":
      return `nothing to do: ${runs === "" ? "no run wrote a" : `${runs} wrote no`} file of these modules`;
    default:
      return "nothing to do: no run is recorded";
  }
}

function list(runs: readonly RunInBrief[]): string {
  const more = runs.length - SHOWN_RUNS;
  return runs.slice(0, SHOWN_RUNS).map(brief).join(", ") + (more > 0 ? ` and ${count(more, "more run")}` : "");
}

function brief({ op, run, at, actor }: RunInBrief): string {
  return `${op} ${run} (${at} by ${actor})`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
