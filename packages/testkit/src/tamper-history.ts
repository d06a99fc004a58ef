import { join } from "node:path";
import type { FilePort } from "@t4/core";
import type { MemoryDisk } from "./faults/memory-disk.ts";
import { memoryFiles } from "./faults/memory-files.ts";
import type { Random } from "./random.ts";

/** One run that is to be written: what each file is and becomes. */
export interface CommitRequest {
  files: FilePort;
  root: string;
  at: string;
  changes: FileChange[];
}

interface FileChange {
  module: string | null;
  path: string;
  before: Uint8Array | null;
  after: Uint8Array;
  changes: { field: string; new: number; extractor: string; confidence: "high" }[];
}

interface HistoryOptions {
  /** The disk to start from; it is not changed. */
  start: MemoryDisk;
  root: string;
  /** Begins the names of the modules. */
  prefix: string;
  random: Random;
  commit: (request: CommitRequest) => Promise<void>;
}

const MODULES = 5;
const STEPS = 5;

/**
 * A workspace with a history of some twelve runs, in memory: manifests that T4 had not formatted, runs of one or several files, a file that is no manifest, and branches that
 * merge, some of which changed the same manifest.
 */
export async function makeHistory({ start, root, prefix, random, commit }: HistoryOptions): Promise<MemoryDisk> {
  let minute = random.below(1000);
  const write = async (disk: MemoryDisk, modules: readonly number[]): Promise<void> => {
    minute += 1 + random.below(90);
    const at = new Date(Date.UTC(2026, 5, 1) + minute * 60_000).toISOString().replace(".000Z", "Z");
    const present = filesBelow(disk, root);
    const changes = modules.map((number) => {
      const path = number < MODULES ? `src/${prefix}${number}/module.manifest.json` : "lists/words.json";
      const module = number < MODULES ? `${prefix}${number}` : null;
      const value = number < MODULES ? { minute, module } : { minute };
      const after = Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
      const change = { field: "/minute", new: minute, extractor: "features", confidence: "high" as const };
      return { module, path, before: present.get(path) ?? null, after, changes: [change] };
    });
    await commit({ files: memoryFiles(disk), root, at, changes });
  };
  let main = start.copy();
  const files = memoryFiles(main);
  for (let number = 0; number < MODULES; number += 1) {
    await files.makeDir(join(root, `src/${prefix}${number}`));
    const text = `{ "module" : "${prefix}${number}" }`;
    await files.create(join(root, `src/${prefix}${number}/module.manifest.json`), Buffer.from(text));
  }
  await write(main, [0, 1, 2, 3, 4]);
  for (let step = 0; step < STEPS; step += 1) {
    if (random.below(2) === 0) {
      await write(main, [...new Set([random.below(MODULES + 1), random.below(MODULES)])]);
      continue;
    }
    const parted = filesBelow(main, root);
    const other = main.copy();
    await write(main, [random.below(3)]);
    await write(other, random.below(3) === 0 ? [random.below(3)] : [3, 4]);
    main = await merge(parted, main, other, root);
  }
  return main;
}

/** Takes what the other branch changed since they parted; where both changed a file, ours stays. */
async function merge(
  parted: ReadonlyMap<string, Uint8Array>,
  ours: MemoryDisk,
  theirs: MemoryDisk,
  root: string,
): Promise<MemoryDisk> {
  const merged = ours.copy();
  const files = memoryFiles(merged);
  const mine = filesBelow(ours, root);
  for (const [path, bytes] of filesBelow(theirs, root)) {
    if (isSame(bytes, parted.get(path)) || !isSame(mine.get(path), parted.get(path))) continue;
    await files.remove(join(root, path));
    await files.makeDir(join(root, path, ".."));
    await files.create(join(root, path), bytes);
  }
  return merged.copy();
}

function isSame(a: Uint8Array | undefined, b: Uint8Array | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && Buffer.compare(a, b) === 0);
}

/** The files of a workspace in memory, by their paths in it. */
export function filesBelow(disk: MemoryDisk, root: string): Map<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const [path, bytes] of disk.files()) {
    if (path.startsWith(`${root}/`) && !path.includes("/.t4/")) found.set(path.slice(root.length + 1), bytes);
  }
  return found;
}
