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

function renderMismatch(mismatch: HintedReport["mismatches"][number], style: Style): string {
  const { module, path, expected, found, what, left, later, hint } = mismatch;
  const name = module === null ? "" : ` ${module}`;
  const there = found === undefined ? `is ${NO_FILE[what]}` : `holds ${hash(found)}`;
  const since = UNRECORDED[what] ?? "";
  const lines = [
    `${style.red("mismatch")}${name} ${style.bold(path)}`,
    `  ${there} instead of ${hash(expected)}${since}`,
    ...(left === null || SINCE[what] === undefined ? [] : [`  left by ${brief(left)}, ${SINCE[what]}`]),
    ...(later === null ? [] : [`  written later by ${brief(later)}`]),
    `  ${style.dim("hint:")} ${hint}`,
  ];
  return lines.join("\n");
}

const UNRECORDED: Readonly<Partial<Record<RevertMismatch["what"], string>>> = {
  edited: ": edited, and no run recorded that",
  missing: ": removed, and no run recorded that",
};

const SINCE: Readonly<Partial<Record<RevertMismatch["what"], string>>> = {
  "other branch": "on another branch",
  "undone run": "which is undone",
};

const NO_FILE: Readonly<Record<RevertMismatch["what"], string>> = {
  "later run": "another file",
  "other branch": "another file",
  "undone run": "another file",
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
  if (report.already !== null) return nothingToDo(report.already, report.to, style);
  const { undoes, to, modules, mismatches, dry_run: dry, run } = report;
  if (mismatches.length > 0) {
    const files = `${mismatches.length} of ${count(modules.length, "file")} ${mismatches.length === 1 ? "is" : "are"}`;
    const by = to === null ? undoes.map((each) => `  by ${brief(each)}`) : [];
    return [`${style.bold("nothing was reverted")}: ${files} not as recorded`, ...by];
  }
  const goal = to === null ? [] : [`  back to right after ${brief(to)}`];
  return [
    ...undoes.slice(0, SHOWN_RUNS).map((each) => `${style.bold(dry ? "would undo" : "undid")} ${brief(each)}`),
    ...(undoes.length > SHOWN_RUNS ? [`  and ${count(undoes.length - SHOWN_RUNS, "more run")}`] : []),
    ...goal,
    `${putBack(modules, dry)}; ${dry ? "dry run: nothing was written" : `recorded as ${run}`}`,
  ];
}

function putBack(modules: readonly RevertedFile[], dry: boolean): string {
  const moved = modules.filter(({ status }) => status === "restored" || status === "removed").length;
  const recorded = modules.filter(({ status }) => status === "recorded").length;
  if (recorded > 0)
    return `${count(recorded, "file")} ${recorded === 1 ? "was" : "were"} put back already, and not by T4`;
  return `${count(moved, "file")} ${dry ? "would be " : ""}put back`;
}

function nothingToDo(already: NonNullable<HintedReport["already"]>, to: RunInBrief | null, style: Style): string[] {
  const none = style.bold("nothing to do");
  const about = already.runs.slice(0, SHOWN_RUNS).map((run) => `  ${brief(run)}`);
  switch (already.why) {
    case "undone":
      return [`${none}: already undone`, ...about, ...(already.by === null ? [] : [`  by ${brief(already.by)}`])];
    case "there":
      return [`${none}: every file is already as ${to === null ? "before" : "right after"}`, ...about];
    case "no file":
      return [`${none}: no file was written by`, ...about];
    case "other modules":
      return about.length === 0
        ? [`${none}: no run wrote a file of these modules`]
        : [`${none}: no file of these modules was written by`, ...about];
    case "no run":
      return [`${none}: no run is recorded`];
  }
}

function brief({ op, run, at, actor }: RunInBrief): string {
  return `${op} ${run} (${at} by ${actor})`;
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
