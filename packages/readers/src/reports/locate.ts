import { joinPath, relativeTo, staysInside } from "@t4/core";

/** Where the paths of a report can lead. */
export interface Workplace {
  /** The workspace's absolute paths: as given, and with links resolved. */
  roots: readonly string[];
  /** The workspace folder that the report's relative paths start from; `""` is the root. */
  base: string;
  /** True for a file of the workspace that some module owns. */
  isOwned: (path: string) => boolean;
}

/**
 * The workspace path of each name in a report, where it has one. A name is absolute, or relative to one of the report's own source
 * folders, to the folder of the report's module, or to the root. A report made on another machine, none of whose absolute paths lies in the
 * workspace, is taken to come from the one folder there under which most of its files would be this workspace's.
 */
export function locateFiles(
  names: Iterable<string>,
  sourceFolders: readonly string[],
  place: Workplace,
): Map<string, string> {
  const found = new Map<string, string>();
  const elsewhere = new Map<string, string[]>();
  let madeHere = false;
  for (const name of names) {
    const foreign: string[] = [];
    for (const candidate of candidates(name, sourceFolders, place.base)) {
      const path = isAbsolute(candidate) ? insideRoots(candidate, place.roots) : candidate;
      if (path === undefined) foreign.push(candidate);
      else if (path !== candidate) madeHere = true;
      if (path !== undefined && !found.has(name) && place.isOwned(path)) found.set(name, path);
    }
    if (!found.has(name)) elsewhere.set(name, foreign);
  }
  if (!madeHere) locateForeign(elsewhere, place.isOwned, found);
  return found;
}

/**
 * The first of these names that is a file of the workspace under more than one of the source folders: which of them it means cannot be told. Undefined for none.
 */
export function contestedName(
  names: Iterable<string>,
  sourceFolders: readonly string[],
  place: Workplace,
): string | undefined {
  const folders = [...new Set(sourceFolders)];
  if (folders.length < 2) return undefined;
  const relative = [...names].filter((name) => !isAbsolute(toSlashes(name)));
  const meant = relative.map((name) => ({ name, paths: underFolders(toSlashes(name), folders, place.base) }));
  const located = locateFiles(
    meant.flatMap(({ paths }) => paths),
    [],
    { ...place, base: "" },
  );
  return meant.find(({ paths }) => new Set(paths.flatMap((path) => located.get(path) ?? [])).size > 1)?.name;
}

function candidates(name: string, sourceFolders: readonly string[], base: string): string[] {
  const path = toSlashes(name);
  if (isAbsolute(path)) return [cleaned(path)];
  const based = underFolders(path, [...sourceFolders, ""], base);
  return [...based, joinPath(path)].filter((candidate) => isAbsolute(candidate) || staysInside(candidate));
}

function underFolders(path: string, sourceFolders: readonly string[], base: string): string[] {
  const folders = sourceFolders.map((folder) => toSlashes(folder));
  return folders.map((folder) => (isAbsolute(folder) ? joinPath(folder, path) : joinPath(base, folder, path)));
}

function toSlashes(path: string): string {
  return path.trim().replaceAll("\\", "/");
}

function cleaned(path: string): string {
  return path.startsWith("/") ? joinPath(path) : path;
}

function isAbsolute(path: string): boolean {
  return path.startsWith("/") || /^[A-Za-z]:\//.test(path);
}

function insideRoots(path: string, roots: readonly string[]): string | undefined {
  for (const root of roots) {
    const inside = relativeTo(root === "/" ? "" : root, path);
    if (inside !== undefined) return inside.replace(/^\//, "");
  }
  return undefined;
}

/** Lets each absolute path vote for the folders that would make it a file of the workspace, and goes by the winner. */
function locateForeign(
  elsewhere: ReadonlyMap<string, string[]>,
  isOwned: (path: string) => boolean,
  found: Map<string, string>,
): void {
  const votes = new Map<string, number>();
  for (const paths of elsewhere.values()) {
    for (const path of paths) {
      for (const cut of cuts(path)) {
        if (isOwned(path.slice(cut))) votes.set(path.slice(0, cut), (votes.get(path.slice(0, cut)) ?? 0) + 1);
      }
    }
  }
  const [winner] = [...votes].sort(([a, m], [b, n]) => n - m || a.length - b.length || (a < b ? -1 : 1));
  const absolute = [...elsewhere.values()].filter((paths) => paths.length > 0).length;
  if (winner === undefined || 2 * winner[1] <= absolute) return;
  const [root] = winner;
  for (const [name, paths] of elsewhere) {
    const path = paths.find((each) => each.startsWith(root) && isOwned(each.slice(root.length)));
    if (path !== undefined) found.set(name, path.slice(root.length));
  }
}

const MAX_SEGMENTS = 64;

/** The offsets at which the segments of an absolute path start, at most the first 64. */
function cuts(path: string): number[] {
  const offsets: number[] = [];
  for (
    let slash = path.indexOf("/");
    slash >= 0 && offsets.length < MAX_SEGMENTS;
    slash = path.indexOf("/", slash + 1)
  ) {
    offsets.push(slash + 1);
  }
  return offsets;
}
