import { type Command, InvalidArgumentError } from "commander";
import { addExamples, type CommandDefinition, makeReport, type Report, type Session } from "../command.ts";
import { countArgument } from "../count-argument.ts";
import { defineLedgerVerify } from "./ledger-verify.ts";
import { defineLedgerExport, defineLedgerImport } from "./ledger-views.ts";

type Run = (action: (session: Session) => Promise<Report>) => void;

export const ledgerCommand: CommandDefinition = {
  examples: [
    "t4 ledger log",
    "t4 ledger log --module billing --op record",
    "t4 ledger log --since 2026-11-01 --format json",
  ],
  define(command, run) {
    defineLedgerLog(command, run);
    defineLedgerShow(command, run);
    defineLedgerVerify(command, run);
    defineLedgerRecover(command, run);
    defineLedgerExport(command, run);
    defineLedgerImport(command, run);
  },
};

function defineLedgerLog(ledger: Command, run: Run): void {
  const log = ledger
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
        const document = await ledgerLog(flags, session.context);
        return makeReport({ session, command: "ledger log", document, render: renderLedgerLog });
      });
    });
  addExamples(log, ["t4 ledger log", "t4 ledger log --module billing --op record --limit 5"]);
}

function defineLedgerShow(ledger: Command, run: Run): void {
  const show = ledger
    .command("show")
    .description("show all that one run did")
    .argument("<run>", "the beginning of the run's name or id, at least 4 characters")
    .action((prefix: string) => {
      run(async (session) => {
        const { ledgerShow } = await import("@t4/workflows/ledger-show");
        const { renderLedgerShow } = await import("../render/ledger-show.ts");
        const document = await ledgerShow(prefix, session.context);
        return makeReport({ session, command: "ledger show", document, render: renderLedgerShow });
      });
    });
  addExamples(show, ["t4 ledger show 20261121T090000Z-1a2b3c4d", "t4 ledger show 1a2b3c4d --format json"]);
}

function defineLedgerRecover(ledger: Command, run: Run): void {
  const recover = ledger
    .command("recover")
    .description("end what a killed command left unfinished, and remove what it left over")
    .action(() => {
      run(async (session) => {
        const { recoverLedger } = await import("@t4/workflows/recover-ledger");
        const { renderLedgerRecover } = await import("../render/ledger-recover.ts");
        const document = await recoverLedger(session.context);
        return makeReport({ session, command: "ledger recover", document, render: renderLedgerRecover });
      });
    });
  addExamples(recover, ["t4 ledger recover", "t4 ledger recover --format json"]);
}

const DATE = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** A day or a time as the ledger writes times; without a zone it is UTC. */
function dateArgument(text: string): string {
  const zone = DATE.exec(text);
  const date = new Date(zone !== null && text.includes("T") && zone[1] === undefined ? `${text}Z` : text);
  // Dates that are not in the calendar are taken for later ones.
  const day = new Date(text.slice(0, 10));
  const isDay = !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text.slice(0, 10));
  if (zone === null || !isDay || Number.isNaN(date.getTime())) {
    throw new InvalidArgumentError("Give a day such as 2026-11-01, or an ISO 8601 time.");
  }
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
