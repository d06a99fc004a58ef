import { chronicle } from "./chronicle.ts";
import type { ImportedEntry, Run, RunEntry } from "./run.ts";
import { newestFirst } from "./order.ts";

/** A run and what it did to one file. */
export interface HistoryItem {
  run: Run;
  entry: RunEntry;
}

/** What a run did to a module's file, or what an older ledger told about the module. */
export interface ModuleEvent {
  run: Run;
  entry: RunEntry | ImportedEntry;
}

/** What happened to a module, newest first. */
export function historyOf(runs: readonly Run[], module: string): ModuleEvent[] {
  return chronicle(runs)
    .toReversed()
    .flatMap((run) => [...run.entries, ...(run.imported ?? [])].map((entry) => ({ run, entry })))
    .filter(({ entry }) => entry.module === module);
}

/** For each path that any run wrote, the newest run that did. */
export function latestByPath(runs: readonly Run[]): Map<string, HistoryItem> {
  const latest = new Map<string, HistoryItem>();
  for (const run of newestFirst(runs)) {
    for (const entry of run.entries) if (!latest.has(entry.path)) latest.set(entry.path, { run, entry });
  }
  return latest;
}

/** What was done to a file by runs that no later run with an entry for it builds on, newest first: several only where branches met. */
export function headsOf(runs: readonly Run[], path: string): HistoryItem[] {
  const heads: HistoryItem[] = [];
  const overtaken = new Set<string>();
  for (const run of newestFirst(runs)) {
    const entry = run.entries.find((each) => each.path === path);
    if (entry !== undefined && !overtaken.has(run.id)) heads.push({ run, entry });
    if (entry !== undefined || overtaken.has(run.id)) for (const id of run.header.parents) overtaken.add(id);
  }
  return heads;
}
