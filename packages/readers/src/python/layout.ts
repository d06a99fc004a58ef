import { dirName, joinPath, relativeTo } from "@t4/core";
import type { Consulted } from "../sources.ts";
import type { PythonProject } from "./project.ts";

/** A Python package of a module: its folder, the folder its absolute imports start at, and its dotted path from there. */
export interface PackagePlace {
  folder: string;
  root: string;
  name: string;
}

/**
 * The package that a module's exports come from: the module folder itself when it holds `__init__.py`, else the one package in its `src`,
 * else the one package directly in it; what is a module itself is none of its packages. Undefined when there is none, or several: scripts and plain files beside a manifest
 * have no public import path of their own.
 */
export async function findPackage(
  project: PythonProject,
  moduleFolder: string,
  consulted: Consulted,
): Promise<PackagePlace | undefined> {
  const folder = await findPackageFolder(project, moduleFolder, consulted);
  if (folder === undefined || folder === "") return undefined;
  const root = await findRoot(project, folder, consulted);
  const relative = relativeTo(root, folder);
  return relative === undefined ? undefined : { folder, root, name: relative.split("/").join(".") };
}

async function findPackageFolder(
  project: PythonProject,
  moduleFolder: string,
  consulted: Consulted,
): Promise<string | undefined> {
  if (await isPackage(project, moduleFolder, consulted)) return moduleFolder;
  for (const folder of [joinPath(moduleFolder, "src"), moduleFolder]) {
    if (folder !== moduleFolder && project.isModule(folder)) continue;
    const packages = await packagesIn(project, folder, consulted);
    if (packages.length > 0) return packages.length === 1 ? packages[0] : undefined;
  }
  return undefined;
}

async function packagesIn(project: PythonProject, folder: string, consulted: Consulted): Promise<string[]> {
  const names = (await consulted.names(folder)) ?? [];
  const candidates = names.filter((name) => /^[^\W\d]\w*$/u.test(name) && !NOT_PACKAGES.has(name));
  const found = await Promise.all(
    candidates.map(async (name) => {
      const path = joinPath(folder, name);
      return !project.isModule(path) && (await isPackage(project, path, consulted)) ? path : undefined;
    }),
  );
  return found.filter((path) => path !== undefined);
}

const NOT_PACKAGES = new Set(["tests", "test", "docs", "examples", "benchmarks", "bench", "scripts", "tools"]);

async function isPackage(project: PythonProject, folder: string, consulted: Consulted): Promise<boolean> {
  return (await project.load(joinPath(folder, "__init__.py"), consulted)).present;
}

/** The longest configured root that holds the package, else the first folder above it that is no package. */
async function findRoot(project: PythonProject, folder: string, consulted: Consulted): Promise<string> {
  const configured = (project.options.roots ?? [])
    .filter((root) => root !== folder && relativeTo(root, folder) !== undefined)
    .sort((a, b) => b.length - a.length)[0];
  if (configured !== undefined) return configured;
  let root = dirName(folder);
  while (root !== "" && (await isPackage(project, root, consulted))) root = dirName(root);
  return root;
}
