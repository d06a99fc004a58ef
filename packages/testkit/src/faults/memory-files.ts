import type { FilePort, FileStat } from "@t4/core";
import {
  newFolder,
  segments,
  type MemoryDisk,
  type MemoryFile,
  type MemoryFolder,
  type MemoryNode,
} from "./memory-disk.ts";

/** One call of the file port. */
export interface Operation {
  name: keyof FilePort;
  path: string;
}

/** What goes wrong at the operation with this index, counted from 0: the power, or the operation with an error code. */
export interface Fault {
  at: number;
  /** An errno name; undefined for a crash: this operation and all later ones fail, and the disk stays as it was before. */
  error?: string;
  /** The error is for good: from `at` on it meets every operation that it can meet, as on a disk that stays full. */
  lasting?: boolean;
}

/** The file port of a {@link MemoryDisk}, with the operations done so far. */
export interface MemoryFiles extends FilePort {
  operations: Operation[];
}

/** The error of every operation at and after a crash. */
export class PowerLoss extends Error {}

/** What an error that is for good stops; one that is not listed, such as `EIO`, stops everything. */
const STOPPED = new Map<string, ReadonlySet<keyof FilePort>>([
  ["ENOSPC", new Set(["create", "syncFile", "syncDir", "rename", "link", "makeDir"])],
  ["EROFS", new Set(["create", "rename", "link", "remove", "makeDir"])],
  ["EMFILE", new Set(["read", "readAt", "list", "entries", "create", "syncFile", "syncDir"])],
]);

/** Whether the operation with this index meets the fault's error. */
function meets({ at, error = "", lasting = false }: Fault, index: number, name: keyof FilePort): boolean {
  if (!lasting) return index === at;
  return index >= at && (STOPPED.get(error)?.has(name) ?? true);
}

/**
 * The file port over a disk in memory, with at most one fault; `before` is called before each operation. A `create` that fails leaves half of its bytes, as a short write does.
 * Links are not followed, because there are none.
 */
export function memoryFiles(disk: MemoryDisk, fault?: Fault, before?: (index: number) => void): MemoryFiles {
  const operations: Operation[] = [];

  function begin(name: keyof FilePort, path: string, onError?: () => void): void {
    const index = operations.length;
    before?.(index);
    if (fault !== undefined && fault.error === undefined && index >= fault.at)
      throw new PowerLoss(`at ${name} ${path}`);
    operations.push({ name, path });
    if (fault?.error === undefined || !meets(fault, index, name)) return;
    onError?.();
    throw fileError(fault.error, path);
  }

  return {
    operations,
    async read(path, limit = Number.MAX_SAFE_INTEGER) {
      begin("read", path);
      const { data } = fileAt(disk, path);
      if (data.length > limit) throw fileError("EFBIG", path);
      return data;
    },
    async readAt(path, start, into) {
      begin("readAt", path);
      const bytes = fileAt(disk, path).data.subarray(start, start + into.length);
      into.set(bytes);
      return bytes.length;
    },
    async stat(path) {
      begin("stat", path);
      const node = disk.find(path);
      return node && describe(node);
    },
    async list(path) {
      begin("list", path);
      const node = disk.find(path);
      return node?.kind === "directory" ? [...node.entries.keys()].sort() : undefined;
    },
    async entries(path) {
      begin("entries", path);
      const node = disk.find(path);
      if (node?.kind !== "directory") return undefined;
      return new Map([...node.entries].map(([name, entry]) => [name, describe(entry).kind]));
    },
    async realPath(path) {
      begin("realPath", path);
      if (disk.find(path) === undefined) throw fileError("ENOENT", path);
      return `/${segments(path).join("/")}`;
    },
    async create(path, bytes, mode = 0o644) {
      begin("create", path, () => createFile(disk, path, bytes.subarray(0, bytes.length >> 1), mode));
      createFile(disk, path, bytes, mode);
    },
    async syncFile(path) {
      begin("syncFile", path);
      const file = fileAt(disk, path);
      file.durable = file.data;
    },
    async syncDir(path) {
      begin("syncDir", path);
      disk.syncFolder(folderAt(disk, path));
    },
    async rename(from, to) {
      begin("rename", from);
      const node = fileAt(disk, from);
      const [source, target] = [placeOf(disk, from), placeOf(disk, to)];
      if (disk.find(to)?.kind === "directory") throw fileError("EISDIR", to);
      disk.change([
        { ...source, node: undefined },
        { ...target, node },
      ]);
    },
    async link(from, to) {
      begin("link", from);
      if (disk.find(to) !== undefined) throw fileError("EEXIST", to);
      disk.change([{ ...placeOf(disk, to), node: fileAt(disk, from) }]);
    },
    async remove(path) {
      begin("remove", path);
      if (disk.find(path) === undefined) return;
      fileAt(disk, path);
      disk.change([{ ...placeOf(disk, path), node: undefined }]);
    },
    async makeDir(path) {
      begin("makeDir", path);
      return makeFolders(disk, path);
    },
  };
}

function createFile(disk: MemoryDisk, path: string, bytes: Uint8Array, mode: number): void {
  if (disk.find(path) !== undefined) throw fileError("EEXIST", path);
  const node: MemoryFile = { kind: "file", data: Uint8Array.from(bytes), durable: undefined, mode };
  disk.change([{ ...placeOf(disk, path), node }]);
}

function makeFolders(disk: MemoryDisk, path: string): string | undefined {
  let first: string | undefined;
  let folder = disk.root;
  let at = "";
  for (const name of segments(path)) {
    at += `/${name}`;
    let next = folder.entries.get(name);
    if (next === undefined) {
      next = newFolder();
      disk.change([{ folder, name, node: next }]);
      first ??= at;
    }
    if (next.kind === "file") throw fileError("EEXIST", at);
    folder = next;
  }
  return first;
}

function fileAt(disk: MemoryDisk, path: string): MemoryFile {
  const node = disk.find(path);
  if (node === undefined) throw fileError("ENOENT", path);
  if (node.kind === "directory") throw fileError("EISDIR", path);
  return node;
}

function folderAt(disk: MemoryDisk, path: string): MemoryFolder {
  const node = disk.find(path);
  if (node?.kind === "directory") return node;
  throw fileError(node === undefined ? "ENOENT" : "ENOTDIR", path);
}

function placeOf(disk: MemoryDisk, path: string): { folder: MemoryFolder; name: string } {
  const names = segments(path);
  const name = names.pop() ?? "";
  return { folder: folderAt(disk, `/${names.join("/")}`), name };
}

function describe(node: MemoryNode): FileStat {
  if (node.kind === "directory") return { kind: "directory", size: 0, mode: 0o755 };
  return { kind: "file", size: node.data.length, mode: node.mode };
}

function fileError(code: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${path}`), { code, path });
}
