import { type CommandDefinition, makeReport } from "../command.ts";
import { textWidth } from "../width.ts";
import { T4_PACKAGE, VERSION } from "../version.ts";

export const initCommand: CommandDefinition = {
  examples: ["t4 init", "t4 init --apply", "t4 init --format json"],
  define(command, run) {
    command
      .option("--apply", "write what is proposed, as one run; without it nothing is written")
      .action((flags: { apply?: boolean }) => {
        run(async (session) => {
          const { init } = await import("@t4/workflows/init");
          const { renderInit } = await import("../render/init.ts");
          const t4 = { name: T4_PACKAGE, version: VERSION };
          const report = await init({ apply: flags.apply ?? false, t4 }, session.context);
          return makeReport({
            session,
            command: "init",
            document: report,
            render: (document, style) => renderInit(document, { verbose: session.verbose, width: textWidth() }, style),
          });
        });
      });
  },
};
