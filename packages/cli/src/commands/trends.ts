import { type CommandDefinition, makeReport } from "../command.ts";
import { shownDiffs } from "../shown.ts";

export const trendsCommand: CommandDefinition = {
  examples: ["t4 trends", "t4 trends --html", "t4 trends --check --format json"],
  define(command, run) {
    command
      .option("--html", "also draw the trends, as one page of charts")
      .option("--check", "write nothing; print the diff and exit 1 when something is out of date")
      .action((flags: { html?: boolean; check?: boolean }) => {
        run(async (session) => {
          const { requireWorkspace } = await import("@t4/workflows/require-workspace");
          const { trends } = await import("@t4/workflows/trends");
          const { renderTrends } = await import("../render/trends.ts");
          const { html = false, check = false } = flags;
          await requireWorkspace(session.context);
          const report = await trends({ html, check }, session.context);
          const diffs = report.files.map(({ diff = "" }) => diff);
          return makeReport({
            session,
            command: "trends",
            document: report,
            render: (document, style) => renderTrends(document, shownDiffs(diffs), style),
            exit: report.files.some(({ status }) => status === "outdated") ? 1 : 0,
          });
        });
      });
  },
};
