import { type CommandDefinition, makeReport, type Report, type Session } from "../command.ts";
import { addMeasureOptions, measureExit, type MeasureFlags, measureInput } from "../measure-command.ts";
import { shownDiffs } from "../shown.ts";

export const covCommand: CommandDefinition = {
  examples: ["t4 cov billing", "t4 cov --all --keep-going", "t4 cov --from coverage.xml --dry-run"],
  define(command, run) {
    addMeasureOptions(command, "Cobertura, LCOV or Istanbul").action((modules: string[], flags: MeasureFlags) => {
      run((session) => measureCoverage(modules, flags, session));
    });
  },
};

async function measureCoverage(modules: string[], flags: MeasureFlags, session: Session): Promise<Report> {
  const input = await measureInput(modules, flags);
  const { requireWorkspace } = await import("@t4/workflows/require-workspace");
  const { cov } = await import("@t4/workflows/cov");
  const { renderCov } = await import("../render/cov.ts");
  await requireWorkspace(session.context);
  const { report, diffs } = await cov(input, session.context);
  return makeReport({
    session,
    command: "cov",
    document: report,
    render: (document, style) => renderCov(document, input.dryRun ? shownDiffs(diffs) : [], style),
    findings: report.modules.flatMap((module) => module.findings),
    exit: measureExit(report),
  });
}
