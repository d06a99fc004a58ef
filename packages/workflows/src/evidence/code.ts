import { type Finding, relativeTo, sha256, T4Error } from "@t4/core";
import {
  type BenchReport,
  Consulted,
  type ModuleCoverage,
  type ModuleTests,
  PythonProject,
  type PythonRecord,
  readBench,
  readPythonPackage,
  Reports,
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

/** Readers of one module's code and benchmarks, and of the reports that may speak of many modules. */
export interface CodeReader {
  readCode(module: LoadedModule, consulted: Consulted): Promise<Omit<ModuleCode, keyof ModuleReports>>;
  readReports(module: LoadedModule, consulted: Consulted): Promise<ModuleReports>;
}

/**
 * Sets up the readers of a run; what `modules`, all there are, share is read and parsed once. A report that cannot be read is a finding and takes
 * nothing else with it; so is a source file.
 */
export function openCodeReader(workspace: Workspace, modules: readonly LoadedModule[]): CodeReader {
  const python = new PythonProject(workspace.sources, {
    roots: workspace.config.pythonRoots,
    moduleFolders: modules.map((module) => module.dir),
  });
  const reports = new Reports(workspace, modules);
  const listing = listingSha(modules);
  return {
    readCode: async (module, consulted) => ({
      python: await readPythonPackage(python, module.dir, consulted),
      bench: await attempt(module, () => readBench(consulted, module)),
    }),
    readReports: async (module, consulted) => {
      const said = {
        tests: await attempt(module, () => reports.tests(consulted, module)),
        coverage: await attempt(module, () => reports.coverage(consulted, module)),
      };
      const looks = consulted.entries();
      if (looks.some(([path, sha]) => sha !== undefined && isShared(path, module))) consulted.note(ALL_FILES, listing);
      return said;
    },
  };
}

/**
 * Stands for the list of all modules' files among a module's inputs. Whose lines and tests a shared report speaks of is found by trying
 * its names on every file that there is.
 */
export const ALL_FILES = "**";

function isShared(path: string, { dir }: LoadedModule): boolean {
  return dir === "" || relativeTo(dir, path) === undefined;
}

/** What {@link ALL_FILES} has to be for evidence to hold still. */
export function listingSha(modules: readonly LoadedModule[]): string {
  return sha256(modules.map(({ dir, files }) => `${dir}\n${files.join("\n")}`).join("\n\n"));
}

/** What `read` gives; an error of T4's own as a finding about the module. */
export async function attempt<T>(module: LoadedModule, read: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await read() };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { finding: asFinding(error, module.manifestPath, module.name) };
  }
}
