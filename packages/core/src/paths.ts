import { posix } from "node:path";

/** What marks a folder as a workspace, relative to it: its config, or the ledger in its usual place. */
export const WORKSPACE_MARKS = ["t4.config.json", "manifests/.ledger"] as const;

/** What normalisation would change: an empty, `.` or `..` segment, but for a `/` at either end. */
const UNTIDY = /(?:^|\/)\.{1,2}(?:\/|$)|\/\//;

/** A module-relative or workspace-relative path with `/`, normalised; `""` is the folder itself. */
export function joinPath(...parts: string[]): string {
  const given = parts.filter((part) => part !== "").join("/");
  if (!UNTIDY.test(given)) return given;
  const joined = posix.normalize(given);
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
  if (!UNTIDY.test(path)) return true;
  const normal = posix.normalize(path);
  return normal !== ".." && !normal.startsWith("../");
}
