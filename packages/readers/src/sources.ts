import { join } from "node:path";
import { baseName, decodeUtf8, dirName, joinPath, sha256, staysInside, T4Error } from "@t4/core";
import type { FilePort, SourceRef } from "@t4/core";

/** The largest source file that T4 reads, in bytes. */
export const MAX_SOURCE_BYTES = 5 * 1024 * 1024;

/** The largest report that T4 reads, in bytes: one file can speak for a whole workspace. */
export const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/** A text file of the workspace: its path relative to the root, the SHA-256 of its bytes, its text. */
export interface Source extends SourceRef {
  text: string;
}

/** Names in a folder; undefined when there is no such folder. */
type Listing = ReadonlySet<string> | "unreadable" | undefined;

/**
 * Reads files of one workspace and never leaves it: every path is relative to the root, links are followed only
 * as long as they stay inside, sizes are bounded. One instance serves a whole run.
 */
export class Sources {
  readonly #files: FilePort;
  readonly #root: string;
  readonly #folders = new Map<string, Promise<boolean>>();
  readonly #shas = new Map<string, Promise<string | undefined>>();
  readonly #listings = new Map<string, Promise<Listing>>();
  #realRoot: Promise<string> | undefined;

  constructor(files: FilePort, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /**
   * The text file at `path`; undefined when nothing is there. Throws `E_OUTSIDE`, `E_TOO_LARGE`, `E_NOT_A_FILE`, `E_ENCODING`
   * or `E_READ`, each naming the file.
   */
  async read(path: string, limit = MAX_SOURCE_BYTES): Promise<Source | undefined> {
    const bytes = await this.readBytes(path, limit);
    return bytes && { path, sha: sha256(bytes), text: decodeUtf8(bytes, path) };
  }

  /** The bytes at `path`; undefined when nothing is there. Throws as {@link read} does, but for `E_ENCODING`. */
  async readBytes(path: string, limit = MAX_SOURCE_BYTES): Promise<Uint8Array | undefined> {
    await this.checkInside(path);
    try {
      return await this.#files.read(join(this.#root, path), limit);
    } catch (cause) {
      return missingOr(cause, path, limit);
    }
  }

  /**
   * The SHA-256 of the bytes at `path`, undefined when nothing is there; asked of the disk once a run.
   * A path that ends in `/` stands for the names in that folder, see {@link namesSha}.
   */
  sha(path: string): Promise<string | undefined> {
    let sha = this.#shas.get(path);
    if (sha === undefined) {
      sha = path.endsWith("/") ? this.names(path.slice(0, -1)).then(namesSha) : this.#shaOfFile(path);
      this.#shas.set(path, sha);
    }
    return sha;
  }

  async #shaOfFile(path: string): Promise<string | undefined> {
    if (!(await this.has(path))) return undefined;
    const bytes = await this.readBytes(path, MAX_REPORT_BYTES);
    return bytes && sha256(bytes);
  }

  /**
   * False when the folders on the way to `path` show that nothing is there: one listing of a folder answers for all the names
   * that are tried in it. Asked of the disk once a run. Throws `E_OUTSIDE`.
   */
  async has(path: string): Promise<boolean> {
    const normal = joinPath(path);
    if (normal === "") return true;
    const folder = dirName(normal);
    if (folder !== "" && !(await this.has(folder))) return false;
    const listing = await this.#list(folder);
    return listing === "unreadable" || (listing?.has(baseName(normal)) ?? false);
  }

  /** The names in a folder, sorted; undefined when there is none or it cannot be listed. Asked once a run. Throws `E_OUTSIDE`. */
  async names(folder: string): Promise<string[] | undefined> {
    if (!(await this.has(folder))) return undefined;
    const listing = await this.#list(joinPath(folder));
    return listing === undefined || listing === "unreadable" ? undefined : [...listing];
  }

