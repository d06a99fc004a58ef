import type { SlaTargets } from "@t4/contracts";
import { type FieldOutcome, type Finding, T4Error } from "@t4/core";
import { extractCoverage, extractObserved } from "@t4/extractors";
import { type Consulted, readBench, type Reports } from "@t4/readers";
import { asFinding } from "../as-finding.ts";
import type { LoadedModule } from "../load-modules.ts";

/** What a module's reports say, and which of them could not be read. */
export interface Measurements {
  observed: (targets: SlaTargets | undefined) => FieldOutcome[];
  coverage: () => FieldOutcome[];
  findings: Finding[];
}

/**
 * Reads the benchmark, test and coverage reports of a module. One that cannot be read is a finding and withholds the fields that it would give;
 * what else is known of the module is not touched by that.
 */
export async function readMeasurements(
  reports: Reports,
  module: LoadedModule,
  consulted: Consulted,
): Promise<Measurements> {
  const bench = await attempt(module, () => readBench(consulted, module));
  const tests = await attempt(module, () => reports.tests(consulted, module));
  const coverage = await attempt(module, () => reports.coverage(consulted, module));
  const unread = bench.finding ?? tests.finding;
  return {
    observed: (targets) =>
      unread === undefined
        ? extractObserved({ bench: bench.value, tests: tests.value, targets })
        : [withhold("performance.observed", "performance", unread)],
    coverage: () =>
      coverage.finding === undefined
        ? extractCoverage(coverage.value)
        : [withhold("testing.coverage_observed", "testing", coverage.finding)],
    findings: [bench, tests, coverage].flatMap(({ finding }) => finding ?? []),
  };
}

async function attempt<T>(module: LoadedModule, read: () => Promise<T>): Promise<{ value?: T; finding?: Finding }> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { finding: asFinding(error, module.manifestPath, module.name) };
  }
}

function withhold(field: string, extractor: string, { code, file, fix }: Finding): FieldOutcome {
  return {
    field,
    extractor,
    outcome: "withheld",
    withheld: { reason: `source:${code}`, needs: `${file} to be readable: ${fix}` },
  };
}
