import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const MARKS = ["t4.config.json", "manifests/.ledger"];

/**
 * The nearest folder from `start` upwards that is marked as a workspace, relative to `start`; `start` itself (`.`) when none is. The search ends with
 * the folder that holds `.git`: what lies above a repository is none of its own.
 */
export function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (MARKS.some((mark) => existsSync(join(folder, mark)))) return relative(start, folder) || ".";
    if (existsSync(join(folder, ".git")) || dirname(folder) === folder) return ".";
  }
}
