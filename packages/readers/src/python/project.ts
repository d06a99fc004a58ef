import { baseName, dirName, joinPath, T4Error, type Finding } from "@t4/core";
import type { Consulted, Sources } from "../sources.ts";
import { loadPythonParser } from "./grammar.ts";
import type { KnownFile, ModuleFiles } from "./locate.ts";
import { parsePythonOutline } from "./parse-outline.ts";

export interface PythonProjectOptions {
  /** Where absolute imports start, relative to the workspace; without it they are detected. */
  roots?: readonly string[] | undefined;
  /** Folders of all modules of the workspace: absolute imports between modules find each other through them. */
  moduleFolders?: readonly string[] | undefined;
}

/** A file as the project keeps it: parsed once a run, whoever asks. */
export interface PythonFile extends KnownFile {
  sha: string | undefined;
  /** Why it cannot be read, when it is there. */
  problem?: T4Error | undefined;
}

const ABSENT: PythonFile = { present: false, sha: undefined };

/** The Python files of one workspace, each read and parsed at most once a run. */
export class PythonProject {
  readonly options: PythonProjectOptions;
  readonly #sources: Sources;
  readonly #loading = new Map<string, Promise<PythonFile>>();
  readonly #known = new Map<string, PythonFile>();
  readonly #rootsByName: Map<string, string[]>;
  readonly #moduleFolders: ReadonlySet<string>;

  constructor(sources: Sources, options: PythonProjectOptions = {}) {
    this.options = options;
    this.#sources = sources;
    this.#rootsByName = collectRoots(options.moduleFolders ?? []);
    this.#moduleFolders = new Set(options.moduleFolders);
  }

  /** True for the folder of a module of the workspace. */
  isModule(folder: string): boolean {
    return this.#moduleFolders.has(folder);
  }

  /** The file at `path`, noted in `consulted`. Never throws: a file that cannot be read carries its `problem`. */
  async load(path: string, consulted: Consulted): Promise<PythonFile> {
    let loading = this.#loading.get(path);
    if (!loading) {
      loading = this.#read(path);
      this.#loading.set(path, loading);
    }
    const file = await loading;
    this.#known.set(path, file);
    consulted.note(path, file.sha);
    return file;
  }

  /** What one module may see: exactly the paths it has consulted, so that no answer depends on what others loaded before. */
  view(consulted: ReadonlySet<string>, ownRoot: string): ModuleFiles {
    const known = this.#known;
    const outlines = {
      get: (path: string): KnownFile | undefined => (consulted.has(path) ? known.get(path) : undefined),
    } as ReadonlyMap<string, KnownFile>;
    const roots = [...new Set([ownRoot, ...(this.options.roots ?? ["", "src"])])];
    return { outlines, roots, rootsOf: (name) => this.#rootsByName.get(name) ?? [] };
  }

  async #read(path: string): Promise<PythonFile> {
    try {
      const source = this.#sources.knows(path) === false ? undefined : await this.#sources.read(path);
      if (!source) return ABSENT;
      const parser = await loadPythonParser();
      return { present: true, sha: source.sha, outline: parsePythonOutline(parser, source.text) };
    } catch (error) {
      if (!(error instanceof T4Error)) throw error;
      return { present: true, sha: undefined, problem: error };
    }
  }
}

/** A finding for a file that cannot be read. */
export function describeProblem(problem: T4Error, path: string): Finding {
  return {
    code: problem.code,
    severity: "error",
    file: problem.file ?? path,
    line: problem.line,
    column: problem.column,
    message: problem.message,
    fix: problem.hint ?? "Mend the file.",
  };
}

/** For each module folder, under its own name: the folder above it, its `src`, and itself. */
function collectRoots(folders: readonly string[]): Map<string, string[]> {
  const roots = new Map<string, string[]>();
  for (const folder of folders) {
    const name = baseName(folder).replaceAll("-", "_");
    if (name === "") continue;
    const own = roots.get(name) ?? [];
    own.push(dirName(folder), joinPath(folder, "src"), folder);
    roots.set(name, own);
  }
  return roots;
}
