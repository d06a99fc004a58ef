import type { LatencyChange, Verdict } from "./verdict.ts";

/** What each outcome is called on the page. */
export const OUTCOMES: Readonly<Record<Verdict["outcome"], string>> = {
  regression: "slower",
  improvement: "faster",
  steady: "steady",
  inconclusive: "inconclusive",
};

/** A change of latency in words: how much, from what to what, and since when. */
export function showChange({ change, before, after, since, runs }: LatencyChange): string {
  const share = `${change > 0 ? "+" : "−"}${Math.round(Math.abs(change) * 100)} %`;
  return `${share}, ${showNumber(before)} to ${showNumber(after)} ms, since ${since.slice(0, 10)} in ${runs} measurements`;
}

/** A number with three significant digits, and more where it has more before the point. */
export function showNumber(value: number): string {
  return value >= 1000 ? String(Math.round(value)) : String(Number(value.toPrecision(3)));
}
