import { T4Error } from "@t4/core";
import type { Ancestry } from "./ancestry.ts";
import type { HistoryItem } from "./history.ts";
import type { Run } from "./run.ts";
import { runName } from "./run-file.ts";

const SHOWN_DIGITS = 12;

/** An entry, and which of its two states is meant. */
export type EntrySide = HistoryItem & { side: "before" | "after" };

/**
 * The state of a file right after `run`. `items` is its whole history, newest first; `isKept` says which of it came before `run` or is its own.
 * Where branches met before `run` and left the file in several states, the first entry after `run` tells which of them was taken. Throws
 * `E_UNSETTLED` when none does. Undefined when nothing came later.
 */
export function stateAfter(
  run: Run,
  items: readonly HistoryItem[],
  isKept: (item: HistoryItem) => boolean,
  ancestry: Ancestry,
): EntrySide | undefined {
  const later = items.filter((item) => !isKept(item));
  const first = later.at(-1);
  if (first === undefined) return undefined;
  const heads = ancestry.headsOf(items.filter(isKept));
  const [left] = heads;
  if (left === undefined) return { ...first, side: "before" };
  const other = heads.find(({ entry }) => entry.after !== left.entry.after);
  if (other === undefined) return { ...left, side: "after" };
  const next = later.findLast((item) => ancestry.of(item.run).has(run.id));
  // An edit by hand is recorded as one of the newest state, whichever the person began with.
  const isTold = next !== undefined && next.run.header.op !== "record";
  const taken = heads.find(({ entry }) => isTold && entry.after === next.entry.before);
  if (taken === undefined) throw unsettled(run, [left, other], later[0] ?? first);
  return { ...taken, side: "after" };
}

function unsettled(run: Run, heads: readonly HistoryItem[], newest: HistoryItem): T4Error {
  const states = heads.map(({ entry, run: by }) => `${shown(entry.after)} by ${runName(by)}`).join(" and ");
  const path = newest.entry.path;
  return new T4Error(
    "E_UNSETTLED",
    `${path} was left in several states before ${runName(run)}, as ${states}, and no run tells which one was there`,
    {
      file: path,
      hint: `Undo what came later one by one, first with \`t4 revert --run ${runName(newest.run)}\`; or leave this file out with --module.`,
    },
  );
}

function shown(sha: string | null): string {
  return sha === null ? "no file" : sha.slice(0, SHOWN_DIGITS);
}
