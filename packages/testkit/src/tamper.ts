import { type JsonObject, sha256 } from "@t4/core";
import type { Random } from "./random.ts";
import {
  childrenOf,
  descendantsOf,
  keptBytes,
  fittingFile,
  type FoundRun,
  linesOf,
  parentsOf,
  relink,
  replaceRun,
  runsIn,
  snapshotFile,
  type FileTree,
} from "./tamper-tree.ts";

/** A ledger that was tampered with, and what must be said of it. */
export interface Tampering {
  tree: Map<string, Uint8Array>;
  /** At least one finding names one of these files. */
  files: string[];
  /** The lines that it may name there; undefined for any. */
  lines?: number[] | undefined;
  /** True when what is left is consistent in itself, so that only git can tell. */
  mayNeedBase?: boolean;
}

/** What somebody can do to a ledger; `foreign` is another repository's tree. */
export type Tamper = (tree: FileTree, random: Random, foreign: FileTree) => Tampering;

/** The ways to tamper, by name. All but the last can be tried without git. */
export const TAMPERINGS: Readonly<Record<string, Tamper>> = {
  "edit a byte": editByte,
  "truncate in the last three lines": truncate,
  "delete a run": deleteRun,
  "reorder lines": reorderLines,
  "duplicate a line or a file": duplicate,
  "swap two files": swapFiles,
  "forge a parent": forgeParent,
  "forge an after": forgeAfter,
  "change the clock": changeClock,
  "splice in another repository's run": splice,
  "edit a snapshot": editSnapshot,
  "drop a head": dropHead,
};

function editByte(tree: FileTree, random: Random): Tampering {
  const { file } = random.pick(runsIn(tree));
  const bytes = Uint8Array.from(tree.get(file) ?? []);
  const at = random.below(bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 + random.below(255));
  const line = lineAt(bytes, at);
  // A count or a path that was edited shows where it no longer fits, and what is still a sound run only by its name.
  return { tree: withFile(tree, file, bytes), files: [file], lines: line === 1 ? undefined : [line, line + 1, 1] };
}

function truncate(tree: FileTree, random: Random): Tampering {
  const { file } = random.pick(runsIn(tree));
  const bytes = tree.get(file) ?? new Uint8Array();
  const lines = linesOf(bytes);
  const kept = lines.slice(0, -3).reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  const cut = bytes.subarray(0, kept + random.below(bytes.length - kept));
  const whole = cut.filter((byte) => byte === 10).length;
  const isLineEnd = cut.length === 0 || cut.at(-1) === 10;
  return { tree: withFile(tree, file, cut), files: [file], lines: [Math.max(1, isLineEnd ? whole : whole + 1)] };
}

function deleteRun(tree: FileTree, random: Random): Tampering {
  const runs = runsIn(tree);
  const run = random.pick(runs);
  const left = new Map(tree);
  left.delete(run.file);
  return { tree: left, files: witnesses(run, runs) };
}

function reorderLines(tree: FileTree, random: Random): Tampering {
  const run = random.pick(runsIn(tree).filter(({ entries }) => entries.length > 1));
  const at = random.below(run.entries.length - 1);
  const entries = run.entries.toSpliced(at, 2, run.entries[at + 1] ?? {}, run.entries[at] ?? {});
  const lines = [at + 2, at + 3];
  if (random.below(2) === 0) return renamed(tree, run, { header: run.header, entries }, lines);
  const text = linesOf(tree.get(run.file) ?? new Uint8Array());
  const swapped = text.toSpliced(at + 1, 2, text[at + 2] ?? "", text[at + 1] ?? "");
  return { tree: withFile(tree, run.file, Buffer.from(`${swapped.join("\n")}\n`)), files: [run.file], lines };
}

function duplicate(tree: FileTree, random: Random): Tampering {
  const run = random.pick(runsIn(tree).filter(({ entries }) => entries.length > 0));
  if (random.below(2) === 0) {
    const at = random.below(run.entries.length);
    const entries = run.entries.toSpliced(at, 0, run.entries[at] ?? {});
    const modules = random.below(2) === 0 ? entries.length : run.entries.length;
    return renamed(tree, run, { header: { ...run.header, modules }, entries });
  }
  const bytes = tree.get(run.file) ?? new Uint8Array();
  const name = fittingFile(Buffer.from(String(random.below(1_000_000))), String(run.header["at"]));
  return { tree: withFile(tree, name, bytes), files: [name], lines: [1] };
}

