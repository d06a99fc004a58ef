import { conversionCure, shellWord } from "@t4/core";
import type { RevertMismatch, RevertReport } from "@t4/workflows/revert-report";

/** A report with what a person can do next: about each mismatch, and about the whole. */
export interface HintedReport extends Omit<RevertReport, "mismatches"> {
  mismatches: (RevertMismatch & { hint: string })[];
  /** Command lines that go on from here, each after what it is for. */
  next: { to: string; command: string }[];
}

/** Adds to a report what a person can do next; `modules` are those that it was narrowed to. */
export function withHints(report: RevertReport, modules: readonly string[]): HintedReport {
  const mismatches = report.mismatches.map((mismatch) => ({ ...mismatch, hint: hintFor(mismatch) }));
  return { ...report, mismatches, next: nextSteps(report, modules) };
}

function nextSteps({ run, already, vocabulary }: RevertReport, modules: readonly string[]): HintedReport["next"] {
  const narrowed = modules.length === 0 ? "" : ` --module ${modules.map(shellWord).join(" ")}`;
  const steps: HintedReport["next"] = [];
  if (run !== null) {
    if (vocabulary) steps.push({ to: "bring the review queue up to date", command: "t4 enrich" });
    return [...steps, { to: "redo it", command: `t4 revert --run ${run}` }];
  }
  if (already?.by) steps.push({ to: "redo it", command: `t4 revert --run ${already.by.run}${narrowed}` });
  if (already?.next) {
    const { op, at, run: name } = already.next;
    steps.push({ to: `go one step further back (${op}, ${at})`, command: `t4 revert --run ${name}${narrowed}` });
  }
  return steps;
}

/** How to see what stands in a file's place, and how to go on. */
function hintFor({ module, path, what, left, converted }: RevertMismatch): string {
  const file = shellWord(path);
  const log = module === null ? "t4 ledger log" : `t4 ledger log --module ${shellWord(module)}`;
  const revertLeft = left === null ? "" : `t4 revert --run ${left.run}`;
  switch (what) {
    case "later run":
      return `See it with \`${log}\`; undo that first with \`${revertLeft}\`.`;
    case "other branch":
      return `See it with \`${log}\`; undo that one with \`${revertLeft}\`.`;
    case "undone run": {
      if (module === null)
        return `See what came back with \`git diff -- ${file}\`, and bring back what was there with git.`;
      const name = shellWord(module);
      return `Record that it is back with \`t4 record ${name} --reason "…"\`; then undo it with \`t4 revert --last --module ${name}\`.`;
    }
    case "edited": {
      if (converted) return `git made its line ends CRLF (core.autocrlf). ${conversionCure(path, file)}`;
      const keep = module === null ? "" : `; keep it with \`t4 record ${shellWord(module)} --reason "…"\``;
      return `See the edit with \`git diff -- ${file}\`${keep}.`;
    }
    case "missing":
      return `See what is gone with \`git diff -- ${file}\`; bring it back with \`git checkout -- ${file}\`.`;
    case "unreadable":
      return `Look at it with \`ls -l ${file}\`, and make it readable.`;
    default:
      return `Look at it with \`ls -ld ${file}\`, and move it away.`;
  }
}
