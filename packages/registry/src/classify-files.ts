import { baseName, relativeTo, sortedSet } from "@t4/core";

/** A module's files by what they are for; each list sorted. */
export interface ClassifiedFiles {
  docs: string[];
  tests: string[];
  /** True when something is there that could have a public API. */
  hasCode: boolean;
  /** True when some of that is Python, whose exports T4 reads. */
  hasPython: boolean;
}

const DOCUMENT = /\.(?:md|markdown)$/i;
// As pytest and vitest (and jest) are set up when nobody says otherwise.
const PYTHON_TEST = /^(?:test_.*|.*_test)\.py$/s;
const SCRIPT_TEST = /\.(?:test|spec)\.[cm]?[jt]sx?$/;
const CODE = /\.(?:pyi?|[cm]?[jt]sx?)$/;
const PYTHON = /\.pyi?$/;
const SUPPORT = /^(?:conftest\.py|setup\.py|.*\.config\.[cm]?[jt]s)$/s;
const TEST_FOLDER = /^(?:tests?|__tests__)$/;

/** Sorts out the files of the module in `dir`; what lies in one of the folders `outputs` is T4's own and counts for nothing. */
export function classifyFiles(dir: string, files: readonly string[], outputs: readonly string[]): ClassifiedFiles {
  const own = sortedSet(files.filter((path) => !outputs.some((folder) => relativeTo(folder, path) !== undefined)));
  const isTestHere = (path: string): boolean => isTest(dir, path);
  const code = own.filter((path) => CODE.test(path) && !isTestHere(path) && !isSupport(dir, path));
  return {
    docs: own.filter((path) => DOCUMENT.test(path)),
    tests: own.filter(isTestHere),
    hasCode: code.length > 0,
    hasPython: code.some((path) => PYTHON.test(path)),
  };
}

function isTest(dir: string, path: string): boolean {
  const name = baseName(path);
  // pytest enters no folder whose name starts with a dot.
  return (
    SCRIPT_TEST.test(name) || (PYTHON_TEST.test(name) && !foldersOf(dir, path).some((each) => each.startsWith(".")))
  );
}

function isSupport(dir: string, path: string): boolean {
  return SUPPORT.test(baseName(path)) || foldersOf(dir, path).some((each) => TEST_FOLDER.test(each));
}

/** The folders between the module's and the file. */
function foldersOf(dir: string, path: string): string[] {
  return (relativeTo(dir, path) ?? path).split("/").slice(0, -1);
}
