import { InvalidArgumentError } from "commander";
import { addExamples, type CommandDefinition, makeReport } from "../command.ts";
import { countArgument } from "../count-argument.ts";
import { defineLedgerVerify } from "./ledger-verify.ts";

export const ledgerCommand: CommandDefinition = {
  examples: [
    "t4 ledger log",
    "t4 ledger log --module billing --op record",
    "t4 ledger log --since 2026-11-01 --format json",
  ],
  define(command, run) {
    const log = command
      .command("log")
      .description("list the runs, newest first")
      .option("--module <name>", "only runs that touched this module")
      .option("--op <operation>", "only runs of this operation (enrich, record, fix, vocab, …)")
      .option("--since <date>", "only runs from this day or time on", dateArgument)
      .option("--limit <n>", "at most so many", countArgument)
      .action((flags: { module?: string; op?: string; since?: string; limit?: number }) => {
        run(async (session) => {
          const { ledgerLog } = await import("@t4/workflows/ledger-log");
          const { renderLedgerLog } = await import("../render/ledger-log.ts");
          const runs = await ledgerLog(flags, session.context);
          return makeReport({
            session,
            command: "ledger log",
            document: { runs },
            render: (document, style) => renderLedgerLog(document.runs, style),
          });
        });
      });
    addExamples(log, ["t4 ledger log", "t4 ledger log --module billing --op record --limit 5"]);
    defineLedgerVerify(command, run);
  },
};

/** A day or a time, as the ledger writes times. */
function dateArgument(text: string): string {
  const date = new Date(text);
  if (!/^\d{4}-\d{2}-\d{2}/.test(text) || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError("Give a day such as 2026-11-01, or an ISO 8601 time.");
  }
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
