import type { GenerationReport } from "@t4/workflows/generate-files";
import type { WorkflowContext } from "@t4/workflows/context";
import type { Command } from "commander";
import { makeReport, type Report, type Session } from "./command.ts";
import { shownDiffs } from "./shown.ts";

interface Generator {
  /** As typed: `docs map`. */
  name: string;
  load: () => Promise<(input: { check: boolean }, context: WorkflowContext) => Promise<GenerationReport>>;
}

/** Declares what every command has that writes derived files: `--check`, exit 1 for a difference or an error, and nothing written where no workspace is. */
export function defineGenerator(
  command: Command,
  run: (action: (session: Session) => Promise<Report>) => void,
  { name, load }: Generator,
): void {
  command
    .option("--check", "write nothing; print the diff and exit 1 when something is out of date")
    .action((flags: { check?: boolean }) => {
      run(async (session) => {
        const { requireWorkspace } = await import("@t4/workflows/require-workspace");
        const generate = await load();
        const { renderGeneration } = await import("./render/generation.ts");
        await requireWorkspace(session.context);
        const report = await generate({ check: flags.check ?? false }, session.context);
        const diffs = report.files.map(({ diff = "" }) => diff);
        const isWrong =
          report.files.some(({ status }) => status === "outdated") ||
          report.findings.some(({ severity }) => severity === "error");
        return makeReport({
          session,
          command: name,
          document: report,
          render: (document, style) => renderGeneration(document, shownDiffs(diffs), style),
          exit: isWrong ? 1 : 0,
        });
      });
    });
}
