import { type CommandDefinition, makeReport } from "../command.ts";
import { shown } from "../shown.ts";

export const acceptCommand: CommandDefinition = {
  examples: ["t4 accept billing description", "t4 accept billing features --dry-run"],
  define(command, run) {
    command
      .argument("<module>", "the module's name")
      .argument("<field>", "the field to hand back to the tool")
      .option("--dry-run", "print the diff and write nothing at all")
      .action((module: string, field: string, flags: { dryRun?: boolean }) => {
        run(async (session) => {
          const { accept } = await import("@t4/workflows/accept");
          const { renderEnrich } = await import("../render/enrich.ts");
          const { report, diffs } = await accept({ module, field, dryRun: flags.dryRun ?? false }, session.context);
          return makeReport({
            session,
            command: "accept",
            document: report,
            render: (document, style) => renderEnrich(document, shown(diffs()), style),
            exit: report.summary.failed > 0 ? 1 : 0,
          });
        });
      });
  },
};
