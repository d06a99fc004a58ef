import { nearest } from "@t4/contracts";
import { sortedSet, T4Error } from "@t4/core";
import { chronicle, type Run, runName, timeOf } from "@t4/ledger";
import { readLedger } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { ledgerPlace, loadWorkspace, openWithoutVocabulary } from "./open.ts";
import { selectModules } from "./select-modules.ts";
import { type UndoneState, undoneStates } from "./undone-state.ts";
import { checkNotDeleted } from "./verify-empty.ts";

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
  /** What an import was taken from: when and what it was there. */
  source: { sha: string; at: string; operation: string | null } | null;
  /** Names of the runs that it undid. */
  undoes: string[];
  /** Null while it is not undone. */
  undone: UndoneState | null;
  /** What it wrote; `module` is null for files that are no manifests, `path` for what an older ledger told. */
  entries: { module: string | null; path: string | null; fields: string[] }[];
}

export interface LedgerLog {
  /** Newest first; imports stand where their older times put them. */
  runs: LoggedRun[];
  /** How many runs the ledger holds in all. */
  total: number;
}

/** The runs that pass the filter; of each, only the entries of the module that was asked for. Throws `E_LEDGER`, `E_LEDGER_ABSENT`,
 * `E_NO_MODULE` for a name that neither the ledger nor the workspace knows, and `E_USAGE` for an operation that no run is. */
export async function ledgerLog(filter: LogFilter, context: WorkflowContext): Promise<LedgerLog> {
  const settings = await openWithoutVocabulary(context);
  await checkNotDeleted(settings);
  const { runs } = await readLedger(ledgerPlace(settings));
  checkOperation(filter.op, runs);
  const { module } = filter;
  if (module !== undefined && !runs.some((run) => entriesOf(run).some((entry) => entry.module === module))) {
    const { modules, failed } = await loadWorkspace(settings);
    selectModules<{ name: string }>([...modules, ...failed], [module]);
  }
  const undone = undoneStates(runs);
  const names = new Map(runs.map((run) => [run.id, runName(run)]));
  const logged = chronicle(runs)
    .toReversed()
    .filter((run) => passes(run, filter))
    .map((run): LoggedRun => ({ ...describe(run, names), undone: undone.get(run.id) ?? null, entries: entriesOf(run) }))
    .map((run) =>
      module === undefined ? run : { ...run, entries: run.entries.filter((entry) => entry.module === module) },
    )
    .filter((run) => module === undefined || run.entries.length > 0);
  return { runs: logged.slice(0, filter.limit), total: runs.length };
}

/** What the header of a run says; `names` holds the names of runs by id. */
export function describe(run: Run, names: ReadonlyMap<string, string>): Omit<LoggedRun, "undone" | "entries"> {
  const { id, header } = run;
  const { op, at, actor, reason, source = null, undoes = [] } = header;
  return {
    id,
    run: runName(run),
    op,
    at,
    actor,
    reason,
    source,
    undoes: undoes.map((each) => names.get(each) ?? each),
  };
}

function passes(run: Run, { op, since }: LogFilter): boolean {
  return (op === undefined || run.header.op === op) && (since === undefined || timeOf(run) >= since);
}

function entriesOf({ entries, imported = [] }: Run): LoggedRun["entries"] {
  return [...entries, ...imported.map((entry) => ({ ...entry, path: null }))].map(({ module, path, changes }) => ({
    module,
    path,
    fields: changes.map((change) => change.field),
  }));
}

function checkOperation(op: string | undefined, runs: readonly Run[]): void {
  const known = sortedSet(runs.map(({ header }) => header.op));
  if (op === undefined || known.length === 0 || known.includes(op)) return;
  const suggestion = nearest(op, known);
  const guess = suggestion === undefined ? "" : `Did you mean ${suggestion}? `;
  throw new T4Error("E_USAGE", `no run of this ledger is of the operation ${JSON.stringify(op)}`, {
    hint: `${guess}This ledger has: ${known.join(", ")}.`,
  });
}
