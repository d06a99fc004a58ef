import type { CommandDefinition } from "../command.ts";

export const fixCommand: CommandDefinition = {
  examples: ["t4 fix --dry-run", "t4 fix billing ledger"],
  define(command, run) {
    command
      .argument("[modules...]", "only these modules (default: all)")
      .option("--dry-run", "print the diff and write nothing at all")
      .action((modules: string[], flags: { dryRun?: boolean }) => {
        run(async (session) => {
          const { fix } = await import("@t4/workflows/fix");
          const { renderFix } = await import("../render/fix.ts");
          const { report, diffs } = await fix({ modules, dryRun: flags.dryRun ?? false }, session.context);
          return {
            exit: report.findings.length > 0 ? 1 : 0,
            json: { version: 1, command: "fix", root: session.rootLabel, ...report },
            text: (style) => renderFix(report, diffs, style),
          };
        });
      });
  },
};
