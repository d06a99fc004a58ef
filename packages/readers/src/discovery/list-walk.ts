import * as fs from "node:fs";
import { relative, sep } from "node:path";
import type { Finding } from "@t4/core";
import glob from "fast-glob";
import { ALWAYS_IGNORED_GLOBS } from "./ignore.ts";
import type { FileList } from "./list-files.ts";
import { unreadableFolder } from "./list-git.ts";

/**
 * Every file below `root` but for the folders that are always ignored. Links are listed, not followed; a folder that cannot be read is
 * a finding. Names with line breaks are not seen: no glob matches them.
 */
export async function listByWalk(root: string): Promise<FileList> {
  const findings: Finding[] = [];
  const entries = await glob("**/*", {
    cwd: root,
    dot: true,
    followSymbolicLinks: false,
    onlyFiles: false,
    objectMode: true,
    ignore: [...ALWAYS_IGNORED_GLOBS],
    fs: { readdir: listingReaddir(root, findings) },
  });
  const paths = entries.filter((entry) => !entry.dirent.isDirectory()).map((entry) => entry.path);
  const links = entries.filter((entry) => entry.dirent.isSymbolicLink()).map((entry) => entry.path);
  return { paths, links, findings };
}

type Readdir = NonNullable<NonNullable<glob.Options["fs"]>["readdir"]>;

/** Lists folders as the real one does, but takes one that cannot be listed as empty and notes it. */
function listingReaddir(root: string, findings: Finding[]): Readdir {
  const readdir = (
    folder: string,
    options: { withFileTypes: true },
    callback: (error: NodeJS.ErrnoException | null, entries: fs.Dirent[]) => void,
  ): void => {
    fs.readdir(folder, options, (error, entries) => {
      const path = relative(root, folder).replaceAll(sep, "/");
      const isGone = error?.code === "ENOENT" && !path.includes("\uFFFD");
      if (error !== null && !isGone) findings.push(unreadableFolder(path, whyUnreadable(error)));
      callback(null, error === null ? entries : []);
    });
  };
  return readdir as unknown as Readdir;
}

/** Node shows what is not UTF-8 in a name as U+FFFD, and then cannot find the folder by that name. */
function whyUnreadable({ code }: NodeJS.ErrnoException): string {
  return code === "ENOENT" ? "its name is not valid UTF-8" : (code ?? "unknown error");
}
