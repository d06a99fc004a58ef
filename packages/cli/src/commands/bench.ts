import { type CommandDefinition, makeReport, type Report, type Session } from "../command.ts";
import { addMeasureOptions, measureExit, type MeasureFlags, measureInput } from "../measure-command.ts";
import { shownDiffs } from "../shown.ts";

export const benchCommand: CommandDefinition = {
  examples: ["t4 bench pricing", "t4 bench --all --keep-going", "t4 bench cli --from hyperfine.json"],
  define(command, run) {
    addMeasureOptions(command, "pytest-benchmark, vitest or hyperfine JSON").action(
      (modules: string[], flags: MeasureFlags) => {
        run((session) => measureBenchmarks(modules, flags, session));
      },
    );
  },
};

async function measureBenchmarks(modules: string[], flags: MeasureFlags, session: Session): Promise<Report> {
  const input = await measureInput(modules, flags);
  const { requireWorkspace } = await import("@t4/workflows/require-workspace");
  const { bench } = await import("@t4/workflows/bench");
  const { renderBench } = await import("../render/bench.ts");
  await requireWorkspace(session.context);
  const { report, diffs } = await bench(input, session.context);
  return makeReport({
    session,
    command: "bench",
    document: report,
    render: (document, style) => renderBench(document, input.dryRun ? shownDiffs(diffs) : [], style),
    findings: report.modules.flatMap((module) => module.findings),
    exit: measureExit(report),
  });
}
