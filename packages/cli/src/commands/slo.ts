import type { CommandDefinition } from "../command.ts";
import { defineGenerator } from "../generator.ts";

export const sloCommand: CommandDefinition = {
  examples: ["t4 slo", "t4 slo --check", "t4 slo --check --format json"],
  define(command, run) {
    defineGenerator(command, run, { name: "slo", load: async () => (await import("@t4/workflows/slo")).slo });
  },
};
