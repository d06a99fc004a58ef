import { join } from "node:path";
import { baseName, dirName, joinPath, staysInside, T4Error, type FileKind, type FilePort } from "@t4/core";

/** What is in a folder; undefined when there is no such folder, an `E_READ` when it cannot be listed. */
type Listing = ReadonlyMap<string, FileKind> | T4Error | undefined;

/** Names that mean themselves on every system: not `..`, no separator, one Unicode form. */
const PLAIN_NAME = /^\.?[\w-][\w.-]*$/;

/**
 * The folders of one workspace, each listed at most once a run: one listing answers for every name that is tried in it, and shows the
 * links, which are followed only as long as they stay inside.
 */
export class Folders {
  readonly #files: FilePort;
  readonly #root: string;
  readonly #listings = new Map<string, Promise<Listing>>();
  /** Those of {@link #listings} that have arrived and can be read without waiting. */
  readonly #atHand = new Map<string, ReadonlyMap<string, FileKind>>();
  #realRoot: Promise<string> | undefined;

  constructor(files: FilePort, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /**
   * Whether anything stands at `path`, as far as a listing at hand tells; undefined when {@link kindOf} has to be asked. Most names that are tried are
   * not there, and a promise for each would cost more than the answer.
   */
  knows(path: string): boolean | undefined {
    const end = path.lastIndexOf("/");
    const listing = this.#atHand.get(end < 0 ? "" : path.slice(0, end));
    const name = path.slice(end + 1);
    if (listing === undefined || !PLAIN_NAME.test(name)) return undefined;
    const kind = listing.get(name);
    return kind === "symlink" ? undefined : kind !== undefined;
  }

  /**
   * What stands at `path`, undefined for nothing. Throws `E_OUTSIDE` when `path`, or a link on the way, leads out of the workspace, and `E_READ` when a
   * folder on the way may not be looked into.
   */
  async kindOf(path: string): Promise<FileKind | undefined> {
    if (!staysInside(path)) throw outside(path);
    const normal = joinPath(path);
    if (normal === "") return "directory";
    const name = baseName(normal);
    const listing = await this.#list(dirName(normal));
    if (listing === undefined) return undefined;
    const isListed = !(listing instanceof T4Error);
    const listed = isListed ? listing.get(name) : undefined;
    // A name that is not plain ASCII may be listed in another Unicode normal form than it was asked for.
    const kind = listed ?? (!isListed || !isAscii(name) ? await this.#stat(normal) : undefined);
    if (kind === "symlink" && !(await this.#resolvesInside(normal))) throw outside(path);
    return kind;
  }

  /** The names in a folder, sorted; undefined when there is none. Throws `E_OUTSIDE`, and `E_READ` when it cannot be listed. */
  async names(folder: string): Promise<string[] | undefined> {
    if (!staysInside(folder)) throw outside(folder);
    const listing = await this.#list(joinPath(folder));
    if (listing instanceof T4Error) throw listing;
    return listing && [...listing.keys()].sort();
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
    const kind = await this.kindOf(folder);
    if (kind !== "directory" && kind !== "symlink") {
      // The folder above tells as much of any number of names.
      this.#listings.delete(folder);
      return undefined;
    }
    try {
      const entries = await this.#files.entries(join(this.#root, folder));
      if (entries !== undefined) this.#atHand.set(folder, entries);
      return entries;
    } catch (cause) {
      return unreadable(folder, cause);
    }
  }

  async #stat(path: string): Promise<FileKind | undefined> {
    try {
      return (await this.#files.stat(join(this.#root, path)))?.kind;
    } catch (cause) {
      throw unreadable(dirName(path), cause);
    }
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

function unreadable(folder: string, cause: unknown): T4Error {
  const { code = "unknown error" } = cause as NodeJS.ErrnoException;
  const shown = folder === "" ? "." : folder;
  return new T4Error("E_READ", `${shown} cannot be read (${code})`, {
    file: shown,
    cause,
    hint: "Check its permissions.",
  });
}

function isAscii(name: string): boolean {
  return /^[\0-\x7f]*$/.test(name);
}

function outside(path: string): T4Error {
  return new T4Error("E_OUTSIDE", `${path} leads out of the workspace`, {
    file: path,
    hint: "Replace the link by the file itself, or add the path to `ignore` in t4.config.json.",
  });
}
