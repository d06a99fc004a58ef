import { canonicalJson, encodeUtf8, isJsonObject, sortedSet, type JsonObject, type JsonValue } from "@t4/core";
import { timeOf } from "./chronicle.ts";
import type { Change, Run } from "./run.ts";

/** Where the flat view of all runs goes, relative to the workspace. */
export const OPERATIONS_VIEW = "artifacts/enrichment_ledger.jsonl";

/** A change with the values that it found and left, null for none. */
export interface ViewedChange {
  change: Change;
  old: JsonValue;
  value: JsonValue;
}

/** The lines of a module's view for one run: `{sha, timestamp, field, old, new, extractor, confidence}`, in canonical JSON; null stands for nothing. */
export function changeLines(run: Run, changes: readonly ViewedChange[]): string {
  const timestamp = timeOf(run);
  return changes
    .map(({ change: { field, extractor, confidence }, old, value }) =>
      line({ sha: run.id, timestamp, field, old, new: value, extractor, confidence }),
    )
    .join("");
}

/** The line of a run in the view of all runs: `{operation, timestamp, enrichment_sha, modules}`, in canonical JSON. */
export function operationLine(run: Run): string {
  const { header, id, entries, imported = [] } = run;
  const modules = [...entries, ...imported].flatMap(({ module }) => module ?? []);
  const operation = header.source?.operation ?? header.op;
  return line({ operation, timestamp: timeOf(run), enrichment_sha: id, modules: sortedSet(modules) });
}

function line(value: JsonObject): string {
  return `${canonicalJson(value)}\n`;
}

const CHANGE_KEYS = "confidence,extractor,field,new,old,sha,timestamp";
const OPERATION_KEYS = "enrichment_sha,modules,operation,timestamp";
const ID = /^[0-9a-f]{64}$/;

/**
 * True when every line is in the very form that {@link changeLines} and {@link operationLine} give, keys in order and no space: such a file is a view
 * that T4 derived, and may be replaced. Older ledgers put the keys in another order.
 */
export function isView(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes).toString("utf8");
  if (Buffer.compare(encodeUtf8(text), bytes) !== 0 || !(text === "" || text.endsWith("\n"))) return false;
  return text.split("\n").slice(0, -1).every(isViewLine);
}

function isViewLine(text: string): boolean {
  try {
    const value = JSON.parse(text) as JsonValue;
    if (!isJsonObject(value) || canonicalJson(value) !== text) return false;
    const keys = Object.keys(value).join(",");
    const sha = keys === CHANGE_KEYS ? value["sha"] : keys === OPERATION_KEYS ? value["enrichment_sha"] : undefined;
    return typeof sha === "string" && ID.test(sha);
  } catch {
    return false;
  }
}
