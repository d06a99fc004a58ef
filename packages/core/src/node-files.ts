import * as fs from "node:fs";
import { promisify } from "node:util";
import { type FileKind, type FilePort, type FileStat, isMissing } from "./files.ts";
import { compareCodeUnits } from "./json.ts";

const fsync = promisify(fs.fsync);

/**
 * The real file system. Only syncs, which wait for the disk, leave the thread: on thousands of small files in the page cache, the hops through the
 * thread pool that each asynchronous step takes cost several times the step itself.
 */
export const nodeFiles: FilePort = {
  async read(path, limit = Number.MAX_SAFE_INTEGER) {
    const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      const stats = fs.fstatSync(fd);
      if (stats.isDirectory()) throw fileError("EISDIR", "is a folder", path);
      if (!stats.isFile()) throw fileError("EINVAL", "is not a regular file", path);
      if (stats.size > limit) throw fileError("EFBIG", `holds ${stats.size} bytes, more than ${limit}`, path);
      const bytes = stats.size === 0 ? fs.readFileSync(fd) : readWhole(fd, stats.size);
      if (bytes.length > limit) throw fileError("EFBIG", `holds more than ${limit} bytes`, path);
      return bytes;
    } finally {
      fs.closeSync(fd);
    }
  },
  async readAt(path, start, into) {
    const fd = fs.openSync(path, fs.constants.O_RDONLY | fs.constants.O_NONBLOCK);
    try {
      return fs.readSync(fd, into, 0, into.length, start);
    } finally {
      fs.closeSync(fd);
    }
  },
  async stat(path) {
    try {
      return describe(fs.lstatSync(path));
    } catch (error) {
      return undefinedWhenMissing(error);
    }
  },
  async list(path) {
    try {
      return fs.readdirSync(path).sort(compareCodeUnits);
    } catch (error) {
      return undefinedWhenMissing(error);
    }
  },
  async entries(path) {
    try {
      const found = fs.readdirSync(path, { withFileTypes: true });
      return new Map(found.map((entry) => [entry.name, kindOf(entry)]));
    } catch (error) {
      return undefinedWhenMissing(error);
    }
  },
  realPath: async (path) => fs.realpathSync.native(path),
  create: (path, bytes, mode) =>
    withPath(path, async () => {
      const fd = fs.openSync(path, "wx", mode ?? 0o666);
      try {
        if (mode !== undefined) fs.fchmodSync(fd, mode);
        fs.writeFileSync(fd, bytes);
      } finally {
        fs.closeSync(fd);
      }
    }),
  syncFile: (path) => syncPath(path, "r+"),
  syncDir: (path) => syncPath(path, "r"),
  rename: async (from, to) => fs.renameSync(from, to),
  link: async (from, to) => fs.linkSync(from, to),
  async remove(path) {
    try {
      fs.rmSync(path, { force: true });
    } catch (error) {
      undefinedWhenMissing(error);
    }
  },
  makeDir: async (path) => fs.mkdirSync(path, { recursive: true }),
};

/** The bytes of a file that was found to hold `size`; as many as are there when it has become shorter. */
function readWhole(fd: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  while (filled < size) {
    const read = fs.readSync(fd, bytes, filled, size - filled, null);
    if (read === 0) break;
    filled += read;
  }
  return filled === size ? bytes : bytes.subarray(0, filled);
}

async function syncPath(path: string, flags: string): Promise<void> {
  await withPath(path, async () => {
    const fd = fs.openSync(path, flags);
    try {
      await fsync(fd);
    } finally {
      fs.closeSync(fd);
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

function describe(stats: fs.Stats): FileStat {
  return { kind: kindOf(stats), size: stats.size, mode: stats.mode & 0o7777 };
}

function kindOf(entry: fs.Stats | fs.Dirent): FileKind {
  if (entry.isFile()) return "file";
  if (entry.isDirectory()) return "directory";
  return entry.isSymbolicLink() ? "symlink" : "other";
}

function undefinedWhenMissing(error: unknown): undefined {
  if (isMissing((error as NodeJS.ErrnoException).code)) return undefined;
  throw error;
}

function fileError(code: string, message: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path} ${message}`), { code, path });
}
