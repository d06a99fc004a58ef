import { type CommandDefinition, makeReport } from "../command.ts";
import { textWidth } from "../width.ts";

export const doctorCommand: CommandDefinition = {
  examples: ["t4 doctor", "t4 doctor --format json"],
  define(command, run) {
    command.action(() => {
      run(async (session) => {
        const { doctor, exitOfDoctor } = await import("@t4/workflows/doctor");
        const { renderDoctor } = await import("../render/doctor.ts");
        const report = await doctor({ node: process.versions.node, env: process.env }, session.context);
        return makeReport({
          session,
          command: "doctor",
          document: report,
          render: (document, style) => renderDoctor(document, textWidth(), style),
          exit: exitOfDoctor(report),
        });
      });
    });
  },
};
