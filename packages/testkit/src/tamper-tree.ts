import { inflateSync } from "node:zlib";
import { canonicalJson, type JsonObject, sha256 } from "@t4/core";

/** The files of a workspace by their paths in it. */
export type FileTree = ReadonlyMap<string, Uint8Array>;

const LEDGER = "manifests/.ledger";

/** A run as its file says it. */
export interface FoundRun {
  file: string;
  id: string;
  header: JsonObject;
  entries: JsonObject[];
}

/** The runs of a tree, in order of their files. */
export function runsIn(tree: FileTree): FoundRun[] {
  const files = [...tree.keys()].filter((path) => path.startsWith(`${LEDGER}/runs/`)).sort();
  return files.map((file) => {
    const bytes = tree.get(file) ?? new Uint8Array();
    const [header = {}, ...entries] = linesOf(bytes).map((line) => JSON.parse(line) as JsonObject);
    return { file, id: sha256(bytes), header, entries };
  });
}

/** The lines of a run file, without their line feeds. */
export function linesOf(bytes: Uint8Array): string[] {
  return Buffer.from(bytes).toString("utf8").trimEnd().split("\n");
}

export function parentsOf(run: FoundRun): string[] {
  return run.header["parents"] as string[];
}

/** The runs that name this one as a parent. */
export function childrenOf(run: FoundRun, runs: readonly FoundRun[]): FoundRun[] {
  return runs.filter((other) => parentsOf(other).includes(run.id));
}

/** The ids of a run and of all that come after it. */
export function descendantsOf(run: FoundRun, runs: readonly FoundRun[]): Set<string> {
  const found = new Set([run.id]);
  for (let known = 0; known < found.size;) {
    known = found.size;
    for (const other of runs) if (parentsOf(other).some((id) => found.has(id))) found.add(other.id);
  }
  return found;
}

export function snapshotFile(run: FoundRun): string {
  const sha = String(run.header["snapshot"]);
  return `${LEDGER}/objects/${sha.slice(0, 2)}/${sha}`;
}

/** The name that a run file with these bytes must have. */
export function fittingFile(bytes: Uint8Array, at: string): string {
  return `${LEDGER}/runs/${at.replaceAll(/[-:]/g, "")}-${sha256(bytes).slice(0, 8)}.ndjson`;
}

/** Puts another run in the place of one, under the name that fits it. Gives the new one. */
export function replaceRun(
  tree: Map<string, Uint8Array>,
  { file }: FoundRun,
  lines: { header: JsonObject; entries: readonly JsonObject[] },
): FoundRun {
  const text = [lines.header, ...lines.entries].map((line) => `${canonicalJson(line)}\n`).join("");
  const bytes = Buffer.from(text);
  const fitting = fittingFile(bytes, String(lines.header["at"]));
  tree.delete(file);
  tree.set(fitting, bytes);
  return { file: fitting, id: sha256(bytes), header: lines.header, entries: [...lines.entries] };
}

/** Makes all that follow a run follow another one, under the names that then fit: the whole history from there on is written anew. */
export function relink(tree: Map<string, Uint8Array>, from: string, to: string): void {
  for (const run of runsIn(tree)) {
    const undoes = run.header["undoes"] as string[] | undefined;
    if (!parentsOf(run).includes(from) && undoes?.includes(from) !== true) continue;
    const turn = (ids: readonly string[]): string[] => ids.map((id) => (id === from ? to : id)).sort();
    const header = { ...run.header, parents: turn(parentsOf(run)), ...(undoes && { undoes: turn(undoes) }) };
    const next = replaceRun(tree, run, { header, entries: run.entries });
    relink(tree, run.id, next.id);
    return relink(tree, from, to);
  }
}

/** The bytes with this hash that some snapshot keeps for a path. */
export function keptBytes(
  tree: FileTree,
  runs: readonly FoundRun[],
  path: string,
  sha: string,
): Uint8Array | undefined {
  const texts = runs.flatMap((run) => {
    const stored = inflateSync(tree.get(snapshotFile(run)) ?? new Uint8Array()).toString("utf8");
    const { after, before } = JSON.parse(stored) as Record<"after" | "before", Record<string, string>>;
    return [after[path], before[path]].filter((text) => text !== undefined);
  });
  return texts.map((text) => Buffer.from(text)).find((bytes) => sha256(bytes) === sha);
}
