import type { BenchDocument, BenchFigure } from "@t4/workflows/bench";
import type { Style } from "../style.ts";
import { renderMeasured } from "./measured.ts";

/** Latency by module: the slowest of its benchmarks, and where all are kept. */
export function renderBench(report: BenchDocument, diffs: readonly string[], style: Style): string {
  return renderMeasured(report, diffs, style, describe);
}

function describe({ benchmarks, kept, slowest }: BenchFigure): string {
  const count = benchmarks === 1 ? "1 benchmark" : `${benchmarks} benchmarks, the slowest`;
  if (slowest === null) return `${count} without times, kept in ${kept}`;
  const figures = [
    ["p50", slowest.p50],
    ["p95", slowest.p95],
    ["p99", slowest.p99],
  ].flatMap(([name, value]) => (value === null ? [] : `${name} ${Number((value as number).toPrecision(4))} ms`));
  return `${count} ${figures.join(", ")} over ${slowest.samples} samples; kept in ${kept}`;
}
