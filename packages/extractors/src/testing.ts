import { AT_EXTRACTION, type FieldOutcome } from "@t4/core";
import type { ModuleCoverage } from "@t4/readers";
import { percentOf } from "./testing-ratio.ts";

const EXTRACTOR = "testing";
const VALUE = "testing.coverage_observed";
const DATE = "testing.observed_at";

/**
 * `testing.coverage_observed`, lines covered in percent, and `testing.observed_at`, the report's date or else that of the extraction: both
 * or neither. Without a report nothing is said: reports are seldom kept, and a measurement stays true of the day that it was made.
 */
export function extractCoverage(coverage: ModuleCoverage | undefined): FieldOutcome[] {
  if (coverage === undefined) return [];
  const evidence = {
    provenance: [`coverage:${coverage.path}`],
    confidence: "high" as const,
    reasons: [`lines:${coverage.covered}/${coverage.total}`],
    source_sha: coverage.sha,
  };
  // Of no lines at all, all ran, as coverage.py has it.
  const percent = coverage.total === 0 ? 100 : percentOf(coverage.covered, coverage.total);
  const date = coverage.observedAt ?? AT_EXTRACTION;
  return [
    { field: VALUE, extractor: EXTRACTOR, outcome: "signal", signal: { value: percent, ...evidence } },
    { field: DATE, extractor: EXTRACTOR, outcome: "signal", signal: { value: date, ...evidence } },
  ];
}
