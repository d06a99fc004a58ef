import { basename, relative, resolve } from "node:path";
import type { Command } from "commander";
import { addExamples, makeReport, type Report, type Session } from "../command.ts";

type Run = (action: (session: Session) => Promise<Report>) => void;

/** Declares `t4 ledger export`. */
export function defineLedgerExport(ledger: Command, run: Run): void {
  const command = ledger
    .command("export")
    .description("write the flat views of the ledger that other tools read")
    .option("--dry-run", "say what would be written and write nothing at all")
    .action((flags: { dryRun?: boolean }) => {
      run(async (session) => {
        const { exportLedger } = await import("@t4/workflows/export-ledger");
        const { renderLedgerExport } = await import("../render/ledger-export.ts");
        const document = await exportLedger({ dryRun: flags.dryRun ?? false }, session.context);
        return makeReport({ session, command: "ledger export", document, render: renderLedgerExport });
      });
    });
  addExamples(command, ["t4 ledger export --dry-run", "t4 ledger export"]);
}

/** Declares `t4 ledger import`. */
export function defineLedgerImport(ledger: Command, run: Run): void {
  const command = ledger
    .command("import")
    .description("take the files of an older ledger in as runs")
    .argument("<files...>", "<module>.ndjson with changes, or enrichment_ledger.jsonl with operations")
    .option("--dry-run", "say what would be imported and write nothing at all")
    .action((files: string[], flags: { dryRun?: boolean }) => {
      run(async (session) => {
        const { importLedger } = await import("@t4/workflows/import-ledger");
        const { renderLedgerImport } = await import("../render/ledger-import.ts");
        const input = {
          files: files.map((file) => located(file, session.context.root)),
          dryRun: flags.dryRun ?? false,
        };
        const document = await importLedger(input, session.context);
        return makeReport({ session, command: "ledger import", document, render: renderLedgerImport });
      });
    });
  addExamples(command, [
    "t4 ledger import --dry-run artifacts/enrichment_ledger.jsonl",
    "t4 ledger import manifests/.ledger/*.ndjson artifacts/enrichment_ledger.jsonl",
  ]);
}

/** A file as the command line names it, from the current folder; what lies outside the workspace is called by its name alone. */
function located(file: string, root: string): { path: string; name: string } {
  const path = resolve(file);
  const name = relative(root, path).replaceAll("\\", "/");
  return { path, name: name === "" || name.startsWith("../") ? basename(path) : name };
}
