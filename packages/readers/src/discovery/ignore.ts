import { baseName, dirName } from "@t4/core";
import picomatch from "picomatch";

const ALWAYS_IGNORED = new Set([".git", "node_modules", ".venv", "venv", "__pycache__", "dist", "build", "htmlcov"]);

/** Says of a workspace path whether it, or a folder above it, is ignored. */
export type IsIgnored = (path: string) => boolean;

/**
 * The paths that discovery leaves out: the folders that are always ignored, and what `globs` match. A glob without a slash matches a
 * name at any depth, one with a slash is relative to the root; what matches a folder goes for everything in it. Dots are
 * ordinary characters. Negation and extended globs have no meaning.
 */
export function compileIgnore(globs: readonly string[]): IsIgnored {
  const patterns = globs.map(anchorGlob).filter((glob) => glob !== undefined);
  const options = { dot: true, nonegate: true, noextglob: true };
  const matches = patterns.length === 0 ? () => false : picomatch(patterns, options);
  const names = (path: string) => isAlwaysIgnored(baseName(path)) || matches(path);
  const folders = new Map<string, boolean>([["", false]]);
  const folderIsIgnored = (folder: string): boolean => {
    let known = folders.get(folder);
    if (known === undefined) {
      known = folderIsIgnored(dirName(folder)) || names(folder);
      folders.set(folder, known);
    }
    return known;
  };
  return (path) => folderIsIgnored(dirName(path)) || names(path);
}

function anchorGlob(glob: string): string | undefined {
  const folder = glob.endsWith("/") ? glob.slice(0, -1) : glob;
  const pattern = folder.startsWith("./") ? folder.slice(2) : folder.startsWith("/") ? folder.slice(1) : folder;
  if (pattern === "") return undefined;
  return folder.includes("/") ? pattern : `**/${pattern}`;
}

/** True for the name of a folder that no workspace means as its own source. */
function isAlwaysIgnored(name: string): boolean {
  return ALWAYS_IGNORED.has(name) || name.endsWith(".egg-info");
}

/** The always-ignored folders as globs, for a walk that should not even enter them. */
export const ALWAYS_IGNORED_GLOBS: readonly string[] = [...ALWAYS_IGNORED, "*.egg-info"].map((name) => `**/${name}`);
