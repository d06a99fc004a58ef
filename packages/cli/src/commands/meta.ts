import type { CommandDefinition } from "../command.ts";
import { defineGenerator } from "../generator.ts";

export const metaCommand: CommandDefinition = {
  examples: ["t4 meta", "t4 meta --check", "t4 meta --check --format json"],
  define(command, run) {
    defineGenerator(command, run, { name: "meta", load: async () => (await import("@t4/workflows/meta")).meta });
  },
};
