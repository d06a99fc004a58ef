import { posix } from "node:path";
import { compareCodeUnits } from "@t4/core";
import { fillTemplate, type ScaffoldFile } from "../template.ts";
import { PYTHON_PACKAGE, PYTHON_TEMPLATES, type PythonSlot, smokeOfApis, unitOfApis } from "./python-templates.ts";
import { SCRIPT_TEMPLATES } from "./script-templates.ts";

/** A Python package as its tests see it; folders are relative to the workspace. */
export interface PythonSubject {
  module: string;
  /** The module's folder. */
  dir: string;
  /** The folder that its imports start at, and its dotted path from there. */
  root: string;
  name: string;
  /** Other folders that imports start at. */
  otherRoots: readonly string[];
  /** Names that were verified to be there when the package is imported, and those of functions and classes among them. */
  apis: readonly string[];
  callables: readonly string[];
  /** True when the folder of tests shall be a package: it lies in one, and is new. */
  inPackage: boolean;
  /** What tells its test files from those of all other modules, where their package does not: part of a file's name; undefined where it is the only module. */
  word: string | undefined;
  /** The names of what is in the folder of tests. */
  present: readonly string[];
}

/** The tests of a Python package as they should be, whether they are there or not. */
export function planPythonTests(subject: PythonSubject): ScaffoldFile[] {
  const { module, dir, root, name, otherRoots, apis, callables, inPackage, word, present } = subject;
  const place = (folder: string): string => pythonPath(posix.join(dir, "tests"), folder);
  const roots = [...new Set([...otherRoots.filter((other) => other !== root), root])];
  const slots: Record<PythonSlot, string> = {
    module,
    suffix: "",
    name: JSON.stringify(name),
    root: place(root),
    // The last one is put first.
    roots: `[${roots.map(place).join(", ")}]`,
    smokeOfApis: apis.length === 0 ? "" : smokeOfApis(pythonList(apis)),
    unitOfApis: callables.length === 0 ? "" : unitOfApis(pythonList(callables)),
  };
  const templates = inPackage ? [PYTHON_PACKAGE, ...PYTHON_TEMPLATES] : PYTHON_TEMPLATES;
  return templates.map((template) => {
    const plain = fillTemplate(template, slots);
    // Outside of packages pytest takes files of one name for one file. A file that is there under the plain name is kept all the same.
    const isTold = inPackage || word === undefined || present.includes(posix.basename(plain.path));
    return isTold ? plain : fillTemplate(template, { ...slots, suffix: `_${word}` });
  });
}

/** A module of TypeScript or JavaScript as its tests see it. */
export interface ScriptSubject {
  module: string;
  /** The file that is imported, relative to the module's folder. */
  entry: string;
  /** Names that were verified to be exported. */
  apis: readonly string[];
}

/** The vitest tests of a module as they should be, whether they are there or not. */
export function planScriptTests({ module, entry, apis }: ScriptSubject): ScaffoldFile[] {
  const slots = {
    module,
    // TypeScript and vite both take the name that the file has once it is compiled, whatever the project's settings are.
    entry: JSON.stringify(`../${entry.replace(/\.([cm]?)tsx?$/, ".$1js")}`),
    extension: /\.[cm]?tsx?$/.test(entry) ? "ts" : "js",
    apis: JSON.stringify([...apis].sort(compareCodeUnits)),
  };
  return SCRIPT_TEMPLATES.map((template) => fillTemplate(template, slots));
}

/** An expression for a folder, from a file in the folder of tests, `HERE`. */
function pythonPath(tests: string, folder: string): string {
  const parts = posix
    .relative(tests, folder)
    .split("/")
    .filter((part) => part !== "");
  const down = parts.filter((part) => part !== "..");
  return [`HERE.parents[${parts.length - down.length}]`, ...down.map((part) => JSON.stringify(part))].join(" / ");
}

/** A line each, so that a name that comes or goes is one line of a diff. */
function pythonList(names: readonly string[]): string {
  const lines = [...names].sort(compareCodeUnits).map((name) => `    ${JSON.stringify(name)},\n`);
  return `[\n${lines.join("")}]`;
}
