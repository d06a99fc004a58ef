import { newestFirst, runName } from "@t4/ledger";
import { readLedger } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { ledgerPlace, loadWorkspace, openSettings } from "./open.ts";
import { selectModules } from "./select-modules.ts";

export interface LogFilter {
  module?: string | undefined;
  op?: string | undefined;
  /** ISO 8601, UTC; runs from then on. */
  since?: string | undefined;
  limit?: number | undefined;
}

/** A run in a few words. */
export interface LoggedRun {
  id: string;
  /** The run file's name without its ending. */
  run: string;
  op: string;
  at: string;
  actor: string;
  reason: string | null;
  /** What it wrote; `module` is null for files that are no manifests. */
  entries: { module: string | null; path: string; fields: string[] }[];
}

/** The runs that pass the filter, newest first; of each, only the entries of the module that was asked for. Throws `E_LEDGER`, and
 * `E_NO_MODULE` for a name that neither the ledger nor the workspace knows. */
export async function ledgerLog(filter: LogFilter, context: WorkflowContext): Promise<LoggedRun[]> {
  const settings = await openSettings(context);
  const { runs } = await readLedger(ledgerPlace(settings));
  if (filter.module !== undefined && !runs.some((run) => run.entries.some(({ module }) => module === filter.module))) {
    const { modules, failed } = await loadWorkspace(settings);
    selectModules<{ name: string }>([...modules, ...failed], [filter.module]);
  }
  return newestFirst(runs)
    .filter(
      ({ header }) =>
        (filter.op === undefined || header.op === filter.op) &&
        (filter.since === undefined || header.at >= filter.since),
    )
    .map(({ id, header, entries }) => ({
      id,
      run: runName({ id, header }),
      op: header.op,
      at: header.at,
      actor: header.actor,
      reason: header.reason,
      entries: entries
        .filter((entry) => filter.module === undefined || entry.module === filter.module)
        .map(({ module, path, changes }) => ({ module, path, fields: changes.map((change) => change.field) })),
    }))
    .filter((run) => filter.module === undefined || run.entries.length > 0)
    .slice(0, filter.limit);
}
