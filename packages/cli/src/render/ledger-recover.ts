import type { RecoverReport } from "@t4/workflows/recover-ledger";
import type { Style } from "../style.ts";

/** A line for each run that was ended and each file that was left over. */
export function renderLedgerRecover(report: RecoverReport, style: Style): string {
  const lines = [
    ...report.rolled_forward.map(
      (id) => `${style.green("ended")} run ${id.slice(0, 12)}: it is whole and in the ledger`,
    ),
    ...report.rolled_back.map(
      (id) => `${style.yellow("taken back")} run ${id.slice(0, 12)}: all of its files are as before`,
    ),
    ...report.discarded.map(
      (name) => `${style.yellow("discarded")} ${name}: it was cut off before anything else was written`,
    ),
    ...report.removed.map((path) => `${style.green("removed")} ${path}`),
  ];
  return lines.length === 0 ? "nothing was left unfinished\n" : `${lines.join("\n")}\n`;
}
