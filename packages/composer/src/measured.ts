import { getOwn, type FieldOutcome, type JsonObject } from "@t4/core";
import { getField } from "./field-path.ts";
import { entryOf } from "./provenance.ts";
import { isSameJson } from "./same-json.ts";

/** The reason code of a value that `t4 cov` wrote: its report may be gone, or lie where enrichment does not look. */
export const MEASURED_BY_COV = "measured:cov";

/**
 * True when a measurement that a command wrote outlasts what enrichment found: the very report that it came from, or another one that is not known to be
 * later. `date` is what the found report says of its time. Without this, an old report that still lies about would undo every new measurement.
 */
export function outlasts(manifest: JsonObject, found: FieldOutcome, date: FieldOutcome | undefined): boolean {
  const entry = entryOf(manifest, found.field);
  const reasons = entry && getOwn(entry, "reasons");
  if (found.outcome !== "signal" || !Array.isArray(reasons) || !reasons.includes(MEASURED_BY_COV)) return false;
  const { provenance, source_sha } = found.signal;
  if (isSameJson(getOwn(entry as JsonObject, "provenance"), provenance)) {
    return getOwn(entry as JsonObject, "source_sha") === source_sha;
  }
  const measuredAt = timeOf(getField(manifest, "testing.observed_at"));
  const foundAt = date?.outcome === "signal" ? timeOf(date.signal.value) : Number.NaN;
  return !(foundAt > measuredAt);
}

/** Milliseconds since 1970; NaN for what is no time, such as the mark that stands for "not dated". */
function timeOf(value: unknown): number {
  return typeof value === "string" ? Date.parse(value) : Number.NaN;
}
