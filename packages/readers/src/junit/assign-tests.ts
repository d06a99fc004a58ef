import { joinPath, staysInside } from "@t4/core";
import { locateFiles, type Workplace } from "../reports/locate.ts";
import type { RawTests, TestGroup } from "./parse-junit.ts";

/** Where a report's names may lead, and which module owns a file. */
export interface TestPlace extends Workplace {
  /** Workspace folders that dotted names may start from. */
  pythonRoots: readonly string[];
  ownerOf: (path: string) => string | undefined;
  /** The module that cases without a recognisable file belong to; undefined for a report of the whole workspace. */
  fallback: string | undefined;
}

const MAX_SEGMENTS = 64;

/** The test groups of each module, by the module's folder: by `file`, else by `classname` as a path, else as a dotted Python name. */
export function assignTests(tests: RawTests, place: TestPlace): Map<string, TestGroup[]> {
  const names = tests.groups.flatMap(({ file, classname }) => [file, classname]).filter((name) => name !== undefined);
  const located = locateFiles(new Set(names), [], place);
  const assigned = new Map<string, TestGroup[]>();
  for (const group of tests.groups) {
    const path =
      located.get(group.file ?? "") ?? located.get(group.classname ?? "") ?? pythonFile(group.classname ?? "", place);
    const owner = path === undefined ? place.fallback : place.ownerOf(path);
    if (owner === undefined) continue;
    const groups = assigned.get(owner);
    if (groups === undefined) assigned.set(owner, [group]);
    else groups.push(group);
  }
  return assigned;
}

/** The file that a dotted name starts with: `tests.unit.test_core.TestParse` is in `tests/unit/test_core.py`. */
function pythonFile(dotted: string, place: TestPlace): string | undefined {
  const segments = dotted.split(".", MAX_SEGMENTS);
  for (let length = segments.length; length > 0; length -= 1) {
    const file = `${segments.slice(0, length).join("/")}.py`;
    for (const folder of [place.base, "", ...place.pythonRoots]) {
      const path = joinPath(folder, file);
      if (staysInside(path) && place.isOwned(path)) return path;
    }
  }
  return undefined;
}
