import { type CommandDefinition, makeReport, type Report, type Session } from "../command.ts";
import { shownDiffs } from "../shown.ts";

interface Flags {
  last?: boolean;
  run?: string;
  sha?: string;
  to?: string;
  module?: string[];
  dryRun?: boolean;
  reason?: string;
}

export const revertCommand: CommandDefinition = {
  examples: ["t4 revert --last --dry-run", "t4 revert --last", "t4 revert --last --module billing"],
  define(command, run) {
    command
      .option("--last", "undo the newest run; the second time, do nothing")
      .option("--run <run>", "undo this run, named by the beginning of its id or name; of a revert: redo")
      .option("--sha <run>", "the same as --run")
      .option("--to <run>", "go back to right after this run")
      .option("--module <name...>", "only files of these modules")
      .option("--dry-run", "print the diff and write nothing at all")
      .option("--reason <text>", "why, for the ledger")
      .action((flags: Flags) => {
        run((session) => revertRuns(flags, session));
      });
  },
};

async function revertRuns(flags: Flags, session: Session): Promise<Report> {
  const aim = await aimOf(flags);
  const { requireWorkspace } = await import("@t4/workflows/require-workspace");
  const { revert } = await import("@t4/workflows/revert");
  const { withHints } = await import("../render/revert-hints.ts");
  const { renderRevert } = await import("../render/revert.ts");
  const modules = flags.module ?? [];
  await requireWorkspace(session.context);
  const { report, diffs } = await revert(
    { aim, modules, reason: flags.reason ?? null, dryRun: flags.dryRun ?? false },
    session.context,
  );
  return makeReport({
    session,
    command: "revert",
    document: withHints(report, modules),
    render: (document, style) => renderRevert(document, report.dry_run ? shownDiffs(diffs()) : [], style),
    exit: report.mismatches.length > 0 ? 1 : 0,
  });
}

/** Throws `E_USAGE` unless exactly one thing is asked for. */
async function aimOf({ last, run, sha, to, reason }: Flags): Promise<"last" | { run: string } | { to: string }> {
  const { usageError } = await import("../usage-error.ts");
  if (reason?.trim() === "") throw usageError("a reason must say something", 'Try: --reason "why this is undone".');
  const asked = Object.entries({ "--last": last, "--run": run, "--sha": sha, "--to": to }).flatMap(([flag, value]) =>
    value === undefined ? [] : flag,
  );
  if (asked.length > 1) throw usageError(`${asked.join(" and ")} exclude each other`, "Give one of them.");
  if (asked.length === 0) {
    const hint = "Give --last, --run RUN or --to RUN; `t4 ledger log` lists the runs.";
    throw usageError("what to revert is not said", hint);
  }
  if (to !== undefined) return { to };
  const named = run ?? sha;
  return named === undefined ? "last" : { run: named };
}
