import { policyTargets, slowestOf } from "@t4/extractors";
import { type BenchFacts, type BenchReport, Consulted, parseBench, readBench, Reports } from "@t4/readers";
import { keepBenchmarks, keepingRefused } from "./bench-kept.ts";
import { readBenchReports } from "./bench-reports.ts";
import { BENCHMARKS, benchmarksOfRun, hasBenchmarks } from "./bench-runs.ts";
import type { WorkflowContext } from "./context.ts";
import { attempt } from "./evidence/code.ts";
import { subjectOf } from "./evidence/gather.ts";
import { extractMeasurements } from "./evidence/measurements.ts";
import type { LoadedModule } from "./load-modules.ts";
import { measureModules } from "./measure-modules.ts";
import { observe, type Observed } from "./observe.ts";
import type { LoadedWorkspace } from "./open.ts";
import {
  ingested,
  judgeRuns,
  type Measured,
  type MeasureInput,
  type MeasureKind,
  type MeasureReport,
  writeMeasured,
} from "./write-measured.ts";

/** A module's benchmarks: how many, where they are kept, and the distribution of the slowest, in milliseconds; null for what is not known. */
export interface BenchFigure {
  benchmarks: number;
  /** Null where they are not, because the value that they cannot replace stays with what it stands on. */
  kept: string | null;
  env_fingerprint: string | null;
  /** Null when none of them has a time. */
  slowest: { name: string; p50: number | null; p95: number | null; p99: number | null; samples: number } | null;
}

export type BenchDocument = MeasureReport<BenchFigure>;

const NOTHING_RUN = {
  why: "no benchmark was run",
  fix: "See that none of its benchmarks is skipped, and that no setting of the runner leaves them out.",
};

/**
 * Runs the modules' benchmarks, or takes them from reports, keeps them in `bench/manifest/`, and writes what they say of the modules as one run of op `bench`.
 * Unless `keepGoing`, a run that fails keeps everything from being written. Throws `E_NO_MODULE`, `E_RUNNER`, `E_REPORT`, `E_USAGE`, and what reading and
 * writing throw.
 */
export function bench(
  input: MeasureInput,
  context: WorkflowContext,
): Promise<{ report: BenchDocument; diffs: string[] }> {
  const now = context.clock.now();
  // A report of tests speaks of many modules, and is read once for each workspace that is loaded.
  const shared = new WeakMap<LoadedWorkspace, Reports>();
  const reportsOf = (workspace: LoadedWorkspace): Reports => {
    const known = shared.get(workspace) ?? new Reports(workspace, workspace.modules);
    shared.set(workspace, known);
    return known;
  };
  const kind: MeasureKind<BenchFacts, BenchFigure> = {
    op: "bench",
    lacks: {
      what: "benchmarks",
      fix: "Add tests with pytest's `benchmark` fixture to its tests/benchmarks, or *.bench.ts to it, or ingest a report with --from.",
    },
    measure: async (modules, workspace) => {
      if (input.from.length > 0) {
        const { facts, reports } = await readBenchReports(input.from, modules, workspace, input.modules.length === 1);
        return { measured: new Map([...ingested(facts), ...(await refusals([...facts.keys()], workspace))]), reports };
      }
      const refused = await refusals(modules.filter(hasBenchmarks), workspace);
      const wanted = modules.filter(({ manifestPath }) => !refused.has(manifestPath));
      const { runs, python } = await measureModules(BENCHMARKS, wanted, workspace, input.runner, context);
      const evidenceOf: Parameters<typeof judgeRuns<BenchFacts>>[2] = ({ module, collected }) =>
        benchmarksOfRun(module, collected, workspace, { now, python });
      return { measured: new Map([...refused, ...(await judgeRuns(runs, NOTHING_RUN, evidenceOf))]), reports: [] };
    },
    plan: (module, facts, workspace) =>
      planBench(module, facts, workspace, { context, now, reports: reportsOf(workspace) }),
  };
  return writeMeasured(input, kind, context);
}

/** The modules whose benchmarks cannot be kept, as failed. */
async function refusals(
  modules: readonly LoadedModule[],
  { sources }: LoadedWorkspace,
): Promise<Map<string, Measured<BenchFacts>>> {
  const refused = new Map<string, Measured<BenchFacts>>();
  for (const module of modules) {
    const finding = await keepingRefused(module, sources);
    if (finding !== undefined) refused.set(module.manifestPath, { outcome: "failed", finding, tail: [] });
  }
  return refused;
}

/** What the kept artifact and the test reports say, exactly as enrichment will read it. */
async function planBench(
  module: LoadedModule,
  facts: BenchFacts,
  workspace: LoadedWorkspace,
  { context, now, reports }: { context: WorkflowContext; now: string; reports: Reports },
) {
  const { source, change } = await keepBenchmarks(module, facts, workspace.sources, now);
  const kept = parseBench(source);
  const consulted = new Consulted(workspace.sources);
  const tests = await attempt(module, () => reports.tests(consulted, module));
  const { lane, slaTargets } = subjectOf(module, workspace);
  const targets = slaTargets ?? policyTargets(lane, workspace.flags);
  const observedIn = (report: BenchReport): Promise<Observed> => {
    const code = { python: undefined, bench: { value: report }, tests, coverage: { value: undefined } };
    return observe(module, extractMeasurements(code, targets).outcomes, workspace, context);
  };
  const observed = await observedIn(kept);
  const slowest = slowestOf(kept.benchmarks);
  const readOld = async (): Promise<BenchReport | undefined> =>
    (await attempt(module, () => readBench(consulted, module))).value;
  const isKept = change === undefined || !(await keepsOldEvidence(observed, readOld, observedIn));
  return {
    observed,
    others: change === undefined || !isKept ? [] : [change],
    figure: {
      benchmarks: kept.benchmarks.length,
      kept: isKept ? source.path : null,
      env_fingerprint: kept.envFingerprint ?? null,
      slowest:
        slowest === undefined
          ? null
          : {
              name: slowest.name,
              p50: slowest.p50Ms ?? null,
              p95: slowest.p95Ms ?? null,
              p99: slowest.p99Ms ?? null,
              samples: slowest.samples,
            },
    },
  };
}

/** True when the measurement gives no value, and there is one, or the benchmarks kept before give one that is not written yet: then what it stands on stays. */
async function keepsOldEvidence(
  { withheld, before }: Observed,
  readOld: () => Promise<BenchReport | undefined>,
  observedIn: (report: BenchReport) => Promise<Observed>,
): Promise<boolean> {
  if (withheld.length === 0) return false;
  if (before("performance.observed") !== undefined) return true;
  const old = await readOld();
  return old !== undefined && (await observedIn(old)).change !== undefined;
}
