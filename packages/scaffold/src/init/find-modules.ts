import { baseName, compareCodeUnits } from "@t4/core";
import { documentMatcher, findDocumentedFolders } from "./documented-folders.ts";
import { buildTree, type FileTree, nearestAbove } from "./file-tree.ts";
import { findNpmPackages, isRealPackage, type NpmPackage, type PackageFacts } from "./npm-packages.ts";
import { findPythonPackages, type PythonPackage } from "./python-packages.ts";

/** What is known of a repository before modules are looked for in it. */
export interface RepositoryFacts extends PackageFacts {
  /** Every file that nothing ignores, sorted. */
  paths: readonly string[];
  /** Name of the workspace's own folder. */
  rootName: string;
  /** Names of context documents, in which `*` stands for anything. */
  context: readonly string[];
  /** Paths of those `__init__.py` that declare nothing. */
  namespaces: ReadonlySet<string>;
  /** Folders with a manifest, and the module's name where that can be read. */
  manifests: ReadonlyMap<string, string | undefined>;
}

export type ModuleKind = "python" | "npm" | "documented";

/** A folder that is a module. */
interface FoundModule {
  folder: string;
  /** What made it one, the first thing first. */
  kinds: ModuleKind[];
  /** What it is called where it comes from: `@scope/name`, or the name of a folder. */
  name: string;
}

type Candidate = [folder: string, kind: ModuleKind, name: string];

/** What was found in a repository, and what was not taken. */
export interface FoundModules {
  /** Those without a manifest, sorted by folder. */
  modules: FoundModule[];
  /** Members of npm workspaces that are no modules by their place. */
  setAside: string[];
}

/**
 * The modules of a repository that have no manifest yet: Python packages, npm packages, described folders. A project of one package is one module, with its
 * tests and documents; a repository of one package, or without any, is one itself.
 */
export function findModules(facts: RepositoryFacts): FoundModules {
  const tree = buildTree(facts.paths);
  const npm = findNpmPackages(tree, facts);
  const nested = [...npm.members, ...npm.lone];
  const packages = findPythonPackages(tree, facts.namespaces).filter((each) => !isPartOfNpm(each, nested));
  const places = packages.map((each) => placeOf(each, packages.length + nested.length === 1));
  const { root } = npm;
  const hasOthers = nested.length > 0 || places.some((place) => place !== "");
  const candidates: Candidate[] = [
    ...nested.map(({ folder, name }): Candidate => [folder, "npm", name ?? baseName(folder)]),
    ...packages.flatMap((each, index): Candidate[] =>
      isGoverned(each, facts) ? [] : [[places[index] ?? each.folder, "python", baseName(each.folder)]],
    ),
  ];
  if (root?.name !== undefined && (!hasOthers || isRealPackage(tree, "", facts.packages.get(""))))
    candidates.push(["", "npm", root.name]);
  const taken = new Set([...candidates.map(([folder]) => folder), ...facts.manifests.keys()]);
  for (const folder of findDocumentedFolders(tree, facts.context, taken))
    candidates.push([folder, "documented", baseName(folder)]);
  const isBare =
    candidates.length + packages.length === 0 && [...facts.manifests.keys()].every((folder) => folder === "");
  if (isBare && holdsDocument(tree, facts.context)) candidates.push(["", "documented", facts.rootName]);
  return {
    modules: uniteByFolder(candidates.filter(([folder]) => !facts.manifests.has(folder))),
    setAside: npm.setAside.filter((folder) => !facts.manifests.has(folder)),
  };
}

/** A package in a package of npm is a part of it, unless it is a project of its own. */
function isPartOfNpm({ folder, isProject }: PythonPackage, nested: readonly NpmPackage[]): boolean {
  return !isProject && nearestAbove(folder, new Set(nested.map((each) => each.folder))) !== undefined;
}

/** The project that a package is all of; the repository itself only where nothing else is in it. */
function placeOf({ folder, home, isProject }: PythonPackage, isAlone: boolean): string {
  return isProject && home !== undefined && (home !== "" || isAlone) ? home : folder;
}

/** True when a manifest speaks for the package already: its own, that of the folder whose one package it is, or one around it below the root. */
function isGoverned({ folder, home }: PythonPackage, { manifests }: RepositoryFacts): boolean {
  if (manifests.has(folder) || (home !== undefined && manifests.has(home))) return true;
  return nearestAbove(folder, { has: (above) => above !== "" && manifests.has(above) }) !== undefined;
}

function holdsDocument(tree: FileTree, context: readonly string[]): boolean {
  const isDocument = documentMatcher(context);
  return tree.filesIn("").some(isDocument);
}

function uniteByFolder(candidates: readonly Candidate[]): FoundModule[] {
  const modules = new Map<string, FoundModule>();
  for (const [folder, kind, name] of candidates) {
    const known = modules.get(folder);
    if (known === undefined) modules.set(folder, { folder, kinds: [kind], name });
    else if (!known.kinds.includes(kind)) known.kinds.push(kind);
  }
  return [...modules.values()].sort((a, b) => compareCodeUnits(a.folder, b.folder));
}
