import {
  type Collected,
  findPython,
  type Python,
  runnerEnvironment,
  type Suites,
  suitesOf,
  type Surroundings,
} from "@t4/collectors";
import { dirName, T4Error } from "@t4/core";
import type { WorkflowContext } from "./context.ts";
import type { LoadedModule } from "./load-modules.ts";
import type { LoadedWorkspace } from "./open.ts";

/** How runners are started. */
export interface RunnerOptions {
  timeoutMs: number;
  /** Names of variables that runners get besides the usual ones. */
  passEnv: readonly string[];
  /** The environment to take them from. */
  env: Readonly<Record<string, string | undefined>>;
}

/** What running one module's tests or benchmarks came to. */
export type ModuleRun = { module: LoadedModule } & (
  | { outcome: "measured"; collected: Extract<Collected, { outcome: "measured" }>[] }
  | { outcome: "failed"; why: string; fix?: string; tail: string[] }
  /** It has nothing to run, or `why` a runner did not run it. */
  | { outcome: "untested"; why?: string; fix?: string }
);

/** One kind of measurement: which runners it needs, and how each is started. */
export interface Measurement {
  /** For progress: `running tests`. */
  step: string;
  python: { needs: readonly string[]; wants: readonly string[]; asks: readonly string[] };
  hasPython: (suites: Suites, module: LoadedModule) => boolean;
  hasScript: (suites: Suites, module: LoadedModule) => boolean;
  needScript: (module: LoadedModule, surroundings: Surroundings) => Promise<void>;
  runPython: (python: Python, module: Measurable, surroundings: Surroundings) => Promise<Collected>;
  runScript: (suites: Suites, module: Measurable, surroundings: Surroundings) => Promise<Collected>;
}

type Measurable = LoadedModule & { nested: string[] };

/**
 * Runs the modules' own tests or benchmarks, one module after the other: they may share a port or a database, and measured side by side they would slow each
 * other. Throws `E_RUNNER`, before anything is run, when a runner that is needed is missing.
 */
export async function measureModules(
  measurement: Measurement,
  modules: readonly LoadedModule[],
  workspace: Pick<LoadedWorkspace, "root" | "files" | "config" | "modules" | "failed">,
  options: RunnerOptions,
  context: WorkflowContext,
): Promise<{ runs: ModuleRun[]; python: Python | undefined }> {
  const surroundings: Surroundings = {
    root: workspace.root,
    files: workspace.files,
    env: runnerEnvironment(options.env, options.passEnv),
    timeoutMs: options.timeoutMs,
  };
  const planned = modules.map((module) => ({ module, suites: suitesOf(module) }));
  for (const { module, suites } of planned) {
    if (measurement.hasScript(suites, module)) await measurement.needScript(module, surroundings);
  }
  const python = planned.some(({ module, suites }) => measurement.hasPython(suites, module))
    ? await findPython({
        root: workspace.root,
        configured: workspace.config.python,
        env: options.env,
        passEnv: options.passEnv,
        ...measurement.python,
      })
    : undefined;
  const runs: ModuleRun[] = [];
  for (const { module, suites } of planned) {
    context.progress(measurement.step, runs.length, planned.length);
    runs.push(
      await measureModule(
        measurement,
        { ...module, nested: nestedIn(module, workspace) },
        suites,
        python,
        surroundings,
      ),
    );
  }
  context.progress(measurement.step, runs.length, planned.length);
  return { runs, python };
}

async function measureModule(
  measurement: Measurement,
  module: Measurable,
  suites: Suites,
  python: Python | undefined,
  surroundings: Surroundings,
): Promise<ModuleRun> {
  const collected: Extract<Collected, { outcome: "measured" }>[] = [];
  const starts = [
    ...(measurement.hasPython(suites, module) && python !== undefined
      ? [() => measurement.runPython(python, module, surroundings)]
      : []),
    ...(measurement.hasScript(suites, module) ? [() => measurement.runScript(suites, module, surroundings)] : []),
  ];
  let idle: { why: string; fix?: string } | undefined;
  for (const start of starts) {
    const end = await start().catch(asFailure);
    if (end.outcome === "failed") return { ...end, module };
    if (end.outcome === "untested") {
      idle = { why: `${end.why} in ${module.name}`, ...(end.fix !== undefined && { fix: end.fix }) };
    } else collected.push(end);
  }
  if (collected.length > 0) return { outcome: "measured", module, collected };
  return { outcome: "untested", module, ...idle };
}

/** What is wrong with one module's report keeps no other module from being measured. */
function asFailure(error: unknown): Extract<Collected, { outcome: "failed" }> {
  if (!(error instanceof T4Error)) throw error;
  return { outcome: "failed", why: error.message, tail: [], ...(error.hint !== undefined && { fix: error.hint }) };
}

function nestedIn({ dir }: LoadedModule, { modules, failed }: Pick<LoadedWorkspace, "modules" | "failed">): string[] {
  const folders = [...modules.map((module) => module.dir), ...failed.map(({ manifestPath }) => dirName(manifestPath))];
  return folders.filter((folder) => folder !== dir && (dir === "" || folder.startsWith(`${dir}/`)));
}
