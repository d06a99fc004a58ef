import { type CommandDefinition, makeReport } from "../command.ts";
import { countArgument } from "../count-argument.ts";

const KINDS = ["unmapped", "weak", "withheld", "conflict"];

export const queueCommand: CommandDefinition = {
  examples: ["t4 queue", "t4 queue --min-count 3", "t4 queue --kind conflict --module billing"],
  define(command, run) {
    command
      .option("--min-count <n>", "only items seen at least so often", countArgument, 1)
      .option("--kind <kind...>", `only items of this kind (${KINDS.join(", ")})`)
      .option("--module <name>", "only items of this module")
      .action((flags: { minCount: number; kind?: string[]; module?: string }) => {
        run(async (session) => {
          const unknown = flags.kind?.find((kind) => !KINDS.includes(kind));
          if (unknown !== undefined) {
            const { usageError } = await import("../usage-error.ts");
            throw usageError(`there is no kind ${JSON.stringify(unknown)}`, `The kinds are ${KINDS.join(", ")}.`);
          }
          const { showQueue } = await import("@t4/workflows/queue");
          const { renderQueue } = await import("../render/queue.ts");
          const items = await showQueue(
            { minCount: flags.minCount, kinds: flags.kind, module: flags.module },
            session.context,
          );
          return makeReport({
            session,
            command: "queue",
            document: { items },
            render: (document, style) => renderQueue(document.items, style, flags.module),
          });
        });
      });
  },
};
