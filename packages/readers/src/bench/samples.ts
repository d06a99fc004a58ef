import { checkMeasure, items, reportFault, type Place } from "../reports/report-json.ts";
import type { JsonValue } from "@t4/core";
import type { Benchmark } from "./bench-report.ts";

const PER_UNIT: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-6],
  ["us", 1e-3],
  ["\u00b5s", 1e-3],
  ["\u03bcs", 1e-3],
  ["ms", 1],
  ["s", 1000],
]);

/** Milliseconds per `unit`; undefined for a unit T4 does not know. */
export function millisecondsPer(unit: string): number | undefined {
  return PER_UNIT.get(unit);
}

/** A time in milliseconds, to twelve digits, so that a conversion leaves no trail of them. */
export function toMilliseconds(value: number, factor: number): number;
export function toMilliseconds(value: number | undefined, factor: number): number | undefined;
export function toMilliseconds(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : Number((value * factor).toPrecision(12));
}

/**
 * The `percent`-th percentile of ascending samples, between two samples by linear interpolation with both ends included, as Python's
 * `statistics.quantiles(method="inclusive")` and NumPy's default do. NaN when there are none.
 */
export function percentile(ascending: ArrayLike<number>, percent: number): number {
  const scaled = percent * (ascending.length - 1);
  const index = Math.floor(scaled / 100);
  const share = scaled % 100;
  const below = ascending[index] ?? Number.NaN;
  return share === 0 ? below : (below * (100 - share) + (ascending[index + 1] ?? below) * share) / 100;
}

/** The percentiles of the list of samples at `key`, in units of `factor` milliseconds; undefined when there is no such list, or it is empty. Throws `E_REPORT`. */
export function percentilesOf(
  value: JsonValue | undefined,
  key: string,
  factor: number,
  place: Place,
): Pick<Benchmark, "p50Ms" | "p95Ms" | "p99Ms" | "samples"> | undefined {
  const list = items(value, key, place);
  if (list.length === 0) return undefined;
  const ascending = Float64Array.from(list, (item) => checkMeasure(item, key, place)).sort();
  const at = (percent: number) => toMilliseconds(percentile(ascending, percent), factor);
  return { p50Ms: at(50), p95Ms: at(95), p99Ms: at(99), samples: ascending.length };
}

/** A count of samples: a whole number, at least one. Throws `E_REPORT`. */
export function checkSamples(count: number | undefined, key: string, place: Place): number {
  if (count === undefined || count === 0) throw reportFault(place, "has no samples", key);
  if (!Number.isInteger(count)) throw reportFault(place, `has ${count} ${key}, which is no whole number`, key);
  return count;
}
