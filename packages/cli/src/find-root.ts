import { existsSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { WORKSPACE_MARKS } from "@t4/core";

/**
 * The nearest folder from `start` upwards that is marked as a workspace, relative to `start`; `start` itself (`.`) when none is. The search ends with
 * the folder that holds `.git`: what lies above a repository is none of its own.
 */
export function findRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (isMarked(folder)) return relative(start, folder) || ".";
    if (isCheckout(folder) || dirname(folder) === folder) return ".";
  }
}

/** True for a folder that {@link findRoot} took for want of another: it is neither marked as a workspace nor the top of a checkout. */
export function isGuessed(folder: string): boolean {
  return !isMarked(folder) && !isCheckout(folder);
}

function isMarked(folder: string): boolean {
  return WORKSPACE_MARKS.some((mark) => existsSync(join(folder, mark)));
}

function isCheckout(folder: string): boolean {
  return existsSync(join(folder, ".git"));
}
