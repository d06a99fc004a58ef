import {
  type Collected,
  collectPytestCoverage,
  collectVitestCoverage,
  coveredBySuites,
  needVitest,
  PYTEST_COVERAGE,
  suitesOf,
} from "@t4/collectors";
import { compareCodeUnits, valueSha } from "@t4/core";
import { type LineCount, type ModuleCoverage, parseCoverage } from "@t4/readers";
import { linesOf } from "./cov-reports.ts";
import type { LoadedModule } from "./load-modules.ts";
import type { Measurement } from "./measure-modules.ts";
import type { LoadedWorkspace } from "./open.ts";
import { workplaceFor } from "./read-report.ts";

/** Running tests under coverage. */
export const COVERAGE: Measurement = {
  step: "running tests",
  python: PYTEST_COVERAGE,
  hasPython: ({ pythonTests }) => pythonTests.length > 0,
  hasScript: ({ scriptTests }) => scriptTests.length > 0,
  needScript: (module, surroundings) => needVitest("coverage", module, surroundings),
  runPython: collectPytestCoverage,
  runScript: ({ scriptTests }, module, surroundings) => collectVitestCoverage(scriptTests, module, surroundings),
};

/**
 * Line coverage of the module's own files in what its runners reported; undefined when they counted none of its code. It is of this moment, and its hash is that of the
 * figures, so that the same result at the same time is the same bytes. Throws `E_REPORT`.
 */
export async function coverageOfRun(
  module: LoadedModule,
  collected: readonly Extract<Collected, { outcome: "measured" }>[],
  workspace: LoadedWorkspace,
  now: string,
): Promise<ModuleCoverage | undefined> {
  const benchmarks = new Set(suitesOf(module).scriptBenchmarks);
  const own = module.files.filter((file) => !benchmarks.has(file));
  const counted = new Map<string, LineCount>();
  for (const { report, base } of collected) {
    const { place } = await workplaceFor(report, workspace, workspace.modules);
    const { files } = parseCoverage(report, { ...place, base });
    for (const file of own) {
      const count = files.get(file);
      if (count !== undefined) counted.set(file, count);
    }
  }
  // A report that knows tests only measured something else, such as an installed copy of the module.
  const code = coveredBySuites(module);
  if (code.length > 0 && !code.some((file) => counted.has(file))) return undefined;
  const path = collected.map(({ report }) => report.path).join("+");
  const lines = linesOf({ files: counted }, module, own);
  return lines && { path, sha: shaOf(counted), observedAt: now, ...lines };
}

function shaOf(counted: ReadonlyMap<string, LineCount>): string {
  const sorted = [...counted].sort(([a], [b]) => compareCodeUnits(a, b));
  return valueSha(sorted.map(([file, { covered, total }]) => [file, covered, total]));
}
