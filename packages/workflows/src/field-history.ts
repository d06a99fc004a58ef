import { parsePointer } from "@t4/core";
import { historyOf, runName, timeOf } from "@t4/ledger";
import { readLedger } from "@t4/writer";
import { ledgerPlace, type OpenedWorkspace } from "./open.ts";

/** A run that changed a field. */
export interface FieldEvent {
  field: string;
  /** The run file's name without its ending. */
  run: string;
  /** When it happened; of what was imported, in the older ledger. */
  at: string;
  op: string;
  actor: string;
  reason: string | null;
}

/** What the ledger says about a module's fields, newest first; one event a field and run. Throws `E_LEDGER`. */
export async function fieldHistory(workspace: OpenedWorkspace, module: string): Promise<FieldEvent[]> {
  const { runs } = await readLedger(ledgerPlace(workspace));
  return historyOf(runs, module).flatMap(({ run: { id, header }, entry }) => {
    const fields = new Set(entry.changes.map((change) => fieldOf(change.field)).filter((field) => field !== undefined));
    return [...fields].map((field) => ({
      field,
      run: runName({ id, header }),
      at: timeOf({ header }),
      op: header.op,
      actor: header.actor,
      reason: header.reason,
    }));
  });
}

/** The dotted path of a changed value; evidence alone is not the field's own history. */
function fieldOf(pointer: string): string | undefined {
  const segments = parsePointer(pointer);
  return segments.length === 0 || segments[0] === "_provenance" ? undefined : segments.join(".");
}
