import type { SlaTargets } from "@t4/contracts";
import type { FieldOutcome, Finding } from "@t4/core";
import { extractCoverage, extractObserved } from "@t4/extractors";
import type { ModuleCode } from "./code.ts";

/** What a module's reports say. One that could not be read withholds the fields that it would give. */
export function extractMeasurements(
  { bench, tests, coverage }: ModuleCode,
  targets: SlaTargets | undefined,
): { outcomes: FieldOutcome[]; findings: Finding[] } {
  const unread = bench.finding ?? tests.finding;
  return {
    outcomes: [
      ...(unread === undefined
        ? extractObserved({ bench: bench.value, tests: tests.value, targets })
        : [withhold("performance.observed", "performance", unread)]),
      ...(coverage.finding === undefined
        ? extractCoverage(coverage.value)
        : [withhold("testing.coverage_observed", "testing", coverage.finding)]),
    ],
    findings: [bench, tests, coverage].flatMap(({ finding }) => finding ?? []),
  };
}

function withhold(field: string, extractor: string, { code, file, fix }: Finding): FieldOutcome {
  return {
    field,
    extractor,
    outcome: "withheld",
    withheld: { reason: `source:${code}`, needs: `${file} to be readable: ${fix}` },
  };
}
