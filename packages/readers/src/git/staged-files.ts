import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { baseName, dirName, type FileKind, type FilePort, type FileStat, joinPath } from "@t4/core";
import { Blobs } from "./blobs.ts";
import { readStagedIndex, type StagedEntry, type StagedIndex } from "./staged-index.ts";
import { StagedTree } from "./staged-tree.ts";

/** The file system as the next commit would leave it. */
export interface StagedFiles extends FilePort {
  /** The files below the workspace that the index holds, those of them that are links, and what a sparse checkout leaves out. */
  readonly staged: { paths: string[]; links: string[]; leftOut: string[] };
}

/** True for what {@link stagedFiles} gave. */
export function isStagedFiles(files: FilePort): files is StagedFiles {
  return "staged" in files;
}

/** T4's own folder for caches, which no commit holds and every command may use. */
const CACHE_FOLDER = ".t4";
const MAX_LINKS = 40;

/**
 * The file system with what is staged in place of what merely lies in the working tree: files read as the index has them, those that were never added are not
 * there, nor those that were removed from the index. What git ignores, such as reports, shows as it lies on the disk. Nothing can be
 * written but T4's own cache; anything else throws `EROFS`. Throws `E_GIT`, also while a merge is unsettled.
 */
export async function stagedFiles(files: FilePort, root: string): Promise<StagedFiles> {
  const index = await readStagedIndex(root);
  const ids = [...index.changed].flatMap((path) => index.entries.get(path)?.id ?? []);
  return new View(files, resolve(root), index, await Blobs.open(root, ids));
}

class View implements StagedFiles {
  readonly staged: StagedFiles["staged"];
  readonly #files: FilePort;
  readonly #root: string;
  /** What the paths below the root begin with. */
  readonly #below: string;
  readonly #blobs: Blobs;
  readonly #tree: StagedTree;
  readonly #links: ReadonlySet<string>;
  #realRoot: Promise<string> | undefined;

  constructor(files: FilePort, root: string, index: StagedIndex, blobs: Blobs) {
    this.#files = files;
    this.#root = root;
    this.#below = root.endsWith(sep) ? root : root + sep;
    this.#blobs = blobs;
    this.#tree = new StagedTree(index, (path) => files.entries(join(root, path)), CACHE_FOLDER);
    const paths = [...index.entries.keys()];
    const links = paths.filter((path) => index.entries.get(path)?.kind === "symlink");
    this.#links = new Set(links);
    this.staged = { paths, links, leftOut: [...index.leftOut] };
  }

  async read(path: string, limit?: number): Promise<Uint8Array> {
    const { place, found } = await this.#find(path);
    if (found === "disk") return this.#files.read(place, limit);
    if (found === "nothing") throw failure("ENOENT", "is not there", path);
    if (found === "folder") throw failure("EISDIR", "is a folder", path);
    if (found.kind === "symlink") return this.read(await this.realPath(place), limit);
    const size = this.#blobs.size(found.id);
    if (limit !== undefined && size > limit) throw failure("EFBIG", `holds ${size} bytes, more than ${limit}`, path);
    return this.#blobs.read(found.id);
  }

  async readAt(path: string, start: number, into: Uint8Array): Promise<number> {
    const { place, found } = await this.#find(path);
    if (found === "disk") return this.#files.readAt(place, start, into);
    const bytes = (await this.read(path)).subarray(start, start + into.length);
    into.set(bytes);
    return bytes.length;
  }