function swapFiles(tree: FileTree, random: Random): Tampering {
  const kinds = [/\/runs\//, /\/objects\//, /^src\/.*\/module\.manifest\.json$/];
  const kind = random.pick(kinds);
  const files = [...tree.keys()].filter((path) => kind.test(path));
  const first = random.pick(files);
  const second = random.pick(files.filter((path) => Buffer.compare(bytesOf(tree, path), bytesOf(tree, first)) !== 0));
  return { tree: withFile(withFile(tree, first, bytesOf(tree, second)), second, bytesOf(tree, first)), files: [first] };
}

function forgeParent(tree: FileTree, random: Random): Tampering {
  const runs = runsIn(tree);
  const run = random.pick(runs.filter((each) => parentsOf(each).length > 0));
  // Nobody can make a run follow one that follows it: each would have to hold the other's hash.
  const later = descendantsOf(run, runs);
  const others = runs.map(({ id }) => id).filter((id) => !later.has(id) && !parentsOf(run).includes(id));
  const put = random.pick([
    [],
    [sha256(String(random.below(1_000_000)))],
    others.length === 0 ? [] : [random.pick(others)],
  ]);
  const rest = parentsOf(run).slice(1);
  return forge(tree, random, run, {
    header: { ...run.header, parents: [...rest, ...put].sort() },
    entries: run.entries,
  });
}

function forgeAfter(tree: FileTree, random: Random): Tampering {
  const run = random.pick(runsIn(tree).filter(({ entries }) => entries.length > 0));
  const at = random.below(run.entries.length);
  const entry = { ...run.entries[at], after: sha256(String(random.below(1_000_000))) };
  return forge(tree, random, run, { header: run.header, entries: run.entries.toSpliced(at, 1, entry) });
}

function changeClock(tree: FileTree, random: Random): Tampering {
  const run = random.pick(runsIn(tree));
  const shift = (1 + random.below(1_000_000)) * (random.below(2) === 0 ? 1000 : -1000);
  const at = new Date(Date.parse(String(run.header["at"])) + shift).toISOString().replace(/\.\d{3}Z$/, "Z");
  return forge(tree, random, run, { header: { ...run.header, at }, entries: run.entries });
}

function splice(tree: FileTree, random: Random, foreign: FileTree): Tampering {
  const run = random.pick(runsIn(foreign));
  const spliced = withFile(tree, run.file, bytesOf(foreign, run.file));
  const snapshot = snapshotFile(run);
  if (random.below(2) === 0) spliced.set(snapshot, bytesOf(foreign, snapshot));
  return { tree: spliced, files: [run.file, ...run.entries.map((entry) => String(entry["path"]))] };
}

function editSnapshot(tree: FileTree, random: Random): Tampering {
  const run = random.pick(runsIn(tree));
  const file = snapshotFile(run);
  const bytes = Uint8Array.from(bytesOf(tree, file));
  const way = random.below(3);
  if (way === 0) {
    const left = new Map(tree);
    left.delete(file);
    const sharing = runsIn(tree).filter((other) => snapshotFile(other) === file);
    return { tree: left, files: sharing.map((other) => other.file), lines: [1] };
  }
  const at = random.below(bytes.length);
  if (way === 1) return { tree: withFile(tree, file, bytes.subarray(0, at)), files: [file] };
  bytes[at] = (bytes[at] ?? 0) ^ (1 + random.below(255));
  return { tree: withFile(tree, file, bytes), files: [file] };
}

/** A newest run goes without a trace: its file, its snapshot, and the manifests back to what they were. */
function dropHead(tree: FileTree, random: Random): Tampering {
  const runs = runsIn(tree);
  const head = random.pick(runs.filter((run) => childrenOf(run, runs).length === 0));
  const left = new Map(tree);
  left.delete(head.file);
  left.delete(snapshotFile(head));
  for (const { path, before } of head.entries) {
    const bytes = before === null ? undefined : keptBytes(tree, runs, String(path), String(before));
    if (bytes === undefined) left.delete(String(path));
    else left.set(String(path), bytes);
  }
  return { tree: left, files: [head.file], mayNeedBase: true };
}

/** A run that says something else, under the name that fits; half of the time all that follow it are made to fit as well. */
function forge(
  tree: FileTree,
  random: Random,
  run: FoundRun,
  said: { header: JsonObject; entries: readonly JsonObject[] },
): Tampering {
  const runs = runsIn(tree);
  const forged = new Map(tree);
  const next = replaceRun(forged, run, said);
  const children = childrenOf(run, runs);
  const paths = run.entries.map((entry) => String(entry["path"]));
  if (children.length === 0) return { tree: forged, files: [next.file, run.file, ...paths], mayNeedBase: true };
  if (random.below(2) === 0) return { tree: forged, files: children.map(({ file }) => file), lines: [1] };
  relink(forged, run.id, next.id);
  const written = [...forged.keys()].filter((path) => !tree.has(path));
  return { tree: forged, files: [...written, run.file, ...paths], mayNeedBase: true };
}

function renamed(
  tree: FileTree,
  run: FoundRun,
  said: { header: JsonObject; entries: readonly JsonObject[] },
  lines?: number[],
): Tampering {
  const changed = new Map(tree);
  const { file } = replaceRun(changed, run, said);
  return { tree: changed, files: [file], lines };
}

/** The files that show that a run is gone: those that follow it, its snapshot, and the manifests that it left. */
function witnesses(run: FoundRun, runs: readonly FoundRun[]): string[] {
  const paths = run.entries.map((entry) => String(entry["path"]));
  return [...childrenOf(run, runs).map(({ file }) => file), snapshotFile(run), ...paths];
}

function withFile(tree: FileTree, file: string, bytes: Uint8Array): Map<string, Uint8Array> {
  return new Map(tree).set(file, bytes);
}

function bytesOf(tree: FileTree, file: string): Uint8Array {
  return tree.get(file) ?? new Uint8Array();
}

function lineAt(bytes: Uint8Array, at: number): number {
  return bytes.subarray(0, at).filter((byte) => byte === 10).length + 1;
}
