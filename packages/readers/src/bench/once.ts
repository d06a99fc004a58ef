import { reportFault, type Place } from "../reports/report-json.ts";
import type { Benchmark } from "./bench-report.ts";

/**
 * Gives a function that hands on a benchmark of a report, with its place, unless one of that name and file was there before: which of the two is meant could not be
 * told, nor what either is to be compared with. That one throws `E_REPORT`.
 */
export function eachOnce(): (benchmark: Benchmark, place: Place) => Benchmark {
  const known = new Set<string>();
  return (benchmark, place) => {
    const key = JSON.stringify([benchmark.name, benchmark.file]);
    if (known.has(key)) {
      const named = { ...place, subject: `benchmark ${JSON.stringify(benchmark.name)}` };
      throw reportFault(
        named,
        "is there twice",
        undefined,
        "Give each benchmark a name of its own, and measure again.",
      );
    }
    known.add(key);
    return benchmark;
  };
}
