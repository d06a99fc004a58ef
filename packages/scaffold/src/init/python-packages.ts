import { baseName, dirName, joinPath } from "@t4/core";
import { type FileTree, nearestAbove } from "./file-tree.ts";
import { isSetAside } from "./set-aside.ts";

/** A Python package that is a module. */
export interface PythonPackage {
  folder: string;
  /** The folder whose one package this is, as enrichment looks for it: in `src`, else in the folder itself. Undefined where it is one of several. */
  home: string | undefined;
  /** True when a project file says that `home` is a project of its own. */
  isProject: boolean;
}

const INIT = "__init__.py";
const PROJECT_FILES = ["pyproject.toml", "setup.py", "setup.cfg"];

/** The `__init__.py` files that may mark mere namespaces, by their folders' content; whether they do, {@link declaresNothing} says of their text. */
export function possibleNamespaces(tree: FileTree): string[] {
  return tree.folders.filter((folder) => mayBeNamespace(tree, folder)).map((folder) => joinPath(folder, INIT));
}

/** True for the text of an `__init__.py` that imports and defines nothing, but for what makes a package a namespace. */
export function declaresNothing(text: string): boolean {
  const lines = text.split(/\r\n|[\r\n]/).filter((line) => !/pkgutil|pkg_resources|__future__/.test(line));
  return !lines.some((line) => /^\s*(?:from|import|def|class|async)\b/.test(line));
}

/**
 * The packages that are modules: each topmost one. One that holds nothing but packages (`namespaces` names its `__init__.py`) is only the way to
 * them, so they are taken in its place; any other subpackage belongs to the package it is in.
 */
export function findPythonPackages(tree: FileTree, namespaces: ReadonlySet<string>): PythonPackage[] {
  const packages = { has: (folder: string) => isPackage(tree, folder) };
  const topmost = tree.folders.filter(
    (folder) => isPackage(tree, folder) && !isSetAside(folder) && nearestAbove(folder, packages) === undefined,
  );
  const siblings = countBy(topmost, dirName);
  const expand = (folder: string): string[] => {
    const isWay = mayBeNamespace(tree, folder) && namespaces.has(joinPath(folder, INIT));
    return isWay ? packagesIn(tree, folder).flatMap(expand) : [folder];
  };
  return topmost.flatMap(expand).map((folder) => {
    const home = homeOf(folder, siblings);
    return {
      folder,
      home,
      isProject: home !== undefined && PROJECT_FILES.some((name) => tree.has(joinPath(home, name))),
    };
  });
}

/** The root is no package, whatever lies in it: nothing could import it. */
function isPackage(tree: FileTree, folder: string): boolean {
  return folder !== "" && tree.has(joinPath(folder, INIT));
}

/** The nearest packages below a folder, also through folders that are none. */
function packagesIn(tree: FileTree, folder: string): string[] {
  const below = tree.foldersIn(folder).map((name) => joinPath(folder, name));
  return below
    .filter((each) => !isSetAside(each))
    .flatMap((each) => (isPackage(tree, each) ? [each] : packagesIn(tree, each)));
}

function mayBeNamespace(tree: FileTree, folder: string): boolean {
  const holdsOnlyPackages = tree.filesIn(folder).every((name) => name === INIT || !/\.py[ix]?$/.test(name));
  return isPackage(tree, folder) && holdsOnlyPackages && packagesIn(tree, folder).length > 0;
}

/** `siblings` counts the topmost packages by the folder that they lie in. */
function homeOf(folder: string, siblings: ReadonlyMap<string, number>): string | undefined {
  const above = dirName(folder);
  if (siblings.get(above) !== 1) return undefined;
  if (baseName(above) === "src") return dirName(above);
  return siblings.has(joinPath(above, "src")) ? undefined : above;
}

function countBy(items: readonly string[], keyOf: (item: string) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}
