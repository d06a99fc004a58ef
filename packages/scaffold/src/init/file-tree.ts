import { baseName, dirName, joinPath } from "@t4/core";

/** The files of a repository by folder. A folder is there when a file lies in it or below it. */
export interface FileTree {
  /** Sorted by code units. */
  paths: readonly string[];
  /** Names of the files in a folder itself. */
  filesIn: (folder: string) => readonly string[];
  /** Names of the folders in a folder itself. */
  foldersIn: (folder: string) => readonly string[];
  has: (path: string) => boolean;
  /** Every folder, each after the one that it lies in; the root is `""`. */
  folders: readonly string[];
}

/** The tree of these workspace paths. */
export function buildTree(paths: readonly string[]): FileTree {
  const files = new Map<string, string[]>([["", []]]);
  const children = new Map<string, string[]>();
  const ensure = (folder: string): string[] => {
    const known = files.get(folder);
    if (known !== undefined) return known;
    const above = dirName(folder);
    ensure(above);
    append(children, above, baseName(folder));
    const names: string[] = [];
    files.set(folder, names);
    return names;
  };
  for (const path of paths) ensure(dirName(path)).push(baseName(path));
  const all = new Set(paths);
  return {
    paths,
    filesIn: (folder) => files.get(folder) ?? [],
    foldersIn: (folder) => children.get(folder) ?? [],
    has: (path) => all.has(path),
    folders: [...files.keys()],
  };
}

/** The folders that a folder lies in, the nearest first, without the root. */
export function foldersAbove(folder: string): string[] {
  const above = dirName(folder);
  return above === "" ? [] : [above, ...foldersAbove(above)];
}

/** The nearest folder of `folders` that `folder` lies in; `folder` itself is not asked. Undefined for none. */
export function nearestAbove(folder: string, folders: { has: (folder: string) => boolean }): string | undefined {
  for (let above = folder; above !== "";) {
    above = dirName(above);
    if (folders.has(above)) return above;
  }
  return undefined;
}

/** True when a file that `isMeant` says yes to lies in the folder or below it, without entering folders of `closed`. */
export function holdsFile(
  tree: FileTree,
  folder: string,
  isMeant: (name: string) => boolean,
  closed: (folder: string) => boolean,
): boolean {
  const waiting = [folder];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (tree.filesIn(next).some(isMeant)) return true;
    for (const name of tree.foldersIn(next)) {
      const below = joinPath(next, name);
      if (!closed(below)) waiting.push(below);
    }
  }
  return false;
}

function append(map: Map<string, string[]>, key: string, value: string): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
