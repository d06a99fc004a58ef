/** True for the code of a file operation's error that says that nothing is there. Under a name that is too long for the file system nothing can be. */
export function isMissing(code: string | undefined): boolean {
  return code === "ENOENT" || code === "ENOTDIR" || code === "ENAMETOOLONG";
}

/** What stands at a path, links not followed. */
export type FileKind = "file" | "directory" | "symlink" | "other";

/** What a path is, links not followed. `size` in bytes, `mode` the permission bits. */
export interface FileStat {
  kind: FileKind;
  size: number;
  mode: number;
}

/**
 * The file system as T4 uses it: few, small operations on absolute paths, so that a test can record them, fail any of them,
 * or lose power between them. Errors are Node's own, with `code` and `path`.
 */
export interface FilePort {
  /** The bytes of a file, links followed. Throws `EFBIG` when it holds more than `limit` bytes. */
  read(path: string, limit?: number): Promise<Uint8Array>;
  /** Fills `into` with the bytes of a file from `start` on, links followed. Gives how many there were, 0 behind the end. Throws as {@link FilePort.read} does. */
  readAt(path: string, start: number, into: Uint8Array): Promise<number>;
  /** Undefined when nothing is there. */
  stat(path: string): Promise<FileStat | undefined>;
  /** Names in a folder, sorted by code units; undefined when there is no such folder. */
  list(path: string): Promise<string[] | undefined>;
  /** Names in a folder with what they are, in no order; undefined when there is no such folder. */
  entries(path: string): Promise<ReadonlyMap<string, FileKind> | undefined>;
  /** The path with every link resolved. Throws `ENOENT`. */
  realPath(path: string): Promise<string>;
  /**
   * Makes a new file with these bytes, not yet durable; with exactly the permissions `mode` when given, else with the usual ones.
   * Throws `EEXIST`. When it throws anything else the file may be there with some of the bytes.
   */
  create(path: string, bytes: Uint8Array, mode?: number): Promise<void>;
  /** Makes a file's bytes durable. */
  syncFile(path: string): Promise<void>;
  /** Makes a folder's entries durable. */
  syncDir(path: string): Promise<void>;
  /** Moves `from` over `to`, atomically; durable after `syncDir`. */
  rename(from: string, to: string): Promise<void>;
  /** A second name for the same file. Throws `EEXIST` when `to` is there. */
  link(from: string, to: string): Promise<void>;
  /** Removes a file; nothing happens when it is not there. */
  remove(path: string): Promise<void>;
  /** Makes a folder and those above it. Gives the first one it made, undefined when all were there. */
  makeDir(path: string): Promise<string | undefined>;
}
