export { loadPythonParser, setGrammarFolder } from "./grammar.ts";
export { PythonProject, type PythonFile, type PythonProjectOptions } from "./project.ts";
export { readPythonPackage, type PythonRecord } from "./resolve-exports.ts";
export type { ExportOutcome, PackageExports, PythonExport } from "./exports.ts";
export type { PackagePlace } from "./layout.ts";
export type { Docstring, Lines } from "./outline.ts";
export type { Doubt, DoubtCode, ListedName } from "./scope.ts";
