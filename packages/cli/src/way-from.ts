import { realpathSync } from "node:fs";
import { isAbsolute, relative, sep } from "node:path";

/** The way down from GitHub's checkout to the workspace, with a `/` behind it, links followed; empty when it is not in one. Never throws. */
export function wayFrom(checkout: string | undefined, root: string): string {
  const way =
    checkout === undefined || checkout === "" ? "" : relative(realPath(checkout), realPath(root)).replaceAll(sep, "/");
  return way === "" || way === ".." || way.startsWith("../") || isAbsolute(way) ? "" : `${way}/`;
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
