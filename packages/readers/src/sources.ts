import { join } from "node:path";
import { decodeUtf8, dirName, sha256, staysInside, T4Error, type FilePort, type SourceRef } from "@t4/core";

/** The largest source file that T4 reads, in bytes. */
export const MAX_SOURCE_BYTES = 5 * 1024 * 1024;

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
  readonly #folders = new Map<string, Promise<boolean>>();
  readonly #shas = new Map<string, Promise<string | undefined>>();
  #realRoot: Promise<string> | undefined;

  constructor(files: FilePort, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /**
   * The text file at `path`; undefined when nothing is there. Throws `E_OUTSIDE`, `E_TOO_LARGE`, `E_NOT_A_FILE`, `E_ENCODING`
   * or `E_READ`, each naming the file.
   */
  async read(path: string): Promise<Source | undefined> {
    const bytes = await this.readBytes(path);
    return bytes && { path, sha: sha256(bytes), text: decodeUtf8(bytes, path) };
  }

  /** The bytes at `path`; undefined when nothing is there. Throws as {@link read} does, but for `E_ENCODING`. */
  async readBytes(path: string, limit = MAX_SOURCE_BYTES): Promise<Uint8Array | undefined> {
    await this.#checkInside(path);
    try {
      return await this.#files.read(join(this.#root, path), limit);
    } catch (cause) {
      return missingOr(cause, path, limit);
    }
  }

  /** The SHA-256 of the bytes at `path`, undefined when nothing is there; asked of the disk once a run. */
  sha(path: string): Promise<string | undefined> {
    let sha = this.#shas.get(path);
    if (sha === undefined) {
      sha = this.readBytes(path).then((bytes) => bytes && sha256(bytes));
      this.#shas.set(path, sha);
    }
    return sha;
  }

  /** Throws `E_OUTSIDE` when `path`, or a link on the way to it, leads out of the workspace. */
  async #checkInside(path: string): Promise<void> {
    if (!staysInside(path)) throw outside(path);
    const folder = dirName(path);
    let known = this.#folders.get(folder);
    if (known === undefined) {
      known = this.#resolvesInside(folder);
      this.#folders.set(folder, known);
    }
    if (!(await known)) throw outside(path);
    const stat = await this.#files.stat(join(this.#root, path));
    if (stat?.kind === "symlink" && !(await this.#resolvesInside(path))) throw outside(path);
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
    const source = await this.#sources.read(path);
    this.note(path, source?.sha);
    return source;
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
