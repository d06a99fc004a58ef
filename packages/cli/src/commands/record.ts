import { type CommandDefinition, makeReport } from "../command.ts";

export const recordCommand: CommandDefinition = {
  examples: ['t4 record billing --reason "clearer description"', 't4 record --reason "release 2.1"'],
  define(command, run) {
    command
      .argument("[modules...]", "only these modules (default: all that were edited)")
      .requiredOption("--reason <text>", "why the manifests were edited")
      .option("--dry-run", "say what would be recorded and write nothing at all")
      .action((modules: string[], flags: { reason: string; dryRun?: boolean }) => {
        run(async (session) => {
          if (flags.reason.trim() === "") {
            const { usageError } = await import("../usage-error.ts");
            throw usageError("a reason must say something", 'Try: --reason "why the manifests were edited".');
          }
          const { requireWorkspace } = await import("@t4/workflows/require-workspace");
          const { record } = await import("@t4/workflows/record");
          const { renderRecord } = await import("../render/record.ts");
          await requireWorkspace(session.context);
          const report = await record(
            { modules, reason: flags.reason, dryRun: flags.dryRun ?? false },
            session.context,
          );
          return makeReport({
            session,
            command: "record",
            document: report,
            render: renderRecord,
            exit: report.findings.length > 0 ? 1 : 0,
          });
        });
      });
  },
};
