import { baseName, relativeTo } from "@t4/core";

/** What a module has to run, as workspace paths. */
export interface Suites {
  /** What pytest collects when nobody says otherwise. */
  pythonTests: string[];
  /** What vitest collects when nobody says otherwise. */
  scriptTests: string[];
  /** Python tests under `tests/benchmarks`. */
  pythonBenchmarks: string[];
  /** `*.bench.ts` and its kin. */
  scriptBenchmarks: string[];
}

const PYTHON_TEST = /^(?:test_.*|.*_test)\.py$/s;
const SCRIPT_TEST = /\.(?:test|spec)\.[cm]?[jt]sx?$/;
const SCRIPT_BENCHMARK = /\.bench\.[cm]?[jt]sx?$/;

/** The tests and benchmarks among a module's own files. A folder whose name starts with a dot holds none. */
export function suitesOf({ dir, files }: { dir: string; files: readonly string[] }): Suites {
  const shown = files.filter((path) => !/(?:^|\/)\./.test(relativeTo(dir, path) ?? path));
  const named = (pattern: RegExp): string[] => shown.filter((path) => pattern.test(baseName(path)));
  const pythonTests = named(PYTHON_TEST);
  return {
    pythonTests,
    scriptTests: named(SCRIPT_TEST),
    pythonBenchmarks: pythonTests.filter((path) => relativeTo(dir, path)?.startsWith(`${BENCHMARKS}/`)),
    scriptBenchmarks: named(SCRIPT_BENCHMARK),
  };
}

/** Where a module keeps its pytest benchmarks, relative to its folder. */
export const BENCHMARKS = "tests/benchmarks";
