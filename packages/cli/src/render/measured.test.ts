import type { BenchFigure } from "@t4/workflows/bench";
import { describe, expect, it } from "vitest";
import { styleFor } from "../style.ts";
import { renderBench } from "./bench.ts";

const style = styleFor({ isTerminal: false, flag: undefined, env: {} });
const withheld = [{ field: "performance.observed", reason: "confidence:low", needs: "20 samples" }];
const slowest = { name: "quote", p50: 1, p95: 2.5, p99: null, samples: 4 };

/** The report on one module whose benchmarks are too few, as lines. */
function linesOn(kept: string | null): string[] {
  const figure: BenchFigure = { benchmarks: 1, kept, env_fingerprint: null, slowest };
  const module = { module: "pricing", path: "pricing/module.manifest.json", status: "withheld" as const, figure };
  const summary = { modules: 1, changed: 0, unchanged: 1, failed: 0, untested: 0 };
  const modules = [{ ...module, withheld, conflicts: [], findings: [], tail: [] }];
  return renderBench({ dry_run: false, run: null, reports: [], modules, summary }, [], style).split("\n");
}

describe("renderBench", () => {
  it.each([
    ["bench/manifest/pricing.json", "  kept in bench/manifest/pricing.json"],
    [null, "  not kept: the better benchmarks measured before stay"],
  ])("says of what is withheld that it is not written, whatever was there, and where it is kept: %s", (kept, where) => {
    expect(linesOn(kept).slice(0, 3)).toEqual([
      "withheld  pricing p50 1, p95 2.5 ms; 4 samples",
      where,
      "  performance.observed is not written: confidence:low; needs 20 samples",
    ]);
  });
});
