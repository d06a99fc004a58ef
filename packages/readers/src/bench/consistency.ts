import type { JsonValue } from "@t4/core";
import { measure, reportFault, type Place } from "../reports/report-json.ts";

/** The figures of a benchmark in a report of one tool, from the least to the greatest that they can be. */
export type Ranks = readonly string[];

/** What rounding in a report's own figures may make of two that are equal. */
const NOISE = 1e-9;
/** How far a figure may be from what the samples give before it is another. */
const ROUNDED = 0.01;

/**
 * Throws `E_REPORT` when figures of a benchmark contradict each other: when one of `ranks` is less than one before it, or the mean is beyond the least or the greatest.
 */
export function checkRanks(value: JsonValue | undefined, ranks: Ranks, place: Place): void {
  let highest: { key: string; figure: number } | undefined;
  for (const key of ranks) {
    const figure = measure(value, key, place);
    if (figure === undefined) continue;
    if (highest !== undefined && isLess(figure, highest.figure)) throw contradiction(place, { key, figure }, highest);
    highest = { key, figure };
  }
  const mean = measure(value, "mean", place);
  if (mean === undefined) return;
  const [min, max] = [measure(value, "min", place), measure(value, "max", place)];
  const average = { key: "mean", figure: mean };
  if (min !== undefined && isLess(mean, min)) throw contradiction(place, average, { key: "min", figure: min });
  if (max !== undefined && isLess(max, mean)) throw contradiction(place, { key: "max", figure: max }, average);
}

function isLess(a: number, b: number): boolean {
  return a < b * (1 - NOISE);
}

type Figure = { key: string; figure: number };

function contradiction(place: Place, less: Figure, more: Figure): Error {
  return reportFault(place, `has the ${less.key} ${less.figure}, less than its ${more.key}, ${more.figure}`, less.key);
}

/** The mean and the standard deviation of samples, of which there is at least one; 0 is the deviation of one. */
export function momentsOf(samples: Float64Array): { mean: number; stddev: number } {
  const count = samples.length;
  const mean = samples.reduce((sum, sample) => sum + sample, 0) / count;
  const squares = samples.reduce((sum, sample) => sum + (sample - mean) ** 2, 0);
  return { mean, stddev: count < 2 ? 0 : Math.sqrt(squares / (count - 1)) };
}

/**
 * Throws `E_REPORT` when the figure at `key`, if there is one, is none of those that the samples `give`. `size` is that of the samples themselves: what is
 * small beside it may be what is left of rounding, as the deviation of equal samples is.
 */
export function checkGiven(
  value: JsonValue | undefined,
  key: string,
  give: readonly number[],
  place: Place,
  size = 0,
): void {
  const figure = measure(value, key, place);
  const isNear = (each: number) => figure === undefined || Math.abs(figure - each) <= ROUNDED * each + NOISE * size;
  if (give.some(isNear)) return;
  throw reportFault(place, `has the ${key} ${figure}, but its samples give ${Number(give[0]?.toPrecision(6))}`, key);
}
