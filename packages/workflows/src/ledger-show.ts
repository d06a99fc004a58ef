import type { JsonValue } from "@t4/core";
import { findRun, runName } from "@t4/ledger";
import { readLedger } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { describe, type LoggedRun } from "./ledger-log.ts";
import { ledgerPlace, openWithoutVocabulary } from "./open.ts";
import { readEntries, type ShownChange, type ShownEntry } from "./run-values.ts";
import { undoneStates } from "./undone-state.ts";

/** One field's change: a value that is not there did not exist. */
export interface ToldChange {
  field: string;
  old?: JsonValue;
  new?: JsonValue;
  /** The values that the ledger holds no more. */
  lost?: ("old" | "new")[];
  extractor: string;
  confidence: string;
}

/** A run with all that it did. */
export interface ToldRun extends Omit<LoggedRun, "entries"> {
  /** Names of the runs that it followed; the id of one that is not in the ledger. */
  parents: string[];
  entries: (Omit<ShownEntry, "changes"> & { changes: ToldChange[] })[];
}

/** The run that the beginning of an id or name stands for. Throws `E_NO_RUN`, and `E_LEDGER` for a damaged ledger. */
export async function ledgerShow(prefix: string, context: WorkflowContext): Promise<ToldRun> {
  const place = ledgerPlace(await openWithoutVocabulary(context));
  const { runs } = await readLedger(place);
  const run = findRun(runs, prefix);
  const names = new Map(runs.map((each) => [each.id, runName(each)]));
  const entries = await readEntries(place, run);
  return {
    ...describe(run, names),
    parents: run.header.parents.map((id) => names.get(id) ?? id),
    undone: undoneStates(runs).get(run.id) ?? null,
    entries: entries.map((entry) => ({ ...entry, changes: entry.changes.map(tell) })),
  };
}

function tell({ change, old, value }: ShownChange): ToldChange {
  const { field, removed, extractor, confidence } = change;
  const wasThere = change.replaced ?? change.old !== undefined;
  const lost = [...(old === undefined ? ["old" as const] : []), ...(value === undefined ? ["new" as const] : [])];
  return {
    field,
    ...(wasThere && old !== undefined && { old }),
    ...(removed !== true && value !== undefined && { new: value }),
    ...(lost.length > 0 && { lost }),
    extractor,
    confidence,
  };
}
