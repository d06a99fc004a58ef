import { type Finding, relativeTo, sha256, T4Error } from "@t4/core";
import {
  type BenchReport,
  Consulted,
  type ModuleCoverage,
  type ModuleTests,
  PythonProject,
  type PythonRecord,
  readPythonPackage,
  Reports,
  type Sources,
  type Workspace,
} from "@t4/readers";
import { asFinding } from "../as-finding.ts";
import type { LoadedModule } from "../load-modules.ts";

/** A report, or why it could not be read. */
export interface Attempt<T> {
  value?: T;
  finding?: Finding;
}

/** What reports of tests say of a module. */
export interface ModuleReports {
  tests: Attempt<ModuleTests | undefined>;
  coverage: Attempt<ModuleCoverage | undefined>;
}

/** What a module's code and reports say. */
export interface ModuleCode extends ModuleReports {
  python: PythonRecord | undefined;
  bench: Attempt<BenchReport | undefined>;
}

/** Every path that was looked at, with the hash found there; undefined where nothing was. */
export type Looks = [path: string, sha: string | undefined][];

/** What was found, and what was looked at for it. */
export interface Looked<T> {
  found: T;
  looks: Looks;
}

/** Whose code is read. */
export type CodeModule = Pick<LoadedModule, "name" | "dir" | "manifestPath" | "files">;

/** Readers of one module's code, and of the reports that may speak of many modules. */
export interface CodeReader {
  /** That these will be asked for, in this order: a reader that can may begin. */
  expect(modules: readonly CodeModule[]): void;
  readPython(module: CodeModule): Promise<Looked<PythonRecord | undefined>>;
  readReports(module: CodeModule): Promise<Looked<ModuleReports>>;
  /** Nothing more will be asked. */
  close(): void;
}

/**
 * Sets up the readers of a run when they are first asked; what `modules`, all there are, share is read and parsed once. A report that cannot be read is a finding and takes
 * nothing else with it; so is a source file.
 */
export function openCodeReader(workspace: CodeWorkspace, modules: readonly CodeModule[]): CodeReader {
  const { sources } = workspace;
  let project: PythonProject | undefined;
  let read: Reports | undefined;
  let listing: string | undefined;
  const python = (): PythonProject =>
    (project ??= new PythonProject(sources, {
      roots: workspace.config.pythonRoots,
      moduleFolders: modules.map((module) => module.dir),
    }));
  const reports = (): Reports => (read ??= new Reports(workspace, modules));
  return {
    // Nothing is gained by beginning sooner in the thread that asks.
    expect: () => {},
    readPython: (module) => look(sources, (consulted) => readPythonPackage(python(), module.dir, consulted)),
    readReports: (module) =>
      look(sources, async (consulted) => {
        const said = {
          tests: await attempt(module, () => reports().tests(consulted, module)),
          coverage: await attempt(module, () => reports().coverage(consulted, module)),
        };
        const looks = consulted.entries();
        if (looks.some(([path, sha]) => sha !== undefined && isShared(path, module)))
          consulted.note(ALL_FILES, (listing ??= listingSha(modules)));
        return said;
      }),
    close: () => {},
  };
}

/** The workspace, as far as code and reports need it. */
export type CodeWorkspace = Pick<Workspace, "files" | "root" | "sources" | "config">;

async function look<T>(sources: Sources, read: (consulted: Consulted) => Promise<T>): Promise<Looked<T>> {
  const consulted = new Consulted(sources);
  const found = await read(consulted);
  return { found, looks: consulted.entries() };
}

/**
 * Stands for the list of all modules' files among a module's inputs. Whose lines and tests a shared report speaks of is found by trying
 * its names on every file that there is.
 */
export const ALL_FILES = "**";

function isShared(path: string, { dir }: CodeModule): boolean {
  return dir === "" || relativeTo(dir, path) === undefined;
}

/** What {@link ALL_FILES} has to be for evidence to hold still. */
export function listingSha(modules: readonly CodeModule[]): string {
  return sha256(modules.map(({ dir, files }) => `${dir}\n${files.join("\n")}`).join("\n\n"));
}

/** What `read` gives; an error of T4's own as a finding about the module. */
export async function attempt<T>(module: CodeModule, read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { finding: asFinding(error, module.manifestPath, module.name) };
  }
}
