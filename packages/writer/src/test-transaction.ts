import { encodeUtf8, formatJson, type FilePort, type JsonValue } from "@t4/core";
import { diffManifests, type Change } from "@t4/ledger";
import { commitRun, type FileChange } from "./commit-run.ts";
import type { LedgerPlace } from "./ledger-paths.ts";
import { recover } from "./recover.ts";

export const ROOT = "/w";
export const LEDGER = "manifests/.ledger";
export const HEADER = { op: "enrich", at: "2026-11-21T09:00:00Z", actor: "ann", reason: null };

/** The ledger of the workspace that the transaction is about. */
export function placeOn(files: FilePort): LedgerPlace {
  return { files, root: ROOT, ledgerDir: LEDGER };
}

/** A change of one file; the bytes before are T4's format of `before`, unless `beforeText` gives others. */
export function changeOf(
  path: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  beforeText?: string,
): FileChange {
  const changes = diffManifests(before, after).map((difference): Change =>
    Object.assign(difference, { extractor: "features", confidence: "high" as const }),
  );
  const original = beforeText === undefined ? toBytes(before) : encodeUtf8(beforeText);
  return { module: path, path, changes, before: original, after: toBytes(after) };
}

function toBytes(value: JsonValue | undefined): Uint8Array | null {
  return value === undefined ? null : encodeUtf8(formatJson(value));
}

/** Two manifests in T4's format in one folder and another, one that is not, a new one in a new folder, one that goes. */
export const ENTRIES: readonly FileChange[] = [
  changeOf("a/module.manifest.json", { module: "a" }, { module: "a", features: ["x"] }),
  changeOf("a/b/module.manifest.json", { module: "b", features: ["x"] }, { module: "b" }),
  changeOf("c/module.manifest.json", { module: "c" }, { module: "c", tags: ["t"] }, '{"module":   "c"}'),
  changeOf("new/d/module.manifest.json", undefined, { module: "d" }),
  changeOf("a/gone.json", { gone: true }, undefined),
];

/** Puts the files of {@link ENTRIES} there as they are before, with a ledger that holds an older run of one of them. */
export async function layOut(files: FilePort): Promise<void> {
  const older = changeOf("c/module.manifest.json", { module: "c" }, { module: "c", first: 1 });
  for (const { path, before } of ENTRIES) {
    const bytes = path === older.path ? older.after : before;
    if (bytes === null) continue;
    const target = `${ROOT}/${path}`;
    await files.makeDir(target.slice(0, target.lastIndexOf("/")));
    await files.create(target, bytes);
  }
  const back = { ...older, before: older.after, after: ENTRIES[2]?.before ?? null };
  await commitRun({ ...placeOn(files), header: HEADER, entries: [back] });
}

/** The transaction of five files. */
export async function commitFive(files: FilePort): Promise<void> {
  await commitRun({ ...placeOn(files), header: HEADER, entries: ENTRIES });
}

/** Recovery, as the next writing command begins with it. */
export async function mend(files: FilePort): Promise<void> {
  await recover(placeOn(files));
}
