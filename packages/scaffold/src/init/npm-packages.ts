import { baseName, getOwn, isJsonObject, type JsonObject, joinPath, relativeTo } from "@t4/core";
import picomatch from "picomatch";
import { parse } from "yaml";
import { type FileTree, nearestAbove } from "./file-tree.ts";
import { isCode, isSetAside } from "./set-aside.ts";
import { isTame } from "./tame-pattern.ts";

/** What the package files of a repository hold, by folder. */
export interface PackageFacts {
  /** Parsed `package.json` files. */
  packages: ReadonlyMap<string, JsonObject>;
  /** Texts of `pnpm-workspace.yaml` files. */
  pnpm: ReadonlyMap<string, string>;
}

/** A package of npm that is a module. */
export interface NpmPackage {
  folder: string;
  /** As published, `@scope/name`; undefined where the file gives none. */
  name: string | undefined;
}

export interface NpmPackages {
  /** Members of workspaces. */
  members: NpmPackage[];
  /** Packages with a name that belong to no workspace; the root's is not among them. */
  lone: NpmPackage[];
  /** The root's, when it is no workspace's root and has a name. */
  root: NpmPackage | undefined;
  /** Members that are no modules by their place. */
  setAside: string[];
}

/** The packages that are modules: what workspaces list, and packages with a name that stand alone. */
export function findNpmPackages(tree: FileTree, facts: PackageFacts): NpmPackages {
  const { packages } = facts;
  const listed = new Set<string>();
  const roots = new Set<string>();
  for (const folder of new Set([...packages.keys(), ...facts.pnpm.keys()])) {
    const globs = workspaceGlobs(folder, facts);
    if (globs === undefined) continue;
    roots.add(folder);
    for (const member of matchFolders(folder, globs, packages.keys())) listed.add(member);
  }
  const members = [...listed].filter((folder) => !isSetAside(folder)).sort();
  const around = new Set([...packages.keys()].filter((folder) => !roots.has(folder)));
  const lone = [...packages.keys()].filter(
    (folder) =>
      folder !== "" &&
      !listed.has(folder) &&
      !roots.has(folder) &&
      !isSetAside(folder) &&
      standsAlone(folder, around, tree, facts),
  );
  const rootName = roots.has("") || listed.has("") ? undefined : nameOf(packages.get(""));
  return {
    members: members.map((folder) => asPackage(folder, packages)),
    lone: lone.sort().map((folder) => asPackage(folder, packages)),
    root: rootName === undefined ? undefined : { folder: "", name: rootName },
    setAside: [...listed].filter(isSetAside).sort(),
  };
}

/** True when the root's package is more than the settings of a repository's tools: it names an entry, or has code where packages have it. */
export function isRealPackage(tree: FileTree, folder: string, file: JsonObject | undefined): boolean {
  if (
    ["main", "module", "exports", "bin", "browser", "types"].some(
      (key) => file !== undefined && Object.hasOwn(file, key),
    )
  )
    return true;
  const places = ["", "src", "lib", "app"].map((name) => joinPath(folder, name));
  return places.some((place) =>
    tree.filesIn(place).some((name) => (place === folder ? /^index\.[cm]?[jt]sx?$/.test(name) : isJavaScript(name))),
  );
}

function isJavaScript(name: string): boolean {
  return isCode(name) && /\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(name);
}

/** A package inside another one is mostly a second entry of it, unless it is installed or built by itself. */
function standsAlone(folder: string, around: ReadonlySet<string>, tree: FileTree, { packages }: PackageFacts): boolean {
  const file = packages.get(folder);
  if (nameOf(file) === undefined) return false;
  const outer = nearestAbove(folder, around);
  const isInside = outer !== undefined || tree.has(joinPath(folder, "..", "__init__.py"));
  if (outer !== undefined && outer !== "") return false;
  return (
    !isInside ||
    ["scripts", "dependencies", "devDependencies"].some((key) => file !== undefined && Object.hasOwn(file, key))
  );
}

function asPackage(folder: string, packages: PackageFacts["packages"]): NpmPackage {
  return { folder, name: nameOf(packages.get(folder)) };
}

function nameOf(file: JsonObject | undefined): string | undefined {
  const name = file && getOwn(file, "name");
  return typeof name === "string" && baseName(name) !== "" ? name : undefined;
}

/** The globs of a workspace's members; undefined when the folder is no workspace's root. */
function workspaceGlobs(folder: string, { packages, pnpm }: PackageFacts): string[] | undefined {
  const file = packages.get(folder);
  const declared = file && getOwn(file, "workspaces");
  const list = isJsonObject(declared) ? getOwn(declared, "packages") : declared;
  const own = Array.isArray(list) ? list : undefined;
  const listed = pnpmPackages(pnpm.get(folder));
  return own === undefined && listed === undefined ? undefined : texts([...(own ?? []), ...(listed ?? [])]);
}

/** Undefined also for a text that is no YAML: pnpm would not take it either. */
function pnpmPackages(text: string | undefined): unknown[] | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = parse(text, { logLevel: "silent", maxAliasCount: 20 });
    const list = isJsonObject(value) ? getOwn(value, "packages") : undefined;
    return Array.isArray(list) ? list : undefined;
  } catch {
    return undefined;
  }
}

function texts(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === "string").filter(isTame);
}

/** Those of the folders that a workspace's globs match; a glob with `!` takes some out again. */
function matchFolders(root: string, globs: readonly string[], folders: Iterable<string>): string[] {
  const tidy = globs.map((glob) => glob.replace(/^(!?)(?:\.\/)?(.*?)\/*$/, "$1$2"));
  const [wanted, unwanted] = [
    tidy.filter((glob) => !glob.startsWith("!")),
    tidy.filter((glob) => glob.startsWith("!")),
  ];
  const isWanted = compile(wanted);
  const isUnwanted = compile(unwanted.map((glob) => glob.slice(1)));
  return [...folders].filter((folder) => {
    const path = relativeTo(root, folder);
    if (folder === root) return wanted.includes(".");
    return path !== undefined && isWanted(path) && !isUnwanted(path);
  });
}

function compile(globs: readonly string[]): (path: string) => boolean {
  return globs.length === 0 ? () => false : picomatch([...globs], { noextglob: true, nonegate: true });
}
