import { type CommandDefinition, makeReport } from "../command.ts";

export const gatesCommand: CommandDefinition = {
  examples: ["t4 gates", "t4 gates --format json"],
  define(command, run) {
    command.action(() => {
      run(async (session) => {
        const { gates } = await import("@t4/workflows/gates");
        const { renderGates } = await import("../render/gates.ts");
        return makeReport({
          session,
          command: "gates",
          document: { gates: await gates(session.context) },
          render: renderGates,
        });
      });
    });
  },
};
