import { Ancestry } from "./ancestry.ts";
import type { HistoryItem } from "./history.ts";
import { newestFirst } from "./order.ts";
import { type EntrySide, stateAfter } from "./return-source.ts";
import type { Run, RunEntry } from "./run.ts";
import { findUndone, type Undone } from "./undone.ts";

/** What is to be reverted: the newest run, one run, or all that came after a run. */
export type RevertAim = { kind: "last" } | { kind: "run" | "to"; run: Run };

/** A file on whose state a revert depends. */
export interface ExpectedFile {
  module: string | null;
  path: string;
  /** Who may have left it as it must be now, the newest first. */
  expected: readonly [HistoryItem, ...HistoryItem[]];
  /** What was done to it after that, newest first, as far as nothing came after it; empty when nothing was. */
  later: readonly HistoryItem[];
  /** What other branches did to it last, newest first. */
  beside: readonly HistoryItem[];
}

/** A file that is to be put back. */
export interface PlannedFile extends ExpectedFile {
  /** The entry that knows what is put back: what its run found, or what it left. */
  source: EntrySide;
}

/** A file of which all is undone already. */
export interface SettledFile extends ExpectedFile {
  /** What was undone there, newest first. */
  undone: readonly HistoryItem[];
}

/** Why there is nothing to put back. */
export type RevertNeedless =
  /** No run at all wrote a file, or this one did not: it only tells what an older ledger told. */
  | { why: "no run" | "no file" }
  | { why: "other modules" }
  /** What is undone already, and by which revert; `next` is the run to revert to go one step further back, when that was the question. */
  | { why: "undone"; undone: readonly Run[]; by: Run; next: Run | undefined };

export interface RevertPlan {
  /** The run that is undone, or returned to; undefined when there is none. */
  run: Run | undefined;
  /** What is undone, newest first. */
  undoes: readonly Run[];
  /** In code-unit order of their paths. */
  files: readonly PlannedFile[];
  /** What is undone already, in the same order. */
  settled: readonly SettledFile[];
  needless: RevertNeedless | undefined;
}

/**
 * Works out what a revert must put back, from the record alone. `modules` narrows it to their files. The newest run is, with `modules`, the newest
 * that concerns one of them; when it has undone something itself there is nothing to do, so that asking twice is asking once. Throws `E_UNSETTLED`
 * when the record does not tell what a file held right after the run to return to.
 */
export function planRevert(
  runs: readonly Run[],
  aim: RevertAim,
  modules?: ReadonlySet<string> | undefined,
): RevertPlan {
  const ordered = newestFirst(runs);
  const ledger: Ledger = {
    ordered,
    undone: findUndone(runs),
    ancestry: new Ancestry(ordered),
    isMeant: (module) => modules === undefined || (module !== null && modules.has(module)),
  };
  if (aim.kind === "to") return planReturn(ledger, aim.run);
  return aim.kind === "run" ? planUndoing(ledger, aim.run) : planLast(ledger);
}

interface Ledger {
  /** Newest first. */
  ordered: readonly Run[];
  undone: Undone;
  ancestry: Ancestry;
  isMeant: (module: string | null) => boolean;
}

function planLast(ledger: Ledger): RevertPlan {
  const { ordered, undone, isMeant } = ledger;
  const reachOf = (run: Run): [string, string | null][] =>
    [...(undone.reach.get(run.id) ?? [])].filter(([, module]) => isMeant(module));
  const run = ordered.find((each) => reachOf(each).length > 0);
  if (run === undefined) {
    return nothing(undefined, { why: ordered.some(hasFiles) ? "other modules" : "no run" });
  }
  const hasUndone = (each: Run, path: string): boolean => undone.undoings.get(each.id)?.has(path) === true;
  if (!reachOf(run).some(([path]) => hasUndone(run, path))) return planUndoing(ledger, run);
  const next = ordered.find((each) =>
    reachOf(each).some(([path]) => !hasUndone(each, path) && undone.undone.get(each.id)?.has(path) !== true),
  );
  const named = new Set(run.header.undoes);
  const entries = run.entries.filter(({ module }) => isMeant(module));
  const settled = settledFiles(ledger, entries, () => run);
  return nothing(run, { why: "undone", undone: ordered.filter(({ id }) => named.has(id)), by: run, next }, settled);
}

