import type { Finding, SourceRef } from "@t4/core";
import type { Consulted } from "../sources.ts";
import { describeExports, type PackageExports } from "./exports.ts";
import { Interpreter } from "./interpreter.ts";
import { findPackage, type PackagePlace } from "./layout.ts";
import { isKnown, type ModuleFiles } from "./locate.ts";
import { PRELOADED, STANDARD_LIBRARY } from "./names.ts";
import { candidateFiles, importedPaths, siblingFiles } from "./prefetch.ts";
import { describeProblem, type PythonProject } from "./project.ts";

/** Rounds of loading; each follows at least one import further. */
const MAX_ROUNDS = 200;

export interface PythonRecord {
  place: PackagePlace;
  exports: PackageExports;
  findings: Finding[];
  /** The files that list, bind or define an export. */
  sources: SourceRef[];
}

/**
 * What importing the Python package of a module offers, found without running it. Undefined when the module has no package.
 * Every path that was looked at is noted in `consulted`, also those where nothing is. Files that cannot be read or do not parse
 * are findings; nothing is thrown for them.
 */
export async function readPythonPackage(
  project: PythonProject,
  moduleFolder: string,
  consulted: Consulted,
): Promise<PythonRecord | undefined> {
  const place = await findPackage(project, moduleFolder, consulted);
  if (!place) return undefined;
  const loader = new Loader(project, place, consulted);
  const { interpreter, exports } = await loader.interpret();
  return { place, exports, findings: loader.findings(interpreter), sources: citedSources(exports, consulted) };
}

function citedSources(exports: PackageExports, consulted: Consulted): SourceRef[] {
  const cited = new Set([exports.file]);
  for (const { listed, outcome } of exports.exports) {
    if (listed) cited.add(listed.file);
    if (outcome.type === "defined") cited.add(outcome.file);
  }
  return consulted.entries().flatMap(([path, sha]) => (cited.has(path) && sha !== undefined ? [{ path, sha }] : []));
}

/** Loads what the interpreter needs, as far as the import statements lead. */
class Loader {
  readonly files: ModuleFiles;
  readonly #project: PythonProject;
  readonly #place: PackagePlace;
  readonly #consulted: Consulted;
  readonly #paths = new Set<string>();
  readonly #roots = new Map<string, readonly string[]>();
  readonly #followed = new Set<string>();
  readonly #read = new Set<string>();
  readonly #problems: Finding[] = [];

  constructor(project: PythonProject, place: PackagePlace, consulted: Consulted) {
    this.#project = project;
    this.#place = place;
    this.#consulted = consulted;
    const view = project.view(this.#paths, place.root);
    this.files = { ...view, rootsOf: (name) => this.#roots.get(name) ?? view.rootsOf(name) };
  }

  async interpret(): Promise<{ interpreter: Interpreter; exports: PackageExports }> {
    await this.#follow([this.#place.name]);
    for (let round = 0; ; round += 1) {
      const interpreter = new Interpreter(this.files, this.#place.name);
      interpreter.run();
      // Describing asks for the submodules that `__all__` names, too.
      const exports = describeExports(interpreter, this.#place);
      if (interpreter.wanted.size === 0 || round === MAX_ROUNDS) return { interpreter, exports };
      await this.#loadAll([...new Set([...interpreter.wanted].flatMap(siblingFiles))]);
    }
  }

  findings(interpreter: Interpreter): Finding[] {
    const faults = [...interpreter.faulty].map((file): Finding => {
      const fault = this.files.outlines.get(file)?.outline?.fault;
      return {
        code: "E_PYTHON_SYNTAX",
        severity: "error",
        file,
        line: fault?.line,
        column: fault?.column,
        message: `${file} does not parse: ${fault?.message ?? "invalid syntax"}`,
        fix: "Mend the syntax; only what stands before it was read.",
      };
    });
    return [...this.#problems, ...faults];
  }

  /** Follows import statements from one dotted path to all that it may lead to. */
  async #follow(paths: readonly string[]): Promise<void> {
    let next = await this.#selectNew(paths);
    while (next.length > 0) {
      const tops = new Set(next.map((path) => path.split(".", 1)[0]!));
      await this.#loadAll([...tops].flatMap((top) => this.#rootsOf(top).flatMap((root) => candidateFiles(root, top))));
      const files = new Map(next.flatMap((path) => this.#filesOf(path)));
      await this.#loadAll([...files.keys()]);
      next = await this.#selectNew([...files].flatMap(([file, name]) => this.#importsOf(file, name)));
    }
  }

  async #selectNew(paths: readonly string[]): Promise<string[]> {
    await Promise.all([...new Set(paths.map((path) => path.split(".", 1)[0]!))].map((top) => this.#learnRoots(top)));
    return paths.filter((path) => this.#isNew(path));
  }

  /** A folder that is itself a package is no place where absolute imports start: `flask/json` is not `json`. */
  async #learnRoots(top: string): Promise<void> {
    if (this.#roots.has(top)) return;
    const roots = this.files.rootsOf(top);
    const inits = roots.map((root) =>
      root === "" ? undefined : this.#project.load(`${root}/__init__.py`, this.#consulted),
    );
    const files = await Promise.all(inits);
    this.#roots.set(
      top,
      roots.filter((_, index) => files[index]?.present !== true),
    );
  }

  #importsOf(file: string, name: string): string[] {
    const outline = this.files.outlines.get(file)?.outline;
    if (!outline || this.#read.has(file)) return [];
    this.#read.add(file);
    return importedPaths(outline, name, file.endsWith("/__init__.py"));
  }

  #isNew(path: string): boolean {
    const top = path.split(".", 1)[0]!;
    if (this.#followed.has(path) || PRELOADED.has(top)) return false;
    this.#followed.add(path);
    return !STANDARD_LIBRARY.has(top) || isKnown(this.files, top);
  }

  #rootsOf(top: string): string[] {
    return [...new Set([...this.files.rootsOf(top), ...this.files.roots])];
  }

  /** Candidate files of a dotted path and of the packages above it, with their dotted names: under the root that holds its top, else under all. */
  #filesOf(path: string): [file: string, name: string][] {
    const parts = path.split(".");
    const roots = this.#rootsOf(parts[0]!);
    const holder = roots.find((root) =>
      candidateFiles(root, parts[0]!).some((file) => this.files.outlines.get(file)?.present),
    );
    return (holder === undefined ? roots : [holder]).flatMap((root) =>
      parts.flatMap((_, index) => {
        const name = parts.slice(0, index + 1).join(".");
        return candidateFiles(root, name).map((file): [string, string] => [file, name]);
      }),
    );
  }

  async #loadAll(paths: readonly string[]): Promise<string[]> {
    const fresh = paths.filter((path) => !this.#paths.has(path));
    await Promise.all(
      fresh.map(async (path) => {
        const { problem } = await this.#project.load(path, this.#consulted);
        if (problem) this.#problems.push(describeProblem(problem, path));
      }),
    );
    for (const path of fresh) this.#paths.add(path);
    return fresh;
  }
}
