import { compareCodeUnits, sha256 } from "@t4/core";
import { lstat, mkdir, readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

/** What can be told of a file, folder or link without changing it. */
export interface TreeEntry {
  kind: "file" | "directory" | "symlink" | "other";
  /** Of a file's bytes. */
  sha256?: string | undefined;
  mtimeNs: bigint;
  /** Permission bits. */
  mode: number;
  linkTarget?: string | undefined;
}

/** By path relative to the root, with `/`, sorted; the root itself is `""`. */
export type Tree = Map<string, TreeEntry>;

export interface TreeDifference {
  path: string;
  change: "added" | "removed" | "kind" | "content" | "target" | "mode" | "mtime";
}

/** Everything below a folder, links not followed. Names in `except` (`.git`, say) are left out at every depth. */
export async function snapshotTree(root: string, { except = [] }: { except?: readonly string[] } = {}): Promise<Tree> {
  const tree: Tree = new Map();
  const visit = async (path: string): Promise<void> => {
    const full = join(root, path);
    const stats = await lstat(full, { bigint: true });
    const entry: TreeEntry = { kind: kindOf(stats), mtimeNs: stats.mtimeNs, mode: Number(stats.mode & 0o7777n) };
    tree.set(path, entry);
    if (entry.kind === "file") entry.sha256 = sha256(await readFile(full));
    if (entry.kind === "symlink") entry.linkTarget = await readlink(full);
    if (entry.kind !== "directory") return;
    const names = (await readdir(full)).filter((name) => !except.includes(name));
    await Promise.all(names.map((name) => visit(path === "" ? name : `${path}/${name}`)));
  };
  await visit("");
  return new Map([...tree].sort(([a], [b]) => compareCodeUnits(a, b)));
}

/**
 * What differs from `before` to `after`, sorted by path, one difference a path: the first that applies of kind, content, target, mode
 * and mtime. With `mtimes: false` times are not compared. Empty when both are the same.
 */
export function diffTrees(before: Tree, after: Tree, { mtimes = true }: { mtimes?: boolean } = {}): TreeDifference[] {
  const paths = [...new Set([...before.keys(), ...after.keys()])].sort(compareCodeUnits);
  return paths.flatMap((path) => {
    const change = changeOf(before.get(path), after.get(path), mtimes);
    return change === undefined ? [] : [{ path, change }];
  });
}

function changeOf(
  a: TreeEntry | undefined,
  b: TreeEntry | undefined,
  mtimes: boolean,
): TreeDifference["change"] | undefined {
  if (a === undefined) return "added";
  if (b === undefined) return "removed";
  if (a.kind !== b.kind) return "kind";
  if (a.sha256 !== b.sha256) return "content";
  if (a.linkTarget !== b.linkTarget) return "target";
  if (a.mode !== b.mode) return "mode";
  return mtimes && a.mtimeNs !== b.mtimeNs ? "mtime" : undefined;
}

function kindOf(stats: { isFile(): boolean; isDirectory(): boolean; isSymbolicLink(): boolean }): TreeEntry["kind"] {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "directory";
  return stats.isSymbolicLink() ? "symlink" : "other";
}

/** Writes a file of a tree, and the folders that it needs. `path` is relative to `root`. */
export async function putFile(root: string, path: string, content: string | Uint8Array): Promise<void> {
  await mkdir(dirname(join(root, path)), { recursive: true });
  await writeFile(join(root, path), content);
}

/** Writes these files, by their paths relative to `root`, one after the other. */
export async function putFiles(root: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [path, content] of Object.entries(files)) await putFile(root, path, content);
}
