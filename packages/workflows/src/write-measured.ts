import type { FieldConflict, WithheldField } from "@t4/composer";
import { type Finding, T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";
import { type FileChange, unifiedDiff } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import type { FailedModule, LoadedModule } from "./load-modules.ts";
import type { ModuleRun, RunnerOptions } from "./measure-modules.ts";
import type { Observed } from "./observe.ts";
import { type LoadedWorkspace, loadWorkspace, openSettings } from "./open.ts";
import { planEnrich } from "./plan-enrich.ts";
import type { NamedReport } from "./read-report.ts";
import { readQueue, writeQueue } from "./review-queue.ts";
import { selectModules } from "./select-modules.ts";
import { openToWrite, planAndWrite, type RunToWrite } from "./write-run.ts";

export interface MeasureInput {
  /** Names; none for all. */
  modules: readonly string[];
  /** Ingest these reports; empty: run the modules' own tests or benchmarks. */
  from: readonly NamedReport[];
  /** Measure, and write nothing. */
  dryRun: boolean;
  /** Write what could be measured also when another module's run failed. */
  keepGoing: boolean;
  runner: RunnerOptions;
}

/** What measuring one module came to. */
export type Measured<T> =
  | { outcome: "measured"; evidence: T }
  | { outcome: "failed"; finding: Finding; tail: string[] }
  /** `why` where something was run all the same. */
  | { outcome: "untested"; why?: string; fix?: string };

/** A module as the report of a measurement shows it. */
export interface MeasuredModule<F> {
  module: string;
  path: string;
  /**
   * `changed` and `unchanged` say what became of the manifest; `held`: it keeps a person's value; `withheld`: too little confidence; `unwritten`: measured, but
   * another module's run failed; `failed`; `untested`: there was nothing to run or to count.
   */
  status: "changed" | "unchanged" | "held" | "withheld" | "unwritten" | "failed" | "untested";
  /** What was measured; null when nothing was. */
  figure: F | null;
  withheld: WithheldField[];
  conflicts: FieldConflict[];
  findings: Finding[];
  /** The end of what a runner printed that failed. */
  tail: string[];
}

export interface MeasureReport<F> {
  dry_run: boolean;
  run: string | null;
  /** The reports that were ingested, with how many modules and how many files of nobody each speaks of. */
  reports: { path: string; modules: number; unowned: number }[];
  modules: MeasuredModule<F>[];
  summary: { modules: number; changed: number; unchanged: number; failed: number; untested: number };
}

/** What one kind of measurement does with its evidence. */
export interface MeasureKind<T, F> {
  op: string;
  /** What a module lacks that has nothing to run, such as `tests`, and what to do about it. */
  lacks: { what: string; fix: string };
  measure: (
    modules: readonly LoadedModule[],
    workspace: LoadedWorkspace,
  ) => Promise<{ measured: ReadonlyMap<string, Measured<T>>; reports: MeasureReport<F>["reports"] }>;
  /** What it changes besides the manifest comes in `others`. */
  plan: (
    module: LoadedModule,
    evidence: T,
    workspace: LoadedWorkspace,
  ) => Promise<{ observed: Observed; others: FileChange[]; figure: F }>;
}

/**
 * Measures the selected modules, then writes what was measured as one run. Measuring happens once and without the lock: it may take long, and what it runs may
 * itself use T4. Throws `E_NO_MODULE`, and what measuring and writing throw.
 */
export async function writeMeasured<T, F>(
  input: MeasureInput,
  kind: MeasureKind<T, F>,
  context: WorkflowContext,
): Promise<{ report: MeasureReport<F>; diffs: string[] }> {
  const opened = await loadWorkspace(await (input.dryRun ? openSettings(context) : openToWrite(context)));
  const chosen = select(opened, input.modules);
  const { measured, reports } = await kind.measure(
    chosen.filter((module) => "manifest" in module),
    opened,
  );
  const { plan, run } = await planAndWrite(input.dryRun, context, (settings) =>
    planMeasured(settings, input, kind, measured, chosen, context),
  );
  const count = (...statuses: string[]): number =>
    plan.modules.filter(({ status }) => statuses.includes(status)).length;
  const summary = {
    modules: plan.modules.length,
    changed: count("changed"),
    unchanged: count("unchanged", "held", "withheld", "unwritten"),
    failed: count("failed"),
    untested: count("untested"),
  };
  return {
    report: { dry_run: input.dryRun, run, reports, modules: plan.modules, summary },
    diffs: plan.changes.map(({ path, before, after }) => unifiedDiff(path, decode(before), decode(after))),
  };
}

function select(workspace: LoadedWorkspace, names: readonly string[]): (LoadedModule | FailedModule)[] {
  return selectModules<LoadedModule | FailedModule>([...workspace.modules, ...workspace.failed], names);
}

interface MeasuredPlan<F> extends RunToWrite {
  modules: MeasuredModule<F>[];
}

async function planMeasured<T, F>(
  settings: Workspace,
  input: MeasureInput,
  kind: MeasureKind<T, F>,
  measured: ReadonlyMap<string, Measured<T>>,
  chosen: readonly (LoadedModule | FailedModule)[],
  context: WorkflowContext,
): Promise<MeasuredPlan<F>> {
  const workspace = await loadWorkspace(settings);
  const changes: FileChange[] = [];
  const modules: MeasuredModule<F>[] = [];
  const here = [...workspace.modules, ...workspace.failed];
  const paths = new Set(here.map(({ manifestPath }) => manifestPath));
  const gone = chosen.filter(({ manifestPath }) => !paths.has(manifestPath));
  for (const { name, manifestPath } of gone) {
    const blank = { module: name, path: manifestPath, status: "failed" as const, ...NOTHING };
    modules.push({ ...blank, findings: [goneAfter(name, manifestPath)] });
  }
  const hasFailed = gone.length > 0 || [...measured.values()].some(({ outcome }) => outcome === "failed");
  const isHeldUp = !input.keepGoing && hasFailed;
  const left = input.modules.filter((name) => !gone.some((module) => module.name === name));
  const isAll = input.modules.length === 0;
  for (const module of isAll || left.length > 0 ? select(workspace, left) : []) {
    const blank = { module: module.name, path: module.manifestPath, status: "untested" as const, ...NOTHING };
    const end: Measured<T> = measured.get(module.manifestPath) ?? { outcome: "untested" };
    if ("finding" in module) modules.push({ ...blank, status: "failed", findings: [module.finding] });
    else if (end.outcome === "failed") {
      modules.push({ ...blank, status: "failed", findings: [end.finding], tail: end.tail });
    } else if (end.outcome === "untested") {
      const finding = untested(module, input, kind.lacks, end);
      // Of all modules, many may have nothing to run; what was run and came to nothing is worth a word.
      const isSaid = !isAll || end.why !== undefined;
      modules.push({ ...blank, findings: isSaid ? [{ ...finding, severity: isAll ? "warning" : "error" }] : [] });
    } else {
      const { observed, others, figure } = await kind.plan(module, end.evidence, workspace);
      const { withheld, conflicts, findings, change } = observed;
      const status = isHeldUp && findings.length === 0 ? "unwritten" : statusOf(observed);
      modules.push({ ...blank, status, figure, withheld, conflicts, findings });
      if (!isHeldUp && findings.length === 0) changes.push(...(change === undefined ? [] : [change]), ...others);
    }
  }
  const written = modules.filter(({ figure }) => figure !== null).map(({ module }) => module);
  return { op: kind.op, reason: null, changes, modules, finish: () => refreshQueue(written, context) };
}

/** What the queue says of the measured modules changes with the measurement. A workspace without a queue gets one from its first enrichment. */
async function refreshQueue(names: readonly string[], context: WorkflowContext): Promise<void> {
  const settings = await openSettings(context);
  if ((await readQueue(settings)).bytes === undefined) return;
  const plan = await planEnrich({ modules: names }, settings, context);
  if (plan.queue.differs) await writeQueue(plan.workspace, plan.queue.bytes);
}

const NOTHING = { figure: null, withheld: [], conflicts: [], findings: [], tail: [] };

function statusOf({ change, withheld, conflicts, findings }: Observed): MeasuredModule<unknown>["status"] {
  if (findings.length > 0) return "failed";
  if (conflicts.length > 0) return "held";
  if (withheld.length > 0) return "withheld";
  return change === undefined ? "unchanged" : "changed";
}

function goneAfter(name: string, file: string): Finding {
  const message = `the manifest of ${name} was there before the measurement and is gone after it`;
  const fix = "Put it back, and see to it that no test removes it.";
  return { code: "E_RUN_FAILED", severity: "error", module: name, file, message, fix };
}

function untested(
  { name, manifestPath }: LoadedModule,
  { from }: MeasureInput,
  lacks: MeasureKind<unknown, unknown>["lacks"],
  end: { why?: string; fix?: string },
): Omit<Finding, "severity"> {
  const [message, fix] =
    from.length > 0
      ? [`no report speaks of ${name}`, "Check that the report was made with this module."]
      : [end.why ?? `${name} has no ${lacks.what} in its folder`, end.fix ?? lacks.fix];
  return { code: "E_NO_TESTS", module: name, file: manifestPath, message, fix };
}

/** What reports say of modules, as {@link MeasureKind} gives it: by the paths of their manifests. */
export function ingested<T>(evidence: ReadonlyMap<LoadedModule, T>): Map<string, Measured<T>> {
  return new Map([...evidence].map(([module, each]) => [module.manifestPath, { outcome: "measured", evidence: each }]));
}

/** What the runs came to, with `evidenceOf` what was collected. A report that cannot be used counts as a failed run; of one that counts nothing `nothing` tells. */
export async function judgeRuns<T>(
  runs: readonly ModuleRun[],
  nothing: { why: string; fix: string },
  evidenceOf: (run: Extract<ModuleRun, { outcome: "measured" }>) => Promise<T | undefined>,
): Promise<Map<string, Measured<T>>> {
  const measured = new Map<string, Measured<T>>();
  for (const run of runs) measured.set(run.module.manifestPath, await judgeRun(run, nothing, evidenceOf));
  return measured;
}

async function judgeRun<T>(
  run: ModuleRun,
  { why, fix }: { why: string; fix: string },
  evidenceOf: (run: Extract<ModuleRun, { outcome: "measured" }>) => Promise<T | undefined>,
): Promise<Measured<T>> {
  if (run.outcome === "untested") return run;
  if (run.outcome === "failed")
    return { outcome: "failed", finding: failedRun(run.module, run.why, run.fix), tail: run.tail };
  try {
    const evidence = await evidenceOf(run);
    if (evidence === undefined) return { outcome: "untested", why: `${why} in ${run.module.name}`, fix };
    return { outcome: "measured", evidence };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { outcome: "failed", finding: failedRun(run.module, error.message, error.hint), tail: [] };
  }
}

function failedRun({ name, manifestPath }: LoadedModule, why: string, fix?: string): Finding {
  return {
    code: "E_RUN_FAILED",
    severity: "error",
    module: name,
    file: manifestPath,
    message: why,
    fix: fix ?? "See the end of its output below, mend it, and run the command again.",
  };
}

function decode(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes).toString("utf8");
}