  #list(folder: string): Promise<Listing> {
    let listing = this.#listings.get(folder);
    if (listing === undefined) {
      listing = this.#listFolder(folder);
      this.#listings.set(folder, listing);
    }
    return listing;
  }

  async #listFolder(folder: string): Promise<Listing> {
    if (!staysInside(folder) || !(await this.#folderIsInside(folder))) throw outside(folder);
    try {
      const names = await this.#files.list(join(this.#root, folder));
      return names && new Set(names);
    } catch {
      return "unreadable";
    }
  }

  /** Throws `E_OUTSIDE` when `path`, or a link on the way to it, leads out of the workspace. */
  async checkInside(path: string): Promise<void> {
    if (!staysInside(path) || !(await this.#folderIsInside(dirName(path)))) throw outside(path);
    const stat = await this.#files.stat(join(this.#root, path));
    if (stat?.kind === "symlink" && !(await this.#resolvesInside(path))) throw outside(path);
  }

  #folderIsInside(folder: string): Promise<boolean> {
    let known = this.#folders.get(folder);
    if (known === undefined) {
      known = this.#resolvesInside(folder);
      this.#folders.set(folder, known);
    }
    return known;
  }

  async #resolvesInside(path: string): Promise<boolean> {
    this.#realRoot ??= this.#files.realPath(this.#root);
    const realRoot = await this.#realRoot;
    try {
      const real = await this.#files.realPath(join(this.#root, path));
      return real === realRoot || real.startsWith(realRoot.endsWith("/") ? realRoot : `${realRoot}/`);
    } catch {
      return true; // Nothing is there, so nothing outside is read.
    }
  }
}

/**
 * What one module's evidence rests on: every path that was looked at, with the hash found there, or undefined where nothing was.
 * The cache of a later run is valid exactly as long as all of these still hold.
 */
export class Consulted {
  readonly #sources: Sources;
  readonly #seen = new Map<string, string | undefined>();

  constructor(sources: Sources) {
    this.#sources = sources;
  }

  /** {@link Sources.read}, noted. */
  async read(path: string): Promise<Source | undefined> {
    const source = (await this.#sources.has(path)) ? await this.#sources.read(path) : undefined;
    this.note(path, source?.sha);
    return source;
  }

  /** {@link Sources.names}, noted under the folder's path with a `/` behind it. */
  async names(folder: string): Promise<string[] | undefined> {
    const names = await this.#sources.names(folder);
    this.note(`${folder}/`, namesSha(names));
    return names;
  }

  /** Notes a path whose record came from elsewhere, such as a file parsed for another module. */
  note(path: string, sha: string | undefined): void {
    this.#seen.set(path, sha);
  }

  /** Every path looked at with its hash, in the order of the first look. */
  entries(): [path: string, sha: string | undefined][] {
    return [...this.#seen];
  }
}

/** What stands for a folder's names in {@link Consulted.entries}: the SHA-256 of the sorted names; undefined for no folder. */
function namesSha(names: readonly string[] | undefined): string | undefined {
  return names && sha256(names.join("\0"));
}

function missingOr(cause: unknown, path: string, limit: number): undefined {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === "ENOENT" || code === "ENOTDIR") return undefined;
  if (code === "EFBIG")
    throw new T4Error("E_TOO_LARGE", `${path} is larger than ${limit} bytes`, {
      file: path,
      cause,
      hint: "Split it, or add it to `ignore` in t4.config.json.",
    });
  if (code === "EISDIR" || code === "EINVAL") {
    throw new T4Error("E_NOT_A_FILE", `${path} is not a regular file`, {
      file: path,
      cause,
      hint: "Put the file there, or remove what stands in its place.",
    });
  }
  throw new T4Error("E_READ", `${path} cannot be read (${code ?? "unknown error"})`, {
    file: path,
    cause,
    hint: "Check its permissions.",
  });
}

function outside(path: string): T4Error {
  return new T4Error("E_OUTSIDE", `${path} leads out of the workspace`, {
    file: path,
    hint: "Replace the link by the file itself, or add the path to `ignore` in t4.config.json.",
  });
}
