import { join } from "node:path";
import { relativeTo } from "@t4/core";
import {
  collect,
  type Collected,
  type Emptiness,
  type Hint,
  inRoot,
  type Subject,
  type Surroundings,
} from "./collect.ts";
import type { Python } from "./find-python.ts";
import { pythonProject } from "./project-folder.ts";
import { withScratch } from "./scratch.ts";
import { BENCHMARKS, packageRoots } from "./suites.ts";

/** What pytest needs for coverage and for benchmarks, and what changes how it is called. */
export const PYTEST_COVERAGE = { needs: ["pytest", "pytest_cov"], wants: ["pytest_benchmark"], asks: [] } as const;
export const PYTEST_BENCHMARK = {
  needs: ["pytest", "pytest_benchmark"],
  wants: ["pytest_cov"],
  asks: ["xdist"],
} as const;

/** What pytest needs for tests alone. */
export const PYTEST_TESTS = { needs: ["pytest"], wants: ["pytest_cov", "pytest_benchmark"], asks: [] } as const;

/** Runs some test files of a module under pytest. The report is a JUnit one. Throws as {@link collect} does. */
export async function collectPytestTests(
  python: Python,
  tests: readonly string[],
  { dir }: Subject,
  surroundings: Surroundings,
): Promise<Collected> {
  const base = await pythonProject(surroundings.files, surroundings.root, dir);
  return withScratch((scratch) => {
    const report = join(scratch, "tests.xml");
    const args = [
      `--junitxml=${report}`,
      ...withPlugin(python, "pytest_cov", "--no-cov"),
      ...withPlugin(python, "pytest_benchmark", "--benchmark-disable", storageIn(scratch)),
      ...tests.map((path) => relativeTo(base, path) ?? path),
    ];
    return startPytest(python, { args, scratch, report, base, name: "pytest" }, surroundings);
  });
}

/** Runs a module's own tests under pytest-cov. The report is a Cobertura one. Throws as {@link collect} does. */
export async function collectPytestCoverage(
  python: Python,
  { dir, files, nested }: Subject,
  surroundings: Surroundings,
): Promise<Collected> {
  const base = await pythonProject(surroundings.files, surroundings.root, dir);
  const from = (path: string): string => relativeTo(base, path) ?? ".";
  const target = dir === base ? "." : from(dir);
  return withScratch((scratch) => {
    const report = join(scratch, "coverage.xml");
    const args = [
      ...load("pytest_cov"),
      // Folders that the workspace's own `addopts` names would be measured too, and a report of several folders does not say which one a name is of.
      "--cov-reset",
      `--cov=${target}`,
      ...packageRoots({ dir, files }).map((folder) => `--cov=${from(folder)}`),
      `--cov-report=xml:${report}`,
      // The workspace's own floor is judged by the gate, not here.
      "--cov-fail-under=0",
      // One call of what is benchmarked covers as much as thousands.
      ...withPlugin(python, "pytest_benchmark", "--benchmark-disable", storageIn(scratch)),
      ...nested.map((folder) => `--ignore=${from(folder)}`),
      target,
    ];
    return startPytest(python, { args, scratch, report, base, name: "pytest-cov", empty: NO_LINES }, surroundings);
  });
}

/** Runs a module's `tests/benchmarks` under pytest-benchmark. The report holds every round. Throws as {@link collect} does. */
export async function collectPytestBenchmarks(
  python: Python,
  { dir }: Subject,
  surroundings: Surroundings,
): Promise<Collected> {
  const base = await pythonProject(surroundings.files, surroundings.root, dir);
  const folder = dir === "" ? BENCHMARKS : `${dir}/${BENCHMARKS}`;
  return withScratch((scratch) => {
    const report = join(scratch, "benchmark.json");
    const args = [
      ...load("pytest_benchmark"),
      "--benchmark-enable",
      storageIn(scratch),
      `--benchmark-json=${report}`,
      // Both would change what is measured.
      ...withPlugin(python, "pytest_cov", "--no-cov"),
      ...withPlugin(python, "xdist", "-n0"),
      relativeTo(base, folder) ?? folder,
    ];
    return startPytest(
      python,
      { args, scratch, report, base, name: "pytest-benchmark", empty: NO_BENCHMARKS },
      surroundings,
    );
  });
}

interface PytestStart {
  args: readonly string[];
  scratch: string;
  report: string;
  base: string;
  name: string;
  empty?: Emptiness;
}

const NO_LINES: Emptiness = {
  says: "No data to report",
  why: "pytest-cov counted no lines",
  fix: "See that `omit`, `include` and `source` in coverage.py's configuration leave some of its files.",
};

const NO_BENCHMARKS: Emptiness = {
  why: "pytest-benchmark ran no benchmark",
  fix: `Have a test in its ${BENCHMARKS} ask for the \`benchmark\` fixture, and see that none of pytest's options skips it.`,
};

/** Pytest's exit code for options that it does not take. */
const USAGE_ERROR = 4;

/** Options of the project's own that no other takes back. */
const HINTS: readonly Hint[] = [
  { exitCode: 0, says: "--no-cov switch", fix: "Take `--no-cov` out of pytest's `addopts`: no option takes it back." },
  {
    exitCode: USAGE_ERROR,
    says: "--benchmark-only and --benchmark-disable",
    fix: "Take `--benchmark-only` out of pytest's `addopts`: no option takes it back. `t4 bench` runs benchmarks alone without it.",
  },
  {
    exitCode: USAGE_ERROR,
    says: "unrecognized arguments:",
    fix: "Install the plugins that have these options for the Python that T4 takes, or name another with T4_PYTHON.",
  },
];

/** Under which names plugins are known to pytest, by their modules. */
const PLUGINS = { pytest_cov: "pytest_cov", pytest_benchmark: "benchmark", xdist: "xdist" };

/** Has pytest know a plugin's flags also where the project's own options keep it out, as `-p no:benchmark` does: the last word counts. */
function load(plugin: keyof typeof PLUGINS): string[] {
  return ["-p", PLUGINS[plugin]];
}

/** Flags of a plugin, where this Python has the plugin. */
function withPlugin(python: Python, plugin: keyof typeof PLUGINS, ...flags: string[]): string[] {
  return python.has.includes(plugin) ? [...load(plugin), ...flags] : [];
}

/** Has pytest-benchmark make its folder there: it makes one in any case, also when it is disabled. */
function storageIn(scratch: string): string {
  return `--benchmark-storage=file://${join(scratch, "benchmarks")}`;
}

/** Pytest's exit code for no tests collected, or all of them deselected. */
const NO_TESTS = 5;

function startPytest(
  python: Python,
  { args, scratch, report, base, name, empty }: PytestStart,
  { root, files, env, timeoutMs }: Surroundings,
): Promise<Collected> {
  const call = {
    command: python.command,
    // Caches and data files of a run that is only looked at do not belong into the workspace.
    args: ["-m", "pytest", "-q", "--color=no", "-o", `cache_dir=${join(scratch, "cache")}`, ...args],
    cwd: inRoot(root, base),
    env: { ...env, COVERAGE_FILE: join(scratch, "coverage.data") },
    timeoutMs,
  };
  const tool = { name, call, base, nothing: NO_TESTS, hints: HINTS, ...(empty !== undefined && { empty }) };
  return collect(tool, report, files);
}
