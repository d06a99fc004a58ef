import { type CommandDefinition, makeReport } from "../command.ts";
import { checkpointExit } from "./validate.ts";

export const tagProdCommand: CommandDefinition = {
  examples: ["t4 tag-prod --dry-run", "t4 tag-prod", "t4 tag-prod 2.1.0"],
  define(command, run) {
    command
      .argument("[version]", "default: that of the package.json or pyproject.toml at the root")
      .option("--dry-run", "make every check and show the tag, and make none")
      .action((version: string | undefined, flags: { dryRun?: boolean }) => {
        run(async (session) => {
          const { tagProd } = await import("@t4/workflows/tag-prod");
          const { renderTagProd } = await import("../render/tag-prod.ts");
          const report = await tagProd({ version, dryRun: flags.dryRun ?? false }, session.context);
          return makeReport({
            session,
            command: "tag-prod",
            document: report,
            render: renderTagProd,
            exit: checkpointExit(report.checkpoint),
          });
        });
      });
  },
};
