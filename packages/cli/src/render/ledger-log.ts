import type { LoggedRun } from "@t4/workflows/ledger-log";
import type { Style } from "../style.ts";

const SHOWN_MODULES = 5;

/** Two lines a run: what, when and who; then what it touched. */
export function renderLedgerLog(runs: readonly LoggedRun[], style: Style): string {
  if (runs.length === 0) return "no run is recorded\n";
  return runs.map((run) => renderRun(run, style)).join("");
}

function renderRun(run: LoggedRun, style: Style): string {
  const reason = run.reason === null ? "" : ` ${JSON.stringify(run.reason)}`;
  const names = run.entries
    .slice(0, SHOWN_MODULES)
    .map(({ module, path, fields }) => `${module ?? path} (${fields.length})`);
  const more = run.entries.length - names.length;
  const touched = `${run.entries.length} ${run.entries.length === 1 ? "file" : "files"}: ${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return `${style.yellow(run.id.slice(0, 12))} ${run.at} ${style.bold(run.op)} by ${run.actor}${reason}\n  ${touched}\n`;
}