  async stat(path: string): Promise<FileStat | undefined> {
    const { place, found } = await this.#find(path);
    if (found === "disk") return this.#files.stat(place);
    if (found === "nothing") return undefined;
    if (found === "folder") return { kind: "directory", size: 0, mode: 0o755 };
    return { kind: found.kind, size: this.#blobs.size(found.id), mode: found.isExecutable ? 0o755 : 0o644 };
  }

  async list(path: string): Promise<string[] | undefined> {
    const entries = await this.entries(path);
    return entries && [...entries.keys()].sort();
  }

  async entries(path: string): Promise<ReadonlyMap<string, FileKind> | undefined> {
    const { place, found } = await this.#find(path);
    if (typeof found === "object") {
      return found.kind === "symlink" ? this.entries(await this.realPath(place)) : undefined;
    }
    const relativePath = this.#relative(place);
    if (found === "nothing") return undefined;
    const onDisk = await this.#files.entries(place).catch((error: unknown) => {
      if (found === "folder") return undefined;
      throw error;
    });
    if (relativePath === undefined) return onDisk;
    if (onDisk === undefined && found === "disk") return undefined;
    return this.#tree.overlay(relativePath, onDisk ?? new Map<string, FileKind>());
  }

  async realPath(path: string): Promise<string> {
    return this.#realPath(path, 0);
  }

  async #realPath(path: string, followed: number): Promise<string> {
    if (followed > MAX_LINKS) throw failure("ELOOP", "is a loop of links", path);
    const { place, found } = await this.#find(path, followed);
    if (found === "disk") return this.#files.realPath(place);
    if (found === "nothing") throw failure("ENOENT", "is not there", path);
    if (found !== "folder" && found.kind === "symlink") {
      const target = Buffer.from(await this.#blobs.read(found.id)).toString("utf8");
      return this.#realPath(resolve(dirname(place), target), followed + 1);
    }
    return join(await this.#realPath(dirname(place), followed + 1), baseName(place));
  }

  /** What stands at a path, links on the way to it followed. */
  async #find(
    path: string,
    followed = 0,
  ): Promise<{ place: string; found: StagedEntry | "folder" | "nothing" | "disk" }> {
    const relativePath = this.#relative(path);
    if (relativePath === undefined || relativePath === "") return { place: path, found: "disk" };
    const link = this.#linkAbove(relativePath);
    if (link !== undefined) {
      const real = await this.#realPath(join(this.#root, link), followed + 1).catch(() => undefined);
      if (real === undefined) return { place: path, found: "nothing" };
      return this.#find(join(await this.#fromReal(real), relativePath.slice(link.length + 1)), followed + 1);
    }
    return { place: path, found: await this.#tree.at(relativePath) };
  }

  #linkAbove(path: string): string | undefined {
    if (this.#links.size === 0) return undefined;
    for (let folder = dirName(path); folder !== ""; folder = dirName(folder)) {
      if (this.#links.has(folder)) return folder;
    }
    return undefined;
  }

  /** A real path as it is named below the root, which may itself lie behind a link. */
  async #fromReal(path: string): Promise<string> {
    this.#realRoot ??= this.#files.realPath(this.#root);
    const inside = relative(await this.#realRoot, path);
    return isInside(inside) ? join(this.#root, inside) : path;
  }

  /** Relative to the root, with `/`; undefined outside. */
  #relative(path: string): string | undefined {
    const below = path.startsWith(this.#below) ? path.slice(this.#below.length) : undefined;
    if (below !== undefined && sep === "/" && !UNSETTLED.test(below)) return below;
    const inside = relative(this.#root, path);
    return isInside(inside) ? inside.split(sep).join("/") : undefined;
  }

  create(path: string, bytes: Uint8Array, mode?: number): Promise<void> {
    return this.#writing(path, () => this.#files.create(path, bytes, mode));
  }

  syncFile(path: string): Promise<void> {
    return this.#writing(path, () => this.#files.syncFile(path));
  }

  syncDir(path: string): Promise<void> {
    return this.#writing(path, () => this.#files.syncDir(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#writing(to, () => this.#files.rename(from, to));
  }

  link(from: string, to: string): Promise<void> {
    return this.#writing(to, () => this.#files.link(from, to));
  }

  remove(path: string): Promise<void> {
    return this.#writing(path, () => this.#files.remove(path));
  }

  makeDir(path: string): Promise<string | undefined> {
    return this.#writing(path, () => this.#files.makeDir(path));
  }

  async #writing<T>(path: string, write: () => Promise<T>): Promise<T> {
    const inside = this.#relative(path);
    if (inside === CACHE_FOLDER || inside?.startsWith(`${CACHE_FOLDER}/`) === true) return write();
    throw failure("EROFS", "is part of what is staged, which is only looked at", path);
  }
}

/** A path in which a step is empty, or leads back. */
const UNSETTLED = /(?:^|\/)\.{0,2}(?:\/|$)/;

function isInside(path: string): boolean {
  return !isAbsolute(path) && path.split(sep)[0] !== "..";
}

function failure(code: string, what: string, path: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${code}: ${joinPath(path)} ${what}`), { code, path });
}
