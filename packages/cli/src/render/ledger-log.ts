import type { LedgerLog, LoggedRun } from "@t4/workflows/ledger-log";
import type { Style } from "../style.ts";
import { clip } from "./clip.ts";

const SHOWN_MODULES = 5;
const WIDTH = 100;

/** Two or three lines a run: its name, what it was and who; when and what it touched; what it undid or what undid it. */
export function renderLedgerLog({ runs, total }: LedgerLog, style: Style): string {
  if (runs.length > 0) return runs.map((run) => renderRun(run, style)).join("");
  return total === 0 ? "no run is recorded\n" : `none of the ${total} runs in the ledger fits\n`;
}

function renderRun(run: LoggedRun, style: Style): string {
  const { entries } = run;
  const names = entries
    .slice(0, SHOWN_MODULES)
    .map(({ module, path, fields }) => `${module ?? path} (${fields.length})`);
  const more = entries.length > names.length ? ` and ${entries.length - names.length} more` : "";
  const noun = run.source === null ? "file" : "module";
  const touched = `${entries.length} ${noun}${entries.length === 1 ? "" : "s"}${names.length > 0 ? ": " : ""}${names.join(", ")}`;
  const lines = [
    runTitle(run, style),
    `  ${clip(`${whenWords(run)}, ${touched}`, WIDTH - 2 - more.length)}${more}`,
    ...undoneLines(run, style),
  ];
  return `${lines.join("\n")}\n`;
}

/** A run's name, as `t4 ledger show` and `t4 revert --run` take it, its operation, actor and reason. */
export function runTitle({ run, op, actor, reason }: LoggedRun | Omit<LoggedRun, "entries">, style: Style): string {
  const rest = clip(
    ` by ${actor}${reason === null ? "" : ` ${JSON.stringify(reason)}`}`,
    WIDTH - run.length - op.length - 1,
  );
  return `${style.yellow(run)} ${style.bold(op)}${rest}`;
}

/** When a run was written; of an import, when and what it was in the older ledger. */
export function whenWords({ at, source }: Pick<LoggedRun, "at" | "source">): string {
  return source === null ? at : `${source.operation ?? "a change"} of ${source.at}`;
}

/** What undid the run, and what it undid, each in a line. */
export function undoneLines({ undone, undoes }: Pick<LoggedRun, "undone" | "undoes">, style: Style): string[] {
  const lines = [];
  if (undoes.length > 0) lines.push(`  undid ${listed(undoes)}`);
  if (undone !== null) {
    lines.push(`  ${style.red(undone.whole ? "undone" : "undone in part")} by ${listed(undone.by)}`);
  }
  return lines;
}

const SHOWN_RUNS = 2;

function listed(names: readonly string[]): string {
  const more = names.length - SHOWN_RUNS;
  return names.slice(0, SHOWN_RUNS).join(", ") + (more > 0 ? ` and ${more} more` : "");
}
