import { join } from "node:path";
import { decodeUtf8, isMissing, sha256, T4Error, type FileKind, type FilePort, type SourceRef } from "@t4/core";
import { Folders } from "./folders.ts";

/** The largest source file that T4 reads, in bytes. */
export const MAX_SOURCE_BYTES = 5 * 1024 * 1024;

/** The largest report that T4 reads, in bytes: one file can speak for a whole workspace. */
export const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/** A text file of the workspace: its path relative to the root, the SHA-256 of its bytes, its text. */
export interface Source extends SourceRef {
  text: string;
}

/**
 * Reads files of one workspace and never leaves it: every path is relative to the root, links are followed only
 * as long as they stay inside, sizes are bounded. One instance serves a whole run.
 */
export class Sources {
  readonly #files: FilePort;
  readonly #root: string;
  readonly #folders: Folders;
  readonly #shas = new Map<string, Promise<string | undefined>>();

  constructor(files: FilePort, root: string) {
    this.#files = files;
    this.#root = root;
    this.#folders = new Folders(files, root);
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
    if (!(this.knows(path) ?? (await this.has(path)))) return undefined;
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
  async sha(path: string): Promise<string | undefined> {
    const isFolder = path.endsWith("/");
    // Most files that are asked for are not there, which the folder's listing tells: only what is there is remembered.
    if (!isFolder && !(this.knows(path) ?? (await this.has(path)))) return undefined;
    let sha = this.#shas.get(path);
    if (sha === undefined) {
      sha = isFolder ? this.names(path.slice(0, -1)).then(namesSha) : this.#shaOfFile(path);
      this.#shas.set(path, sha);
    }
    return sha;
  }

  /** Takes `sha` for that of the bytes at `path`, for who has read and hashed them. */
  noteSha(path: string, sha: string): void {
    this.#shas.set(path, Promise.resolve(sha));
  }

  async #shaOfFile(path: string): Promise<string | undefined> {
    const bytes = await this.readBytes(path, MAX_REPORT_BYTES);
    return bytes && sha256(bytes);
  }

  /** What stands at `path`, links not followed, undefined for nothing; asked of the disk once a run. Throws `E_OUTSIDE` and `E_READ`. */
  kindOf(path: string): Promise<FileKind | undefined> {
    return this.#folders.kindOf(path);
  }

  /** False when nothing is at `path`. Throws `E_OUTSIDE` and `E_READ`. */
  async has(path: string): Promise<boolean> {
    return (await this.#folders.kindOf(path)) !== undefined;
  }

  /** Whether anything is at `path`, as far as that is known without asking the disk; undefined when {@link has} has to be asked. */
  knows(path: string): boolean | undefined {
    return this.#folders.knows(path);
  }

  /** The names in a folder, sorted; undefined when there is none. Asked once a run. Throws `E_OUTSIDE`, and `E_READ` when it cannot be listed. */
  names(folder: string): Promise<string[] | undefined> {
    return this.#folders.names(folder);
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
    const source = await this.#sources.read(path);
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
  if (isMissing(code)) return undefined;
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
