import { type CommandDefinition, makeReport } from "../command.ts";
import { shownDiffs } from "../shown.ts";

export const fixCommand: CommandDefinition = {
  examples: ["t4 fix --dry-run", "t4 fix billing ledger"],
  define(command, run) {
    command
      .argument("[modules...]", "only these modules (default: all)")
      .option("--dry-run", "print the diff and write nothing at all")
      .action((modules: string[], flags: { dryRun?: boolean }) => {
        run(async (session) => {
          const { requireWorkspace } = await import("@t4/workflows/require-workspace");
          const { fix } = await import("@t4/workflows/fix");
          const { renderFix } = await import("../render/fix.ts");
          await requireWorkspace(session.context);
          const { report, diffs } = await fix({ modules, dryRun: flags.dryRun ?? false }, session.context);
          return makeReport({
            session,
            command: "fix",
            document: report,
            render: (document, style) => renderFix(document, shownDiffs(diffs), style),
            findings: report.findings,
            exit: report.findings.length > 0 ? 1 : 0,
          });
        });
      });
  },
};
