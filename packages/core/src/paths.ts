import { posix } from "node:path";

/** A module-relative or workspace-relative path with `/`, normalised; `""` is the folder itself. */
export function joinPath(...parts: string[]): string {
  const joined = posix.join(...parts.filter((part) => part !== ""));
  return joined === "." ? "" : joined;
}

/** The folder of a path; `""` at the root. */
export function dirName(path: string): string {
  const cut = path.lastIndexOf("/");
  return cut < 0 ? "" : path.slice(0, cut);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** `path` relative to `folder`, both relative to the same root and without `..`; undefined when it is outside. */
export function relativeTo(folder: string, path: string): string | undefined {
  if (folder === "") return path;
  return path.startsWith(`${folder}/`) ? path.slice(folder.length + 1) : undefined;
}

/** True when a relative path cannot leave the folder it is relative to. */
export function staysInside(path: string): boolean {
  if (path.startsWith("/") || path.includes("\\") || /^[a-zA-Z]:/.test(path) || path.includes("\0")) return false;
  const normal = posix.normalize(path);
  return normal !== ".." && !normal.startsWith("../");
}
