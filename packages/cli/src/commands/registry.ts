import type { CommandDefinition } from "../command.ts";
import { defineGenerator } from "../generator.ts";

export const registryCommand: CommandDefinition = {
  examples: ["t4 registry", "t4 registry --check", "t4 registry --check --format json"],
  define(command, run) {
    defineGenerator(command, run, {
      name: "registry",
      load: async () => (await import("@t4/workflows/registry")).registry,
    });
  },
};
