import { sha256 } from "@t4/core";

/** A file of a {@link MemoryDisk}. */
export interface MemoryFile {
  kind: "file";
  data: Uint8Array;
  /** What a power loss leaves for certain; undefined when the bytes were never synced. */
  durable: Uint8Array | undefined;
  mode: number;
}

/** A folder of a {@link MemoryDisk}: its entries, and those that a power loss leaves for certain. */
export interface MemoryFolder {
  kind: "directory";
  entries: Map<string, MemoryNode>;
  durable: Map<string, MemoryNode>;
}

export type MemoryNode = MemoryFile | MemoryFolder;

/** Entries that one operation changed together and that no sync has made durable; undefined removes the name. */
export interface PendingChange {
  effects: { folder: MemoryFolder; name: string; node: MemoryNode | undefined }[];
}

/** What becomes of bytes that were written and not synced. */
export type LostBytes = "kept" | "half" | "none";

/** One fate for the unsynced bytes of every file, or one for each file in turn. */
export type Fates = LostBytes | (() => LostBytes);

/**
 * A file system in memory that knows what is durable: bytes after a sync of their file, names after a sync of their folder. Changes to
 * names that wait for a sync are kept in order, each an operation of its own.
 */
export class MemoryDisk {
  readonly root: MemoryFolder = newFolder();
  pending: PendingChange[] = [];

  /** The node at an absolute path; undefined when nothing is there. */
  find(path: string): MemoryNode | undefined {
    let node: MemoryNode | undefined = this.root;
    for (const name of segments(path)) {
      if (node?.kind !== "directory") return undefined;
      node = node.entries.get(name);
    }
    return node;
  }

  /** Points names at nodes as one operation. */
  change(effects: PendingChange["effects"]): void {
    for (const { folder, name, node } of effects) {
      if (node === undefined) folder.entries.delete(name);
      else folder.entries.set(name, node);
    }
    this.pending.push({ effects });
  }

  /** Makes the entries of a folder durable. */
  syncFolder(folder: MemoryFolder): void {
    folder.durable = new Map(folder.entries);
    for (const change of this.pending) change.effects = change.effects.filter((effect) => effect.folder !== folder);
    this.pending = this.pending.filter(({ effects }) => effects.length > 0);
  }

  /** True when some file holds bytes that were not synced. */
  hasUnsyncedBytes(): boolean {
    return [...this.nodes()].some((node) => node.kind === "file" && node.durable !== node.data);
  }

  /**
   * The disk after a power loss: everything durable, of the pending changes those that `keeps` names by their index, and of bytes that
   * were not synced what `bytes` says. All of it is durable then.
   */
  afterPowerLoss(keeps: (index: number) => boolean, bytes: Fates): MemoryDisk {
    const disk = new MemoryDisk();
    const copies = new Map<MemoryNode, MemoryNode>([[this.root, disk.root]]);
    fill(this.root, disk.root, copies, bytes);
    for (const [index, { effects }] of this.pending.entries()) {
      if (!keeps(index)) continue;
      for (const { folder, name, node } of effects) {
        const target = copyOf(folder, copies, bytes) as MemoryFolder;
        if (node === undefined) target.entries.delete(name);
        else target.entries.set(name, copyOf(node, copies, bytes));
      }
    }
    for (const node of disk.nodes()) if (node.kind === "directory") node.durable = new Map(node.entries);
    return disk;
  }

  /** A copy in which everything is durable. */
  copy(): MemoryDisk {
    return this.afterPowerLoss(() => true, "kept");
  }

  /** Every file by its absolute path, sorted. */
  files(): Map<string, Uint8Array> {
    const found = new Map<string, Uint8Array>();
    collect(this.root, "", found);
    return found;
  }

  /** A text that is the same for disks with the same folders, files and bytes, whatever is durable. */
  fingerprint(): string {
    const parts: string[] = [];
    describeFolder(this.root, parts);
    return parts.join("\n");
  }

  /** Every node that a name leads to, folders before what they hold. */
  *nodes(folder: MemoryFolder = this.root): Generator<MemoryNode> {
    yield folder;
    for (const node of folder.entries.values()) {
      if (node.kind === "directory") yield* this.nodes(node);
      else yield node;
    }
  }
}

/** The names on the way to an absolute path. */
export function segments(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

/** An empty folder. */
export function newFolder(): MemoryFolder {
  return { kind: "directory", entries: new Map(), durable: new Map() };
}

function copyOf(node: MemoryNode, copies: Map<MemoryNode, MemoryNode>, bytes: Fates): MemoryNode {
  const known = copies.get(node);
  if (known !== undefined) return known;
  const copy: MemoryNode = node.kind === "file" ? surviveFile(node, bytes) : newFolder();
  copies.set(node, copy);
  if (node.kind === "directory") fill(node, copy as MemoryFolder, copies, bytes);
  return copy;
}

function fill(from: MemoryFolder, to: MemoryFolder, copies: Map<MemoryNode, MemoryNode>, bytes: Fates): void {
  for (const [name, node] of from.durable) to.entries.set(name, copyOf(node, copies, bytes));
}

function surviveFile(file: MemoryFile, bytes: Fates): MemoryFile {
  const data = file.durable === file.data ? file.data : partOf(file, typeof bytes === "string" ? bytes : bytes());
  return { kind: "file", data, durable: data, mode: file.mode };
}

function partOf(file: MemoryFile, bytes: LostBytes): Uint8Array {
  if (bytes === "kept") return file.data;
  return bytes === "half" ? file.data.subarray(0, file.data.length >> 1) : (file.durable ?? new Uint8Array());
}

function collect(folder: MemoryFolder, path: string, found: Map<string, Uint8Array>): void {
  const names = [...folder.entries.keys()].sort();
  for (const name of names) {
    const node = folder.entries.get(name) as MemoryNode;
    if (node.kind === "file") found.set(`${path}/${name}`, node.data);
    else collect(node, `${path}/${name}`, found);
  }
}

const hashes = new WeakMap<Uint8Array, string>();

function describeFolder(folder: MemoryFolder, parts: string[]): void {
  for (const name of [...folder.entries.keys()].sort()) {
    const node = folder.entries.get(name) as MemoryNode;
    if (node.kind === "file") {
      parts.push(name, hashOf(node.data));
    } else {
      parts.push(`${name}/`);
      describeFolder(node, parts);
      parts.push("..");
    }
  }
}

function hashOf(data: Uint8Array): string {
  let hash = hashes.get(data);
  if (hash === undefined) {
    hash = sha256(data);
    hashes.set(data, hash);
  }
  return hash;
}
