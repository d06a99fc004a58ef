import type { ValidateReport } from "@t4/workflows/validate";
import { type CommandDefinition, makeReport } from "../command.ts";

export const validateCommand: CommandDefinition = {
  examples: ["t4 validate", "t4 validate --strict", "t4 validate --format json"],
  define(command, run) {
    command.option("--strict", "stop at the first check that fails").action((flags: { strict?: boolean }) => {
      run(async (session) => {
        const { validate } = await import("@t4/workflows/validate");
        const { renderValidate } = await import("../render/validate.ts");
        const report = await validate({ strict: flags.strict ?? false }, session.context);
        return makeReport({
          session,
          command: "validate",
          document: report,
          render: renderValidate,
          exit: checkpointExit(report),
        });
      });
    });
  },
};

/** 1 when a check is broken, 3 when one could not be measured, else 0. */
export function checkpointExit({ summary }: ValidateReport): 0 | 1 | 3 {
  return summary.broken > 0 ? 1 : summary.undecidable > 0 ? 3 : 0;
}
