import { type CommandDefinition, makeReport, type Report, type Session } from "../command.ts";
import { shown, shownDiffs } from "../shown.ts";

interface Flags {
  module?: string[];
  all?: boolean;
  dryRun?: boolean;
  check?: boolean;
  failOnWarn?: boolean;
}

export const enrichCommand: CommandDefinition = {
  examples: ["t4 enrich --dry-run", "t4 enrich --module billing ledger", "t4 enrich --check --format json"],
  define(command, run) {
    command
      .option("--module <name...>", "only these modules (default: all)")
      .option("--all", "all modules, said aloud")
      .option("--dry-run", "print the diff and write nothing at all")
      .option("--check", "like --dry-run, and exit 1 when anything would change")
      .option("--only-changed-sources", "skip modules whose inputs are unchanged, which every run does")
      .option("--fail-on-warn", "exit 1 also when something was withheld or warned of")
      .action((flags: Flags) => {
        run((session) => enrichModules(flags, session));
      });
  },
};

async function enrichModules(flags: Flags, session: Session): Promise<Report> {
  if (flags.all && flags.module) {
    const { usageError } = await import("../usage-error.ts");
    throw usageError("--all and --module exclude each other", "Leave one of the two out.");
  }
  const { enrich } = await import("@t4/workflows/enrich");
  const { renderEnrich } = await import("../render/enrich.ts");
  const { renderFinding } = await import("../render/finding.ts");
  const dryRun = (flags.dryRun ?? false) || (flags.check ?? false);
  const { report, diffs, queueChanges, recordsMerge, warnings } = await enrich(
    { modules: flags.module ?? [], dryRun },
    session.context,
  );
  const { talkStyle } = session;
  if (!session.quiet) for (const warning of shown(warnings)) session.talk(`${renderFinding(warning, talkStyle)}\n`);
  const findings = report.modules.flatMap((module) => module.findings);
  const warned = report.summary.withheld > 0 || findings.length > 0 || warnings.length > 0;
  const broken = findings.some((finding) => finding.severity === "error");
  const differs = flags.check === true && (report.summary.changed > 0 || queueChanges || recordsMerge);
  return makeReport({
    session,
    command: "enrich",
    document: report,
    render: (document, style) => renderEnrich(document, shownDiffs(diffs()), style),
    findings,
    exit: broken || differs || (flags.failOnWarn === true && warned) ? 1 : 0,
  });
}
