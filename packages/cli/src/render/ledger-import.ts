import type { ImportReport } from "@t4/workflows/import-ledger";
import type { Style } from "../style.ts";

/** A line for each file, then one line of summary. */
export function renderLedgerImport({ dry_run: dryRun, files, runs }: ImportReport, style: Style): string {
  const lines = files.map(({ file, records, new: fresh }) => {
    const count = `${records} ${records === 1 ? "record" : "records"}`;
    return `${style.bold(file)}: ${count}, ${fresh === 0 ? "nothing new" : `${fresh} new`}\n`;
  });
  return `${lines.join("")}${summary(runs, dryRun)}\n${dryRun ? "dry run: nothing was written\n" : ""}`;
}

function summary(runs: ImportReport["runs"], dryRun: boolean): string {
  const [first] = runs;
  const last = runs.at(-1);
  if (first === undefined || last === undefined) return "the ledger holds all of it already";
  const count = `${runs.length} ${runs.length === 1 ? "run" : "runs"}`;
  const when = first.at === last.at ? `of ${first.at}` : `of ${first.at} to ${last.at}`;
  return `${count} ${when} ${dryRun ? "would be imported" : "imported"}`;
}
