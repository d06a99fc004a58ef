import { type CommandDefinition, makeReport } from "../command.ts";

export const gateCommand: CommandDefinition = {
  examples: ["t4 gate schema", "t4 gate ledger links", "t4 gate coverage --format json"],
  define(command, run) {
    command.argument("<id...>", "gates to run; t4 gates lists them").action((ids: string[]) => {
      run(async (session) => {
        const { quality } = await import("@t4/workflows/quality");
        const { exitOf, jsonReport } = await import("@t4/workflows/gate-reports");
        const { renderQuality } = await import("../render/quality.ts");
        const report = await quality({ gates: ids }, session.context);
        return makeReport({
          session,
          command: "gate",
          document: jsonReport(report),
          render: renderQuality,
          exit: exitOf(report),
        });
      });
    });
  },
};
