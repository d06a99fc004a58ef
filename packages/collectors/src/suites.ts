import { baseName, compareCodeUnits, dirName, joinPath, relativeTo } from "@t4/core";

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

const CODE = /\.(?:py|[cm]?[jt]sx?)$/;
const OF_TESTS = /(?:^|\/)(?:tests?|benchmarks?|docs|examples)\/|(?:^|\/)conftest\.py$/;

/** Those of a module's own files that its tests are to cover: code that is neither a test nor help for tests. */
export function coveredBySuites({ dir, files }: { dir: string; files: readonly string[] }): string[] {
  return files.filter((path) => {
    const [within, name] = [relativeTo(dir, path) ?? path, baseName(path)];
    const isTest = [PYTHON_TEST, SCRIPT_TEST, SCRIPT_BENCHMARK].some((pattern) => pattern.test(name));
    return CODE.test(name) && !isTest && !OF_TESTS.test(within);
  });
}

/**
 * Folders of a module that coverage.py has to be told of besides the module's own: it looks for files that no test has loaded below a folder only as long as
 * each holds an `__init__.py`, which a `src` does not.
 */
export function packageRoots({ dir, files }: { dir: string; files: readonly string[] }): string[] {
  const own = new Set(files);
  const isPackage = (folder: string): boolean => own.has(joinPath(folder, "__init__.py"));
  const roots = new Set<string>();
  for (const path of coveredBySuites({ dir, files })) {
    let folder = dirName(path);
    if (!path.endsWith(".py") || !isPackage(folder)) continue;
    while (folder !== dir && isPackage(folder)) folder = dirName(folder);
    if (folder !== dir) roots.add(folder);
  }
  return [...roots].sort(compareCodeUnits);
}

/** Where a module keeps its pytest benchmarks, relative to its folder. */
export const BENCHMARKS = "tests/benchmarks";
