import { checkMeasure, items, reportFault, type Place } from "../reports/report-json.ts";
import type { JsonValue } from "@t4/core";
import type { Benchmark } from "./bench-report.ts";
import { checkGiven, momentsOf } from "./consistency.ts";

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

/** The names that a tool gives to what it tells of a benchmark. */
export interface Names {
  /** The list of samples. */
  samples: string;
  /** The standard deviation, and how many samples there are, where it tells that. */
  stddev: string;
  count?: string;
}

type Distribution = Pick<Benchmark, "p50Ms" | "p95Ms" | "p99Ms" | "meanMs" | "stddevMs" | "samples">;

/**
 * The distribution of a benchmark's samples, in units of `factor` milliseconds; undefined when the report lists none. Throws `E_REPORT`, also when the report
 * tells another mean, deviation, median, least, greatest or number of them than they have, by more than rounding makes.
 */
export function distributionOf(
  value: JsonValue | undefined,
  { samples, stddev, count }: Names,
  factor: number,
  place: Place,
): Distribution | undefined {
  const list = items(value, samples, place);
  if (list.length === 0) return undefined;
  const ascending = Float64Array.from(list, (item) => checkMeasure(item, samples, place)).sort();
  const size = ascending.length;
  const moments = momentsOf(ascending);
  const at = (percent: number) => percentile(ascending, percent);
  if (count !== undefined) checkGiven(value, count, [size], place);
  checkGiven(value, "min", [at(0)], place);
  checkGiven(value, "max", [at(100)], place);
  checkGiven(value, "median", [at(50)], place);
  checkGiven(value, "mean", [moments.mean], place);
  // Of the samples themselves, or an estimate from them.
  checkGiven(value, stddev, [moments.stddev, moments.stddev * Math.sqrt((size - 1) / size)], place, at(100));
  const inMs = (figure: number) => toMilliseconds(figure, factor);
  return {
    p50Ms: inMs(at(50)),
    p95Ms: inMs(at(95)),
    p99Ms: inMs(at(99)),
    meanMs: inMs(moments.mean),
    stddevMs: inMs(moments.stddev),
    samples: size,
  };
}

/** A count of samples: a whole number, at least one. Throws `E_REPORT`. */
export function checkSamples(count: number | undefined, key: string, place: Place): number {
  if (count === undefined || count === 0) throw reportFault(place, "has no samples", key);
  if (!Number.isInteger(count)) throw reportFault(place, `has ${count} ${key}, which is no whole number`, key);
  return count;
}
