import {
  type Collected,
  collectPytestTests,
  collectVitestTests,
  needVitest,
  PYTEST_TESTS,
  type Suites,
  suitesOf,
} from "@t4/collectors";
import { baseName, formatPlace, relativeTo } from "@t4/core";
import { parseJunit } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import type { FailedModule, LoadedModule } from "./load-modules.ts";
import { type Measurement, measureModules, type ModuleRun, type RunnerOptions } from "./measure-modules.ts";
import { openWithoutVocabulary, readModules } from "./open.ts";
import { withoutWord } from "./scaffold-word.ts";
import { selectModules } from "./select-modules.ts";

/** `smoke`: the tests that say whether a module is there at all. `fast`: all but those that need others, or take long. */
export type SuiteName = "smoke" | "fast";

export interface ScaffoldRunInput {
  suite: SuiteName;
  /** Names of modules; [] for all. */
  modules: readonly string[];
  runner: RunnerOptions;
}

/** What running one module's tests came to. */
export interface TestedModule {
  module: string;
  status: "passed" | "failed" | "untested";
  passed: number;
  skipped: number;
  /** Why it failed, as a sentence without a full stop, and the end of what the runner printed; absent unless it did. */
  because?: string;
  tail?: string[];
}

export interface ScaffoldRunReport {
  suite: SuiteName;
  /** One Python is asked for all of them; the modules in their order, then those whose manifests cannot be used, when all are meant. */
  modules: TestedModule[];
}

/**
 * Runs the modules' own smoke or fast tests, a module after the other, and writes nothing. Throws `E_NO_MODULE`, and `E_RUNNER`, before anything is run, when pytest or
 * vitest is needed and missing.
 */
export async function scaffoldRun(input: ScaffoldRunInput, context: WorkflowContext): Promise<ScaffoldRunReport> {
  const settings = await openWithoutVocabulary(context);
  const { modules, failed } = await readModules(settings);
  const selected = selectModules(modules, input.modules);
  const { runs } = await measureModules(
    measurementOf(input.suite),
    selected,
    { ...settings, modules, failed },
    input.runner,
    context,
  );
  const unusable = input.modules.length === 0 ? failed.map(tellUnusable) : [];
  return { suite: input.suite, modules: [...runs.map(tellRun), ...unusable] };
}

/** A module whose manifest cannot be used, so that nobody can tell which files are its own. */
function tellUnusable({ name, finding }: FailedModule): TestedModule {
  const because = `${formatPlace(finding)}: ${finding.message.replace(/\.$/, "")}`;
  return { module: name, status: "failed", passed: 0, skipped: 0, because };
}

function measurementOf(suite: SuiteName): Measurement {
  type Place = Pick<LoadedModule, "dir" | "name">;
  const python = ({ pythonTests }: Suites, module: Place) => pythonTests.filter((path) => belongs(path, module, suite));
  const script = ({ scriptTests }: Suites, module: Place) => scriptTests.filter((path) => belongs(path, module, suite));
  return {
    step: `running ${suite} tests`,
    python: PYTEST_TESTS,
    hasPython: (suites, module) => python(suites, module).length > 0,
    hasScript: (suites, module) => script(suites, module).length > 0,
    needScript: (module, surroundings) => needVitest("tests", module, surroundings),
    runPython: (found, module, surroundings) =>
      collectPytestTests(found, python(suitesOf(module), module), module, surroundings),
    runScript: (suites, module, surroundings) => collectVitestTests(script(suites, module), module, surroundings),
  };
}

const SMOKE = /(?:^|[_.-])smoke[_.-]/i;
const SLOW = /(?:^|[/_.-])(?:integration|e2e|slow|benchmarks?|bench)(?:[/_.-])/i;

/** True for a test file of a suite, by its name and, for slow ones, by its folders within the module. What the module is called says nothing. */
export function belongs(path: string, { dir, name }: Pick<LoadedModule, "dir" | "name">, suite: SuiteName): boolean {
  const own = withoutWord(relativeTo(dir, path) ?? path, name);
  return suite === "smoke" ? SMOKE.test(baseName(own)) : !SLOW.test(own);
}

function tellRun(run: ModuleRun): TestedModule {
  const base = { module: run.module.name, passed: 0, skipped: 0 };
  if (run.outcome === "untested") return { ...base, status: "untested" };
  if (run.outcome === "failed") return { ...base, status: "failed", because: run.why, tail: run.tail };
  const passed = countOf(run.collected, "passed");
  return { ...base, status: "passed", passed, skipped: countOf(run.collected, "skipped") };
}

function countOf(
  collected: readonly Extract<Collected, { outcome: "measured" }>[],
  what: "passed" | "skipped",
): number {
  const groups = collected.flatMap(({ report }) => parseJunit(report)?.groups ?? []);
  return groups.reduce((total, { counts }) => total + counts[what], 0);
}
