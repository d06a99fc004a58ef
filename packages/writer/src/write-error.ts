import { basename, dirname, join, relative } from "node:path";
import { parseStageName, T4Error } from "@t4/core";

/** A failed file operation as `E_WRITE` naming the file, and what that means for the workspace; anything else as it is. */
export function asWriteError(cause: unknown, root: string, outcome = "nothing was changed"): unknown {
  if (cause instanceof T4Error || !isFileError(cause)) return cause;
  const file = cause.path === undefined ? undefined : relative(root, targetOf(cause.path));
  return new T4Error("E_WRITE", `${file ?? "a file"} cannot be written (${cause.code}); ${outcome}`, {
    file,
    cause,
    hint: HINTS.get(cause.code) ?? "Check the disk and the permissions, then run the command again.",
  });
}

/** People know the file that was to be written, not the one beside it. */
function targetOf(path: string): string {
  const name = basename(path);
  return join(dirname(path), parseStageName(name)?.name ?? name);
}

/** True for the errors of file operations. */
export function isFileError(error: unknown): error is NodeJS.ErrnoException & { code: string } {
  return (
    error instanceof Error && typeof (error as NodeJS.ErrnoException).code === "string" && !(error instanceof T4Error)
  );
}

const HINTS = new Map([
  ["ENOSPC", "The disk is full: free some space, then run the command again."],
  ["EFBIG", "The file would be larger than the system allows (see `ulimit -f`)."],
  ["EDQUOT", "Your quota is used up: free some space, then run the command again."],
  ["EROFS", "The file system is read-only."],
  ["EACCES", "Make the folder writable, then run the command again."],
  ["EPERM", "Make the file and its folder writable, then run the command again."],
  ["EMFILE", "Too many files are open: raise `ulimit -n`, then run the command again."],
]);
