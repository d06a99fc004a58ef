import { basename, dirname, join } from "node:path";
import { sha256, T4Error, type FilePort } from "@t4/core";
import { isTargetPath, snapshotPath, type RunEntry } from "@t4/ledger";
import { undefinedWhenMissing } from "./read-ledger.ts";
import { stagePath } from "./ledger-paths.ts";

/** A file that a run writes. */
export interface Target {
  entry: RunEntry;
  /** Absolute. */
  path: string;
  /** Its folder, absolute. */
  dir: string;
  stage: string;
  /** The permissions of the file that is there. */
  mode: number | undefined;
}

/** What a target holds now, in terms of its run. */
export type TargetState = "before" | "after" | "other";

/**
 * The targets of a run's entries. Throws `E_OUTSIDE` for a path that leads out of the workspace or is a symbolic link, and
 * `E_NOT_A_FILE` for a folder or device. Nothing is ever written through a link.
 */
export class Targets {
  readonly #files: FilePort;
  readonly #root: string;
  readonly #folders = new Map<string, Promise<string>>();
  readonly #taken = new Set<string>();
  #realRoot: Promise<string> | undefined;

  constructor(files: FilePort, root: string) {
    this.#files = files;
    this.#root = root;
  }

  /** A run may not write what is in the ledger's own folder: with `ledgerDir`, such a path throws `E_OUTSIDE`, too. */
  async resolve(entry: RunEntry, id: string, ledgerDir?: string): Promise<Target> {
    if (!isTargetPath(entry.path)) throw outside(entry.path, "is no path that T4 may write");
    const path = join(this.#root, entry.path);
    const dir = dirname(path);
    const real = join(await this.#realFolder(dir, entry.path), basename(path));
    if (ledgerDir !== undefined) {
      const ledger = await this.#realFolder(join(this.#root, ledgerDir), ledgerDir);
      if (real.startsWith(`${ledger}/`)) throw outside(entry.path, "is a file of the ledger itself");
    }
    if (this.#taken.has(real)) throw outside(entry.path, "is the same file as another one of this run");
    this.#taken.add(real);
    const stat = await this.#files.stat(path);
    if (stat?.kind === "symlink") throw outside(entry.path, "is a symbolic link");
    if (stat !== undefined && stat.kind !== "file") throw notAFile(entry.path);
    return { entry, path, dir, stage: stagePath(path, id), mode: stat?.mode };
  }

  /** Throws `E_OUTSIDE` when a folder of the workspace leads out of it. */
  async checkFolder(path: string): Promise<void> {
    await this.#realFolder(join(this.#root, path), path);
  }

  /** Throws `E_OUTSIDE` when a folder of the ledger that a run or its snapshot goes to leads out of the workspace. */
  async checkLedger(ledgerDir: string, snapshot: string | undefined): Promise<void> {
    const folders = snapshot === undefined ? [] : ["objects", dirname(snapshotPath(snapshot))];
    for (const folder of ["runs", ...folders]) await this.checkFolder(join(ledgerDir, folder));
  }

  #realFolder(dir: string, path: string): Promise<string> {
    let known = this.#folders.get(dir);
    if (known === undefined) {
      known = this.#resolveFolder(dir, path);
      this.#folders.set(dir, known);
    }
    return known;
  }

  /** The folder with links resolved; as far as it is there, for one that is yet to be made. */
  async #resolveFolder(dir: string, path: string): Promise<string> {
    this.#realRoot ??= this.#files.realPath(this.#root);
    const realRoot = await this.#realRoot;
    const real = await this.#files.realPath(dir).catch(undefinedWhenMissing);
    if (real === undefined) return join(await this.#realFolder(dirname(dir), path), basename(dir));
    if (real !== realRoot && !real.startsWith(realRoot.endsWith("/") ? realRoot : `${realRoot}/`)) {
      throw outside(path, "leads out of the workspace");
    }
    return real;
  }
}

/** What stands at a target now. */
export async function readTarget(files: FilePort, target: Target): Promise<Uint8Array | null> {
  return (await files.read(target.path).catch(undefinedWhenMissing)) ?? null;
}

/** Whether bytes (null: no file) are what the run found, what it left, or neither. */
export function stateOf(entry: RunEntry, bytes: Uint8Array | null): TargetState {
  const sha = bytes === null ? null : sha256(bytes);
  return sha === entry.before ? "before" : sha === entry.after ? "after" : "other";
}

function outside(file: string, what: string): T4Error {
  return new T4Error("E_OUTSIDE", `${file} ${what}`, {
    file,
    hint: "Replace the link by the file itself, or add the path to `ignore` in t4.config.json.",
  });
}

function notAFile(file: string): T4Error {
  return new T4Error("E_NOT_A_FILE", `${file} is not a regular file`, {
    file,
    hint: "Remove what stands in its place.",
  });
}
