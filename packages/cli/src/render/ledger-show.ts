import type { ToldChange, ToldRun } from "@t4/workflows/ledger-show";
import type { Style } from "../style.ts";
import { clip } from "./clip.ts";
import { runTitle, undoneLines, whenWords } from "./ledger-log.ts";

const WIDTH = 100;
const SHORTEST_VALUE = 12;

/** The run's header; then each file with its hashes, and a line for each change in it. */
export function renderLedgerShow(run: ToldRun, style: Style): string {
  const parents = run.parents.length === 0 ? "nothing" : run.parents.join(", ");
  const lines = [
    runTitle(run, style),
    `  ${style.dim("id")}      ${run.id}`,
    `  ${style.dim("written")} ${run.at}`,
    ...(run.source === null
      ? []
      : [`  ${style.dim("told")}    ${whenWords(run)}, there called ${clip(run.source.sha, 50)}`]),
    `  ${style.dim("follows")} ${clip(parents, WIDTH - 10)}`,
    ...undoneLines(run, style),
    ...run.entries.flatMap((entry) => renderEntry(entry, style)),
  ];
  const isClipped = lines.some((line) => line.includes("…"));
  return `${lines.join("\n")}\n${isClipped ? style.dim("… stands for more: --format json shows it whole") + "\n" : ""}`;
}

function renderEntry(entry: ToldRun["entries"][number], style: Style): string[] {
  const { module, path, before, after, changes } = entry;
  const name = module === null ? style.bold(path ?? "") : `${style.bold(module)}${path === null ? "" : ` ${path}`}`;
  const hashes = path === null ? "" : ` ${hash(before)} → ${hash(after)}`;
  return [`${name}${hashes}`, ...changes.map((change) => renderChange(change, style))];
}

function hash(sha: string | null): string {
  return sha === null ? "no file" : sha.slice(0, 12);
}

function renderChange(change: ToldChange, style: Style): string {
  const field = change.field === "" ? "the whole file" : change.field;
  const by = `(${change.extractor}, ${change.confidence})`;
  const room = Math.max(2 * SHORTEST_VALUE, WIDTH - "  :  →  ".length - field.length - by.length);
  const [before, after] = (["old", "new"] as const).map((side) => valueWords(change, side)) as [string, string];
  const half = Math.floor(room / 2);
  const shownAfter = clip(after, Math.max(half, room - before.length));
  const shownBefore = clip(before, Math.max(half, room - shownAfter.length));
  return `  ${style.cyan(field)}: ${shownBefore} → ${shownAfter} ${style.dim(by)}`;
}

function valueWords(change: ToldChange, side: "old" | "new"): string {
  if (change.lost?.includes(side)) return "lost";
  return change[side] === undefined ? "nothing" : JSON.stringify(change[side]);
}
