import type { JsonValue, Signal } from "@t4/core";

/** The most places that a field's provenance cites: enough to judge a value by, and little beside the value. */
const MAX_CITED = 200;

/** A signal that cites its first {@link MAX_CITED} places; where there were more, a reason says of how many. */
export function citeFirst(signal: Signal<JsonValue>): Signal<JsonValue> {
  const { provenance, reasons } = signal;
  if (provenance.length <= MAX_CITED) return signal;
  return {
    ...signal,
    provenance: provenance.slice(0, MAX_CITED),
    reasons: [...reasons, `cited:${MAX_CITED} of ${provenance.length}`],
  };
}
