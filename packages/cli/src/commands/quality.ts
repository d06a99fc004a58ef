import type { CommandDefinition } from "../command.ts";
import { addGateFlags, GATE_FORMATS, type GateFlags, runQuality } from "../run-quality.ts";

export const qualityCommand: CommandDefinition = {
  formats: GATE_FORMATS,
  examples: [
    "t4 quality",
    "t4 quality --changed --base origin/main",
    "t4 quality --format github --format sarif=t4.sarif",
  ],
  define(command, run) {
    addGateFlags(command).action((flags: GateFlags) => {
      run((session) => runQuality({ command: "quality", flags }, session));
    });
  },
};
