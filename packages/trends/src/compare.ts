import type { BenchFigures } from "./measured.ts";
import { median, rankSumP, robustSpread, shiftBetween } from "./robust.ts";

/** The fewest of the newest measurements that are compared with those before them; and the most, where fewer leave a doubt. */
export const RECENT = { fewest: 3, most: 8 };
/** The fewest earlier measurements that tell what noise is; and the most: older ones tell of other times. */
export const EARLIER = { fewest: 10, most: 20 };
/** Two outliers among twenty earlier measurements are borne: 23 of the 1771 ways to rank the newest three are as high then. */
const MAX_P = 0.02;
/** A change by less than a tenth is of no interest. Shifts and spreads are of logarithms, so that halving and doubling are changes of one size. */
const LEAST_CHANGE = Math.log(1.1);
/** A change within so many standard deviations of the measurements before it is noise. */
const NOISE_SIGMAS = 2;
/** The spread of so many values is estimated too small as often as not: this widens it. */
const FEW = 5;
/** Where noise hides such a change, nothing can be said. */
const MOST_NOISE = Math.log(1.3);
/** When the tail is so many times as long against the median as before, it is the machine that has changed. */
const LOADED = 2;

/** What comparing the newest measurements with those before them gives. */
export interface Comparison {
  outcome: "slower" | "faster" | "steady" | "inconclusive";
  /** Why nothing can be said; null otherwise. */
  because: string | null;
  /** The medians before and of the newest, in milliseconds. */
  before: number;
  after: number;
  /** The shift as a share of what was before. */
  change: number;
}

/**
 * Whether the newest measurements, all of one environment, have left the noise of those before them. Measurements are compared and not the samples
 * within them: one run's samples share that run's luck, so that many of them make no surer (Kalibera and Jones, 2013). A change counts when the newest
 * rank higher, or lower, than chance would put them, and all but a quarter of them lie off by a tenth at least and by more than those before vary.
 */
export function compareFigures(before: readonly BenchFigures[], newest: readonly BenchFigures[]): Comparison {
  const key = FIGURES.find((each) => [...before, ...newest].every((figures) => (figures[each] ?? 0) > 0));
  if (key === undefined) return inconclusive("its measurements report no common figure");
  const [earlier, later] = [logsOf(before, key), logsOf(newest, key)];
  const apart = median(later) - median(earlier);
  // Near the shift, and quickly told: most measurements are of what has not changed.
  const shift = Math.abs(apart) < LEAST_CHANGE / 2 ? apart : shiftBetween(earlier, later);
  const told = { before: Math.exp(median(earlier)), after: Math.exp(median(later)), change: Math.expm1(shift) };
  const noise = noiseOf(earlier);
  if (Math.abs(shift) >= LEAST_CHANGE) {
    const sign = Math.sign(shift);
    const isClear =
      leastShift(earlier, later, sign) >= Math.max(LEAST_CHANGE, noise) && isOrdered(earlier, later, sign);
    if (!isClear) return inconclusive(noise > MOST_NOISE ? TOO_NOISY : "its newest change may be noise", told);
    if (sign < 0) return { outcome: "faster", because: null, ...told };
    if (isBusier(before, newest))
      return inconclusive("its newest measurements vary far more within themselves, as on a busy machine", told);
    return { outcome: "slower", because: null, ...told };
  }
  if (noise > MOST_NOISE) return inconclusive(TOO_NOISY, told);
  return { outcome: "steady", because: null, ...told };
}

const TOO_NOISY = "its measurements vary too much from one to the next";
const FIGURES = ["p50", "p95", "p99"] as const;

function logsOf(figures: readonly BenchFigures[], key: (typeof FIGURES)[number]): number[] {
  return figures.map((each) => Math.log(each[key] ?? Number.NaN));
}

function inconclusive(because: string, told = { before: 0, after: 0, change: 0 }): Comparison {
  return { outcome: "inconclusive", because, ...told };
}

/** Whether chance alone would seldom put the later values so far up, or with `sign` -1 down. */
function isOrdered(earlier: readonly number[], later: readonly number[], sign: number): boolean {
  const turn = (value: number): number => sign * value;
  return rankSumP(earlier.map(turn), later.map(turn)) <= MAX_P;
}

/**
 * How far a value may lie off the middle of these and be nothing but noise: two standard deviations, more where few values tell of it; and what was
 * seen already, an eighth of outliers left out.
 */
function noiseOf(earlier: readonly number[]): number {
  const level = median(earlier);
  const off = earlier.map((value) => Math.abs(value - level)).sort((a, b) => b - a);
  const seen = off[Math.floor(off.length / 8)] ?? 0;
  return Math.max(NOISE_SIGMAS * (1 + FEW / earlier.length) * robustSpread(earlier), seen);
}

/** How far the later values, without the quarter that is off least, lie off the middle of the earlier ones. */
function leastShift(earlier: readonly number[], later: readonly number[], sign: number): number {
  const level = median(earlier);
  const shifts = later.map((value) => sign * (value - level)).sort((a, b) => a - b);
  return shifts[Math.floor(shifts.length / 4)] ?? 0;
}

/** Whether the newest have a longer tail than those before them ever had, an eighth of these left out, and far longer than they usually have. */
function isBusier(before: readonly BenchFigures[], newest: readonly BenchFigures[]): boolean {
  const [known, now] = [tailsOf(before), tailsOf(newest)];
  if (known.length === 0 || now.length === 0) return false;
  const longest = known.sort((a, b) => b - a)[Math.floor(known.length / 8)] ?? 0;
  return median(now) > Math.max(longest, LOADED * median(known));
}

/** How long the tail of each is against its median, where both are known. */
function tailsOf(figures: readonly BenchFigures[]): number[] {
  return figures.flatMap(({ p50, p95 }) => (p50 === null || p95 === null || p50 === 0 ? [] : [p95 / p50]));
}