function planUndoing(ledger: Ledger, run: Run): RevertPlan {
  const { ordered, undone, ancestry, isMeant } = ledger;
  const meant = run.entries.filter(({ module }) => isMeant(module));
  if (meant.length === 0) return nothing(run, { why: hasFiles(run) ? "other modules" : "no file" });
  const by = undone.undone.get(run.id);
  const standing = meant.filter(({ path }) => by?.has(path) !== true);
  const settled = settledFiles(ledger, meant, ({ path }) => by?.get(path));
  const [first] = meant.flatMap(({ path }) => by?.get(path) ?? []);
  if (standing.length === 0 && first !== undefined) {
    return nothing(run, { why: "undone", undone: [run], by: first, next: undefined }, settled);
  }
  const edit = editBefore(ledger, run);
  const history = historyByPath(ordered, new Set(standing.map(pathOf)));
  const files = standing.map((entry): PlannedFile => {
    const own = { run, entry };
    const heads = ancestry.headsOf(history.get(entry.path) ?? []).filter((head) => head.run.id !== run.id);
    const isLater = (head: HistoryItem): boolean => ancestry.of(head.run).has(run.id);
    const [later, beside] = [heads.filter(isLater), heads.filter((head) => !isLater(head))];
    const found = edit?.entries.find(({ path }) => path === entry.path);
    const source = edit === undefined || found === undefined ? own : { run: edit, entry: found };
    return { ...nameOf(entry), expected: [own], later, beside, source: { ...source, side: "before" } };
  });
  return { run, undoes: edit === undefined ? [run] : [run, edit], files, settled, needless: undefined };
}

/**
 * `t4 record` writes two runs: the edit as it was found, then its fields marked as a person's. Whoever undoes the second means both, provided that it
 * is about all files of the first.
 */
function editBefore({ ordered, isMeant }: Ledger, { header, entries }: Run): Run | undefined {
  const [parent, ...others] = header.parents;
  const edit = others.length === 0 ? ordered.find(({ id }) => id === parent) : undefined;
  if (edit === undefined) return undefined;
  const isOneCommand = (["op", "at", "actor", "reason"] as const).every((key) => edit.header[key] === header[key]);
  const paths = new Set(entries.map(pathOf));
  const isWhole = edit.entries.filter(({ module }) => isMeant(module)).every(({ path }) => paths.has(path));
  return header.op === "record" && isOneCommand && isWhole ? edit : undefined;
}

/** Those of these files that a revert has undone; each must be as that revert left it, or as what was built on that left it. */
function settledFiles(
  { ordered, ancestry }: Ledger,
  entries: readonly RunEntry[],
  undoneBy: (entry: RunEntry) => Run | undefined,
): SettledFile[] {
  const undone = entries.flatMap((entry) => {
    const by = undoneBy(entry);
    return by === undefined ? [] : [{ entry, by }];
  });
  const history = historyByPath(ordered, new Set(undone.map(({ entry }) => entry.path)));
  return undone.flatMap(({ entry, by }): SettledFile[] => {
    const items = history.get(entry.path) ?? [];
    const heads = ancestry.headsOf(items);
    const left = items.find(({ run }) => run.id === by.id);
    // A revert that found the file right already has no entry for it.
    const isBuiltOnIt = ({ run }: HistoryItem): boolean =>
      left === undefined || run.id === by.id || ancestry.of(run).has(by.id);
    const [newest, ...others] = [...heads.filter(isBuiltOnIt), ...(left === undefined ? [] : [left])];
    if (newest === undefined) return [];
    const named = new Set(by.header.undoes);
    return [
      {
        ...nameOf(entry),
        expected: [newest, ...others],
        later: [],
        beside: heads.filter((head) => !isBuiltOnIt(head)),
        undone: items.filter(({ run }) => named.has(run.id)),
      },
    ];
  });
}

/** Back to right after `run`: what any run did that is not in its history is undone, also on other branches. */
function planReturn({ ordered, ancestry, isMeant }: Ledger, run: Run): RevertPlan {
  const before = ancestry.of(run);
  const isKept = ({ run: { id } }: Pick<HistoryItem, "run">): boolean => id === run.id || before.has(id);
  const undoes = ordered.filter((each) => !isKept({ run: each }) && each.entries.some(({ module }) => isMeant(module)));
  const paths = new Set(undoes.flatMap(({ entries }) => entries.filter(({ module }) => isMeant(module)).map(pathOf)));
  const history = historyByPath(ordered, paths);
  const files = [...paths].sort().flatMap((path): PlannedFile[] => {
    const items = history.get(path) ?? [];
    const [latest, ...others] = ancestry.headsOf(items);
    const source = stateAfter(run, items, isKept, ancestry);
    if (latest === undefined || source === undefined) return [];
    return [{ ...nameOf(latest.entry), expected: [latest, ...others], later: [], beside: [], source }];
  });
  return { run, undoes, files, settled: [], needless: undefined };
}

function nothing(run: Run | undefined, needless: RevertNeedless, settled: readonly SettledFile[] = []): RevertPlan {
  return { run, undoes: [], files: [], settled, needless };
}

function hasFiles({ entries }: Run): boolean {
  return entries.length > 0;
}

function nameOf({ module, path }: RunEntry): Pick<RunEntry, "module" | "path"> {
  return { module, path };
}

function pathOf({ path }: RunEntry): string {
  return path;
}

/** What the runs did to these files, newest first. */
function historyByPath(ordered: readonly Run[], paths: ReadonlySet<string>): Map<string, HistoryItem[]> {
  const history = new Map<string, HistoryItem[]>();
  for (const run of ordered) {
    for (const entry of run.entries) {
      if (!paths.has(entry.path)) continue;
      const items = history.get(entry.path);
      if (items === undefined) history.set(entry.path, [{ run, entry }]);
      else items.push({ run, entry });
    }
  }
  return history;
}
