import { decodeUtf8, getOwn, isJsonObject, type JsonValue, parsePointer } from "@t4/core";
import type { Change, Run, RunEntry } from "@t4/ledger";
import { type LedgerPlace, readAfter, readBefore } from "@t4/writer";

/** What a run did to one file, or what an older ledger told about a module; then there is no path and no hash. */
export interface ShownEntry {
  module: string | null;
  path: string | null;
  before: string | null;
  after: string | null;
  changes: ShownChange[];
}

/** A change with the values that it found and left: null for none, undefined when the ledger does not hold it any more. */
export interface ShownChange {
  change: Change;
  old: JsonValue | undefined;
  value: JsonValue | undefined;
}

/** Everything that a run did, with the values that are too large for its lines. Throws `E_LEDGER` for a damaged snapshot. */
export async function readEntries(place: LedgerPlace, run: Run): Promise<ShownEntry[]> {
  // Snapshots are remembered as long as their run's header: this copy lets go of this one.
  const once = { ...run, header: { ...run.header } };
  const entries = run.entries.map(async (entry) => {
    const { module, path, before, after } = entry;
    return { module, path, before, after, changes: await readChanges(place, once, entry) };
  });
  const imported = (run.imported ?? []).map(({ module, changes }) => ({
    module,
    path: null,
    before: null,
    after: null,
    changes: changes.map((change) => ({ change, old: change.old ?? null, value: change.new ?? null })),
  }));
  return [...(await Promise.all(entries)), ...imported];
}

async function readChanges(place: LedgerPlace, run: Run, entry: RunEntry): Promise<ShownChange[]> {
  const { changes, path } = entry;
  const after = changes.some(isLarge) ? parse(await readAfter(place, run, entry), path) : undefined;
  const before = changes.some(({ replaced }) => replaced)
    ? parse(await readBefore(place, run, entry), path)
    : undefined;
  return changes.map((change) => ({
    change,
    old: change.replaced ? valueAt(before, change.field) : (change.old ?? null),
    value: isLarge(change) ? valueAt(after, change.field) : (change.new ?? null),
  }));
}

function isLarge(change: Change): boolean {
  return change.new === undefined && change.removed === undefined;
}

/** A file that is no JSON is its text. */
function parse(bytes: Uint8Array | null | undefined, path: string): JsonValue | undefined {
  if (bytes === undefined || bytes === null) return bytes;
  try {
    return JSON.parse(decodeUtf8(bytes, path)) as JsonValue;
  } catch {
    return Buffer.from(bytes).toString("utf8");
  }
}

function valueAt(document: JsonValue | undefined, field: string): JsonValue | undefined {
  let value = document;
  for (const key of parsePointer(field)) value = isJsonObject(value) ? getOwn(value, key) : undefined;
  return value;
}
