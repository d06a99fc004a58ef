import type { BenchDocument, BenchFigure } from "@t4/workflows/bench";
import type { Style } from "../style.ts";
import { renderMeasured } from "./measured.ts";

/** Latency by module: the distribution of its slowest benchmark, and where all are kept. */
export function renderBench(report: BenchDocument, diffs: readonly string[], style: Style): string {
  return renderMeasured(report, diffs, style, describe, ({ kept }) =>
    kept === null ? "  not kept: the better benchmarks measured before stay\n" : `  kept in ${kept}\n`,
  );
}

function describe({ benchmarks, slowest }: BenchFigure): string {
  const count = benchmarks === 1 ? "" : `; slowest of ${benchmarks}`;
  if (slowest === null) return `no times${count}`;
  const { p50, p95, p99, samples } = slowest;
  const figures = Object.entries({ p50, p95, p99 }).flatMap(([name, value]) =>
    value === null ? [] : `${name} ${Number(value.toPrecision(4))}`,
  );
  return `${figures.join(", ")} ms; ${samples} ${samples === 1 ? "sample" : "samples"}${count}`;
}
