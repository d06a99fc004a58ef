import * as fs from "node:fs";
import * as promises from "node:fs/promises";
import { promisify } from "node:util";
import type { FileKind, FilePort, FileStat } from "./files.ts";
import { compareCodeUnits } from "./json.ts";

// The callback functions cost a third of the promise API's handles on thousands of small files.
const open = promisify(fs.open);
const close = promisify(fs.close);
const fchmod = promisify(fs.fchmod);
const fsync = promisify(fs.fsync);
const lstat = promisify(fs.lstat);

/** The real file system. */
export const nodeFiles: FilePort = {
  // Synchronous on purpose: on thousands of small files in the page cache, the four hops through the thread pool that an asynchronous read
  // takes cost five times the reading.
  async read(path, limit = Number.MAX_SAFE_INTEGER) {
    const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      const stats = fs.fstatSync(fd);
      if (stats.isDirectory()) throw fileError("EISDIR", "is a folder", path);
      if (!stats.isFile()) throw fileError("EINVAL", "is not a regular file", path);
      if (stats.size > limit) throw fileError("EFBIG", `holds ${stats.size} bytes, more than ${limit}`, path);
      const bytes = fs.readFileSync(fd);
      if (bytes.length > limit) throw fileError("EFBIG", `holds more than ${limit} bytes`, path);
      return bytes;
    } finally {
      fs.closeSync(fd);
    }
  },
  async stat(path) {
    try {
      return describe(await lstat(path));
    } catch (error) {
      return undefinedWhenMissing(error);
    }
  },
  async list(path) {
    try {
      return (await promises.readdir(path)).sort(compareCodeUnits);
    } catch (error) {
      return undefinedWhenMissing(error);
    }
  },
  async entries(path) {
    try {
      const found = await promises.readdir(path, { withFileTypes: true });
      return new Map(found.map((entry) => [entry.name, kindOf(entry)]));
    } catch (error) {
      return undefinedWhenMissing(error);
    }
  },
  realPath: (path) => promises.realpath(path),
  create: (path, bytes, mode) =>
    withPath(path, async () => {
      const fd = await open(path, "wx", mode ?? 0o666);
      try {
        if (mode !== undefined) await fchmod(fd, mode);
        await writeAll(fd, bytes);
      } finally {
        await close(fd);
      }
    }),
  syncFile: (path) => syncPath(path, "r+"),
  syncDir: (path) => syncPath(path, "r"),
  rename: (from, to) => promises.rename(from, to),
  link: (from, to) => promises.link(from, to),
  remove: (path) => promises.rm(path, { force: true }),
  makeDir: (path) => promises.mkdir(path, { recursive: true }),
};

async function syncPath(path: string, flags: string): Promise<void> {
  await withPath(path, async () => {
    const fd = await open(path, flags);
    try {
      await fsync(fd);
    } finally {
      await close(fd);
    }
  });
}

/** Errors on a descriptor carry no path; who reads the message needs it. */
async function withPath<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    failure.path ??= path;
    throw failure;
  }
}

function writeAll(fd: number, bytes: Uint8Array, offset = 0): Promise<void> {
  if (offset === bytes.length) return Promise.resolve();
  return new Promise<number>((resolve, reject) => {
    fs.write(fd, bytes, offset, bytes.length - offset, null, (error, count) =>
      error ? reject(error) : resolve(count),
    );
  }).then((count) => writeAll(fd, bytes, offset + count));
}

function describe(stats: fs.Stats): FileStat {
  return { kind: kindOf(stats), size: stats.size, mode: stats.mode & 0o7777 };
}

function kindOf(entry: fs.Stats | fs.Dirent): FileKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "other";
}

function undefinedWhenMissing(error: unknown): undefined {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  throw error;
}

function fileError(code: string, message: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path} ${message}`), { code, path });
}
