import { baseName, dirName, type FileKind, joinPath } from "@t4/core";
import type { StagedEntry, StagedIndex } from "./staged-index.ts";

/** What stands at a path: a file that only the index has so, a folder that holds such, nothing, or whatever is on the disk. */
export type Standing = StagedEntry | "folder" | "nothing" | "disk";

/** Which paths show as the index has them, which not at all, and which as they are on the disk. Paths are relative to the workspace. */
export class StagedTree {
  readonly #changed: ReadonlyMap<string, StagedEntry>;
  readonly #hidden = new Set<string>();
  /** The names in each folder that holds a changed file, also deep down. */
  readonly #folders = new Map<string, Map<string, FileKind>>();
  /** Folders in which something is hidden, also deep down. */
  readonly #thinned = new Set<string>();
  readonly #emptied = new Map<string, Promise<boolean>>();
  readonly #namesOnDisk: (folder: string) => Promise<ReadonlyMap<string, FileKind> | undefined>;

  /** `shown` is a folder that shows as it is on the disk, whatever git says of it. */
  constructor(
    { entries, changed, untracked }: StagedIndex,
    namesOnDisk: (folder: string) => Promise<ReadonlyMap<string, FileKind> | undefined>,
    shown: string,
  ) {
    this.#namesOnDisk = namesOnDisk;
    this.#changed = new Map([...changed].flatMap((path) => pairWith(path, entries.get(path))));
    for (const [path, { kind }] of this.#changed) this.#addToFolders(path, kind);
    for (const path of untracked) {
      if (path.startsWith(`${shown}/`)) continue;
      const hidden = path.replace(/\/$/, "");
      this.#hidden.add(hidden);
      for (let folder = dirName(hidden); folder !== ""; folder = dirName(folder)) this.#thinned.add(folder);
    }
  }

  /** What stands at `path`, which no link leads to. */
  async at(path: string): Promise<Standing> {
    if (this.#changed.size + this.#hidden.size === 0) return "disk";
    const entry = this.#changed.get(path);
    if (entry !== undefined) return entry;
    if (this.#folders.has(path)) return "folder";
    if (this.#hidden.has(path)) return "nothing";
    for (let folder = dirName(path); folder !== ""; folder = dirName(folder)) {
      if (this.#changed.has(folder) || this.#hidden.has(folder)) return "nothing";
    }
    return (await this.#isEmptied(path)) ? "nothing" : "disk";
  }

  /** The names in a folder, from those on the disk. */
  async overlay(folder: string, onDisk: ReadonlyMap<string, FileKind>): Promise<ReadonlyMap<string, FileKind>> {
    if (this.#isAsOnDisk(folder)) return onDisk;
    const names = new Map<string, FileKind>();
    for (const [name, kind] of onDisk) {
      if ((await this.at(joinPath(folder, name))) !== "nothing") names.set(name, kind);
    }
    for (const [name, kind] of this.#folders.get(folder) ?? []) names.set(name, kind);
    return names;
  }

  /** True for a folder in which nothing is staged otherwise, and nothing hidden: nearly every one. */
  #isAsOnDisk(folder: string): boolean {
    if (this.#changed.size + this.#hidden.size === 0) return true;
    if (folder === "" || this.#folders.has(folder) || this.#thinned.has(folder)) return false;
    for (let above = folder; above !== ""; above = dirName(above)) {
      if (this.#changed.has(above) || this.#hidden.has(above)) return false;
    }
    return true;
  }

  #addToFolders(path: string, kind: FileKind): void {
    let child = path;
    let childKind = kind;
    for (;;) {
      const folder = dirName(child);
      const known = this.#folders.get(folder);
      const names = known ?? new Map<string, FileKind>();
      names.set(baseName(child), childKind);
      this.#folders.set(folder, names);
      if (known !== undefined || folder === "") return;
      child = folder;
      childKind = "directory";
    }
  }

  /** True for a folder of the disk in which nothing is left once what is hidden is away. */
  #isEmptied(folder: string): Promise<boolean> {
    if (!this.#thinned.has(folder)) return NO;
    let emptied = this.#emptied.get(folder);
    if (emptied === undefined) {
      emptied = this.#namesOnDisk(folder).then((names) => this.#areHidden(folder, [...(names?.keys() ?? [])]));
      this.#emptied.set(folder, emptied);
    }
    return emptied;
  }

  async #areHidden(folder: string, names: readonly string[]): Promise<boolean> {
    for (const name of names) {
      const path = joinPath(folder, name);
      if (!this.#hidden.has(path) && !(await this.#isEmptied(path))) return false;
    }
    return true;
  }
}

const NO = Promise.resolve(false);

function pairWith(path: string, entry: StagedEntry | undefined): [string, StagedEntry][] {
  return entry === undefined ? [] : [[path, entry]];
}
