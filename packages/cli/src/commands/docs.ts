import { addExamples, type CommandDefinition } from "../command.ts";
import { defineGenerator } from "../generator.ts";

export const docsCommand: CommandDefinition = {
  examples: ["t4 docs map", "t4 docs map --check"],
  define(command, run) {
    const map = command.command("map").description("write the documentation map and the module index");
    defineGenerator(map, run, { name: "docs map", load: async () => (await import("@t4/workflows/docs-map")).docsMap });
    addExamples(map, ["t4 docs map", "t4 docs map --check --format json"]);
  },
};
