import { MEASURED_BY_COV } from "@t4/composer";
import { type FieldOutcome, getOwn, isJsonObject, type JsonObject } from "@t4/core";
import { extractCoverage } from "@t4/extractors";
import type { ModuleCoverage } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { readCoverageReports } from "./cov-reports.ts";
import { COVERAGE, coverageOfRun } from "./cov-runs.ts";
import { measureModules } from "./measure-modules.ts";
import { observe } from "./observe.ts";
import {
  ingested,
  judgeRuns,
  type MeasureInput,
  type MeasureKind,
  type MeasureReport,
  writeMeasured,
} from "./write-measured.ts";

/** Line coverage of a module. */
export interface CoverageFigure {
  /** Percent, to two decimals. */
  observed: number;
  /** What the manifest said before; null for nothing. */
  was: number | null;
  /** Lines. */
  covered: number;
  total: number;
}

export type CovReport = MeasureReport<CoverageFigure>;

const NOTHING_COUNTED = {
  why: "tests were run, and no code was counted",
  fix: "See that the tests load the code in its folder, no installed copy of it, and that no setting of coverage.py or of vitest's `coverage` leaves it out.",
};

/**
 * Measures the modules' line coverage by running their own tests, or takes it from reports, and writes it as one run of op `coverage`. Unless `keepGoing`, a
 * test run that fails keeps everything from being written. Throws `E_NO_MODULE`, `E_RUNNER`, `E_REPORT`, and what reading and writing throw.
 */
export function cov(input: MeasureInput, context: WorkflowContext): Promise<{ report: CovReport; diffs: string[] }> {
  const kind: MeasureKind<ModuleCoverage, CoverageFigure> = {
    op: "coverage",
    lacks: {
      what: "tests",
      fix: "Add test_*.py, *.test.ts or the like to it, as `t4 scaffold tests` does, or ingest a report of tests elsewhere with --from.",
    },
    measure: async (modules, workspace) => {
      if (input.from.length > 0) {
        const { coverage, reports } = await readCoverageReports(input.from, modules, workspace);
        return { measured: ingested(coverage), reports };
      }
      const { runs } = await measureModules(COVERAGE, modules, workspace, input.runner, context);
      const now = context.clock.now();
      const evidenceOf: Parameters<typeof judgeRuns<ModuleCoverage>>[2] = ({ module, collected }) =>
        coverageOfRun(module, collected, workspace, now);
      return { measured: await judgeRuns(runs, NOTHING_COUNTED, evidenceOf), reports: [] };
    },
    plan: async (module, coverage, workspace) => {
      const found = extractCoverage(coverage);
      // What enrichment found in this very report is the same measurement already.
      const outcomes = isFound(module.manifest, coverage) ? found : found.map(markMeasured);
      const observed = await observe(module, outcomes, workspace, context);
      const was = observed.before("testing.coverage_observed");
      const { covered, total } = coverage;
      return {
        observed,
        others: [],
        figure: { observed: percentIn(outcomes), was: typeof was === "number" ? was : null, covered, total },
      };
    },
  };
  return writeMeasured(input, kind, context);
}

function isFound({ _provenance }: JsonObject, { path, sha }: ModuleCoverage): boolean {
  const entry = isJsonObject(_provenance) ? getOwn(_provenance, "testing.coverage_observed") : undefined;
  if (!isJsonObject(entry)) return false;
  const { provenance, source_sha, reasons } = entry;
  const isCited = Array.isArray(provenance) && provenance.length === 1 && provenance[0] === `coverage:${path}`;
  return isCited && source_sha === sha && !(Array.isArray(reasons) && reasons.includes(MEASURED_BY_COV));
}

function markMeasured(outcome: FieldOutcome): FieldOutcome {
  if (outcome.outcome !== "signal") return outcome;
  return { ...outcome, signal: { ...outcome.signal, reasons: [...outcome.signal.reasons, MEASURED_BY_COV] } };
}

function percentIn(outcomes: readonly FieldOutcome[]): number {
  const [value] = outcomes.flatMap((outcome) => (outcome.outcome === "signal" ? [outcome.signal.value] : []));
  return value as number;
}
