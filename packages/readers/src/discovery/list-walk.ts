import * as fs from "node:fs";
import { join, relative, sep } from "node:path";
import { type Finding, WORKSPACE_MARKS } from "@t4/core";
import glob from "fast-glob";
import { ALWAYS_IGNORED_GLOBS } from "./ignore.ts";
import type { FileList } from "./list-files.ts";
import { unreadableFolder } from "./list-git.ts";

/**
 * Every file below `root` but for the folders that are always ignored, and for those that govern themselves: a checkout or a workspace of its own.
 * Links are listed, not followed; a folder that cannot be read is a finding. Names with line breaks are not seen: no glob matches them.
 */
export async function listByWalk(root: string): Promise<FileList> {
  const findings: Finding[] = [];
  const nested: string[] = [];
  const entries = await glob("**/*", {
    cwd: root,
    dot: true,
    followSymbolicLinks: false,
    onlyFiles: false,
    objectMode: true,
    ignore: [...ALWAYS_IGNORED_GLOBS],
    fs: { readdir: listingReaddir(root, findings, nested) },
  });
  const paths = entries.filter((entry) => !entry.dirent.isDirectory()).map((entry) => entry.path);
  const links = entries.filter((entry) => entry.dirent.isSymbolicLink()).map((entry) => entry.path);
  return { paths, links, nested, leftOut: [], findings };
}

type Readdir = NonNullable<NonNullable<glob.Options["fs"]>["readdir"]>;

/** Lists folders as the real one does, but takes one that cannot be listed, or that governs itself, as empty and notes it. */
function listingReaddir(root: string, findings: Finding[], nested: string[]): Readdir {
  const readdir = (
    folder: string,
    options: { withFileTypes: true },
    callback: (error: NodeJS.ErrnoException | null, entries: fs.Dirent[]) => void,
  ): void => {
    fs.readdir(folder, options, (error, entries) => {
      const path = relative(root, folder).replaceAll(sep, "/");
      const isGone = error?.code === "ENOENT" && !path.includes("\uFFFD");
      if (error !== null && !isGone) findings.push(unreadableFolder(path, whyUnreadable(error)));
      if (error !== null) return callback(null, []);
      if (path === "") return callback(null, entries);
      governsItself(folder, entries, (isOwn) => {
        if (isOwn) nested.push(path);
        callback(null, isOwn ? [] : entries);
      });
    });
  };
  return readdir as unknown as Readdir;
}

const [CONFIG, LEDGER] = WORKSPACE_MARKS;

/** Tells whether a folder is a checkout or a workspace of its own: what is in it belongs to that, and its ledger records it. */
function governsItself(folder: string, entries: readonly fs.Dirent[], tell: (isOwn: boolean) => void): void {
  const holds = (path: string): boolean => entries.some(({ name }) => path === name || path.startsWith(`${name}/`));
  if (holds(".git") || holds(CONFIG)) return tell(true);
  if (!holds(LEDGER)) return tell(false);
  fs.stat(join(folder, LEDGER), (error) => tell(error === null));
}

/** Node shows what is not UTF-8 in a name as U+FFFD, and then cannot find the folder by that name. */
function whyUnreadable({ code }: NodeJS.ErrnoException): string {
  return code === "ENOENT" ? "its name is not valid UTF-8" : (code ?? "unknown error");
}
