import type { CommandDefinition } from "../command.ts";
import { addGateFlags, GATE_FORMATS, type GateFlags, runQuality } from "../run-quality.ts";

export const gateCommand: CommandDefinition = {
  formats: GATE_FORMATS,
  examples: ["t4 gate schema", "t4 gate ledger --base origin/main", "t4 gate coverage links --format json"],
  define(command, run) {
    addGateFlags(command.argument("<id...>", "gates to run; t4 gates lists them")).action(
      (gates: string[], flags: GateFlags) => {
        run((session) => runQuality({ command: "gate", gates, flags }, session));
      },
    );
  },
};
