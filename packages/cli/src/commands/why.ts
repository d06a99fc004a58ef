import { type CommandDefinition, makeReport } from "../command.ts";

export const whyCommand: CommandDefinition = {
  examples: ["t4 why billing description", "t4 why billing mqi", "t4 why billing performance.observed --format json"],
  define(command, run) {
    command
      .argument("<module>", "the module's name")
      .argument(
        "[field]",
        "a field's path, such as features or testing.coverage_target, or mqi for the quality index (default: every enriched field)",
      )
      .action((module: string, field: string | undefined) => {
        run(async (session) => {
          const { why } = await import("@t4/workflows/why");
          const { renderWhy } = await import("../render/why.ts");
          const answer = await why({ module, field }, session.context);
          return makeReport({ session, command: "why", document: answer, render: renderWhy });
        });
      });
  },
};
