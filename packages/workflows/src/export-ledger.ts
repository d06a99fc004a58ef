import { posix } from "node:path";
import pMap from "p-map";
import { encodeUtf8, T4Error } from "@t4/core";
import { changeLines, chronicle, isView, OPERATIONS_VIEW, operationLine, type Run, viewNames } from "@t4/ledger";
import type { Workspace } from "@t4/readers";
import { type LedgerPlace, readLedger, removeLeftovers, replaceFile } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { isInLedger } from "./import-ledger.ts";
import { ledgerPlace, openSettings } from "./open.ts";
import { readEntries, type ShownEntry } from "./run-values.ts";
import { exclusively, openToWrite } from "./write-run.ts";

/** What exporting did, or would do; paths relative to the workspace, sorted. */
export interface ExportReport {
  dry_run: boolean;
  /** How many runs the views tell of. */
  runs: number;
  written: string[];
  /** Views of modules that no run names any more. */
  removed: string[];
  /** How many views were right already. */
  unchanged: number;
  /** Modules whose names no file can have; their changes are in no view. */
  unnamed: string[];
}

/**
 * Writes the flat views of the ledger that others read: `<ledger>/<module>.ndjson` and `artifacts/enrichment_ledger.jsonl`. What holds the right
 * bytes already is left alone. Throws `E_FOREIGN`, with nothing written, when a file in the way is not T4's and says what the ledger does
 * not; `E_LEDGER`, and what writing throws.
 */
export async function exportLedger({ dryRun }: { dryRun: boolean }, context: WorkflowContext): Promise<ExportReport> {
  const settings = await (dryRun ? openSettings(context) : openToWrite(context));
  const first = await plan(settings);
  if (dryRun || first.views.size + first.stale.length === 0) return reportOf(first, dryRun);
  return exclusively(settings, context, async () => {
    const fresh = await openSettings(context);
    const current = await plan(fresh);
    await pMap(current.views, ([path, bytes]) => replaceFile(fresh, path, bytes), { concurrency: 8 });
    await removeLeftovers(ledgerPlace(fresh), current.stale);
    return reportOf(current, false);
  });
}

interface Plan {
  runs: number;
  /** The views that do not hold the right bytes. */
  views: Map<string, Uint8Array>;
  stale: string[];
  unchanged: number;
  unnamed: string[];
}

function reportOf({ runs, views, stale, unchanged, unnamed }: Plan, dryRun: boolean): ExportReport {
  return { dry_run: dryRun, runs, written: [...views.keys()].sort(), removed: stale, unchanged, unnamed };
}

/** No view of a ledger that T4 could have written is larger. */
const MAX_VIEW_BYTES = 512 * 1024 * 1024;

async function plan(settings: Workspace): Promise<Plan> {
  const place = ledgerPlace(settings);
  const { runs } = await readLedger(place);
  const { views, unnamed } = await makeViews(place, runs);
  const all = views.size;
  const foreign: string[] = [];
  for (const [path, wanted] of views) {
    const present = await settings.sources.readBytes(path, MAX_VIEW_BYTES);
    if (present === undefined) continue;
    if (Buffer.compare(present, wanted) === 0) views.delete(path);
    else if (!isView(present) && !isInLedger(present, path, runs)) foreign.push(path);
  }
  if (foreign.length > 0) throw notOurs(foreign);
  const stale = await findStale(settings, place, runs);
  return { runs: runs.length, views, stale, unchanged: all - views.size, unnamed };
}

async function makeViews(
  place: LedgerPlace,
  runs: readonly Run[],
): Promise<{ views: Map<string, Uint8Array>; unnamed: string[] }> {
  const lines = new Map<string, string[]>();
  const operations: string[] = [];
  for (const run of chronicle(runs)) {
    operations.push(operationLine(run));
    for (const entry of await readEntries(place, run)) {
      if (entry.module === null || entry.changes.length === 0) continue;
      const known = lines.get(entry.module) ?? [];
      known.push(changeLines(run, withValues(run, entry)));
      lines.set(entry.module, known);
    }
  }
  const { names, unnamed } = viewNames(lines.keys());
  const views = new Map<string, Uint8Array>();
  for (const [name, module] of names) {
    views.set(posix.join(place.ledgerDir, name), encodeUtf8((lines.get(module) ?? []).join("")));
  }
  if (operations.length > 0) views.set(OPERATIONS_VIEW, encodeUtf8(operations.join("")));
  return { views, unnamed: unnamed.sort() };
}

/** Throws `E_LEDGER` when a value is lost: a view that lacks some would pass for whole. */
function withValues(run: Run, { path, changes }: ShownEntry) {
  return changes.map(({ change, old, value }) => {
    if (old !== undefined && value !== undefined) return { change, old, value };
    const did = old === undefined ? "found" : "wrote";
    const lost = `what run ${run.id.slice(0, 12)} ${did} in ${change.field} of ${path} is not in the ledger any more`;
    throw new T4Error("E_LEDGER", lost, {
      file: path ?? undefined,
      hint: "Restore the ledger's `objects` folder from git; `t4 ledger verify` tells more.",
    });
  });
}

/** Views that T4 once derived, of modules that no run names: those of another branch's runs, say. */
async function findStale({ sources }: Workspace, place: LedgerPlace, runs: readonly Run[]): Promise<string[]> {
  const modules = runs.flatMap(({ entries, imported = [] }) =>
    [...entries, ...imported].map(({ module }) => module ?? ""),
  );
  const { names } = viewNames(modules);
  const stale: string[] = [];
  for (const name of (await sources.names(place.ledgerDir)) ?? []) {
    const path = posix.join(place.ledgerDir, name);
    if (!name.endsWith(".ndjson") || names.has(name) || (await sources.kindOf(path)) !== "file") continue;
    const bytes = await sources.readBytes(path, MAX_VIEW_BYTES);
    if (bytes !== undefined && bytes.length > 0 && isView(bytes)) stale.push(path);
  }
  return stale;
}

function notOurs(paths: readonly string[]): T4Error {
  const [first = "", ...others] = paths;
  const more = others.length === 0 ? "" : `; nor are ${others.length} more`;
  return new T4Error("E_FOREIGN", `${first} is not a view that T4 wrote, and says what the ledger does not${more}`, {
    file: first,
    hint: "Take it in with `t4 ledger import FILE`, or move it away; then run the command again.",
  });
}
