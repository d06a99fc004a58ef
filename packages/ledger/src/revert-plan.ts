import type { HistoryItem } from "./history.ts";
import { newestFirst } from "./order.ts";
import type { Run, RunEntry } from "./run.ts";
import { findUndone, type Undone } from "./undone.ts";

/** What is to be reverted: the newest run, one run, or all that came after a run. */
export type RevertAim = { kind: "last" } | { kind: "run" | "to"; run: Run };

/** A file that is to be put back. */
export interface PlannedFile {
  module: string | null;
  path: string;
  /** Who may have left it as it must be now, the newest first; more than one only where branches met. */
  expected: readonly [HistoryItem, ...HistoryItem[]];
  /** The entry that knows what is put back: what its run found, or what it left. */
  source: HistoryItem & { side: "before" | "after" };
  /** The newest run that wrote it. */
  latest: HistoryItem;
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
  needless: RevertNeedless | undefined;
}

/**
 * Works out what a revert must put back, from the record alone. `modules` narrows it to their files. The newest run is, with `modules`, the newest
 * that concerns one of them; when it has undone something itself there is nothing to do, so that asking twice is asking once.
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
    isMeant: (module) => modules === undefined || (module !== null && modules.has(module)),
  };
  if (aim.kind === "to") return planReturn(ledger, aim.run);
  return aim.kind === "run" ? planUndoing(ledger, aim.run) : planLast(ledger);
}

interface Ledger {
  /** Newest first. */
  ordered: readonly Run[];
  undone: Undone;
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
  return nothing(run, { why: "undone", undone: ordered.filter(({ id }) => named.has(id)), by: run, next });
}

function planUndoing({ ordered, undone, isMeant }: Ledger, run: Run): RevertPlan {
  const meant = run.entries.filter(({ module }) => isMeant(module));
  if (meant.length === 0) return nothing(run, { why: hasFiles(run) ? "other modules" : "no file" });
  const by = undone.undone.get(run.id);
  const standing = meant.filter(({ path }) => by?.has(path) !== true);
  const [first] = meant.flatMap(({ path }) => by?.get(path) ?? []);
  if (standing.length === 0 && first !== undefined) {
    return nothing(run, { why: "undone", undone: [run], by: first, next: undefined });
  }
  const history = historyByPath(ordered, new Set(standing.map(({ path }) => path)));
  const files = standing.map((entry): PlannedFile => {
    const own = { run, entry };
    const latest = history.get(entry.path)?.[0] ?? own;
    return { ...nameOf(entry), expected: [own], source: { ...own, side: "before" }, latest };
  });
  return { run, undoes: [run], files, needless: undefined };
}

/** Back to right after `run`: what any run did that is not in its history is undone, also on other branches. */
function planReturn({ ordered, isMeant }: Ledger, run: Run): RevertPlan {
  const ancestry = new Ancestry(ordered);
  const kept = ancestry.of(run).add(run.id);
  const undoes = ordered.filter(({ id, entries }) => !kept.has(id) && entries.some(({ module }) => isMeant(module)));
  const paths = new Set(undoes.flatMap(({ entries }) => entries.filter(({ module }) => isMeant(module)).map(pathOf)));
  const history = historyByPath(ordered, paths);
  const files = [...paths].sort().flatMap((path): PlannedFile[] => {
    const items = history.get(path) ?? [];
    const [latest] = items;
    const later = items.filter((item) => !kept.has(item.run.id));
    const left = items.find((item) => kept.has(item.run.id));
    const first = later.at(-1);
    if (latest === undefined || first === undefined) return [];
    const source = left === undefined ? { ...first, side: "before" as const } : { ...left, side: "after" as const };
    return [{ ...nameOf(latest.entry), expected: ancestry.headsOf(items, latest), source, latest }];
  });
  return { run, undoes, files, needless: undefined };
}

function nothing(run: Run | undefined, needless: RevertNeedless): RevertPlan {
  return { run, undoes: [], files: [], needless };
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

/** Which runs came before which. */
class Ancestry {
  readonly #byId: ReadonlyMap<string, Run>;
  readonly #known = new Map<string, Set<string>>();

  constructor(runs: readonly Run[]) {
    this.#byId = new Map(runs.map((run) => [run.id, run]));
  }

  /** The ids of all runs before this one, a set of the caller's own. */
  of(run: Run): Set<string> {
    const found = new Set<string>();
    const open = [...run.header.parents];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (found.has(id)) continue;
      found.add(id);
      open.push(...(this.#byId.get(id)?.header.parents ?? []));
    }
    return found;
  }

  /** Those of a file's items, newest first, that no later item builds on. */
  headsOf(items: readonly HistoryItem[], latest: HistoryItem): [HistoryItem, ...HistoryItem[]] {
    const heads: [HistoryItem, ...HistoryItem[]] = [latest];
    for (const item of items.slice(1)) {
      if (!heads.some((head) => this.#before(head.run).has(item.run.id))) heads.push(item);
    }
    return heads;
  }

  #before(run: Run): ReadonlySet<string> {
    let known = this.#known.get(run.id);
    if (known === undefined) {
      known = this.of(run);
      this.#known.set(run.id, known);
    }
    return known;
  }
}
