import { type Finding, gitBlobSha, joinPath, sha256, T4Error } from "@t4/core";
import {
  type Absence,
  inspectRunFile,
  type InspectedFile,
  judgeAppendOnly,
  MAX_SNAPSHOT_BYTES,
  type SnapshotFile,
  snapshotPath,
  sortFindings,
  type Surroundings,
  unpackSnapshot,
  verifyLedger as verifyFiles,
} from "@t4/ledger";
import { everHeld, filesAtMergeBase, type Sources, type Workspace } from "@t4/readers";
import { asFinding } from "./as-finding.ts";
import type { WorkflowContext } from "./context.ts";
import { listLedger } from "./ledger-files.ts";
import { openWithoutVocabulary } from "./open.ts";

export interface VerifyInput {
  /** A branch, tag or commit: every ledger file of its merge base with HEAD must be there unchanged. */
  base?: string | undefined;
}

export interface LedgerReport {
  verified: boolean;
  runs: number;
  lines: number;
  /** Manifests that were compared with their recorded state. */
  manifests: number;
  /** The merge base that the ledger was compared with; null when none was asked for. */
  base: string | null;
  /** What is odd and in order. */
  notes: string[];
  findings: Finding[];
}

/**
 * Verifies the workspace's ledger from the bytes on disk, and writes nothing. Takes no lock: beside a command that is writing, it may find a run
 * that is not ended. git is asked when a run is missing, and for `base`. Throws `E_USAGE` for a base that git does not know, `E_GIT` when it cannot be
 * compared with, and `E_READ` when the ledger cannot be listed.
 */
export async function verifyLedger({ base }: VerifyInput, context: WorkflowContext): Promise<LedgerReport> {
  const workspace = await openWithoutVocabulary(context);
  const ledger = await listLedger(workspace);
  const committed = base === undefined ? undefined : await atMergeBase(workspace, base);
  const blobs = new Map<string, string>();
  const read = readerOf(workspace.sources, ledger.runs.length + ledger.snapshots.length, context);
  const note = (file: string, bytes: Uint8Array): void => {
    const blob = committed?.files.get(file);
    if (blob !== undefined) blobs.set(file, gitBlobSha(bytes, blob.length === 64 ? "sha256" : "sha1"));
  };
  const runs: InspectedFile[] = [];
  for (const file of ledger.runs) {
    const { bytes, fault } = await read(file);
    if (bytes !== undefined) note(file, bytes);
    runs.push(inspectRunFile(file, bytes, fault));
  }
  const snapshots: SnapshotFile[] = [];
  for (const file of ledger.snapshots) {
    const { bytes } = await read(file);
    if (bytes !== undefined) note(file, bytes);
    snapshots.push({ file, sha: bytes && sha256(bytes) });
  }
  const { findings, ...verification } = await verifyFiles(runs, snapshots, surroundingsOf(workspace));
  const stored = [...(committed?.files ?? [])].map(([file, blob]) => ({ file, blob }));
  const all = sortFindings([
    ...ledger.findings,
    ...findings,
    ...judgeAppendOnly(stored, blobs, committed?.commit ?? ""),
  ]);
  return {
    verified: all.length === 0,
    ...verification,
    base: committed?.commit ?? null,
    findings: all,
  };
}

interface ReadFile {
  bytes: Uint8Array | undefined;
  /** Why there are no bytes, as the end of a sentence. */
  fault?: string;
}

function readerOf(sources: Sources, total: number, { progress }: WorkflowContext): (file: string) => Promise<ReadFile> {
  let done = 0;
  return async (file) => {
    progress("verifying the ledger", (done += 1), total);
    try {
      if ((await sources.kindOf(file)) !== "file") return { bytes: undefined, fault: "is not a regular file" };
      return { bytes: await sources.readBytes(file, MAX_SNAPSHOT_BYTES) };
    } catch (error) {
      if (error instanceof T4Error) return { bytes: undefined, fault: error.message };
      throw error;
    }
  };
}

function surroundingsOf({ root, config, sources }: Workspace): Surroundings {
  let last: { file: string; shas: ReadonlyMap<string, string> } | undefined;
  return {
    absent: async (ids) => {
      const held = await everHeld(root, joinPath(config.ledger, "runs"));
      const prefixes = held && new Set([...held].map((name) => /-([0-9a-f]{8})\.ndjson$/.exec(name)?.[1]));
      const fate = (id: string): Absence =>
        prefixes === undefined || prefixes.has(id.slice(0, 8)) ? "deleted" : "elsewhere";
      return new Map(ids.map((id) => [id, fate(id)]));
    },
    manifest: async (path, module) => {
      try {
        return (await sources.sha(path)) ?? null;
      } catch (error) {
        return asFinding(error, path, module);
      }
    },
    kept: async (snapshot, path) => {
      const file = joinPath(config.ledger, snapshotPath(snapshot));
      try {
        if (last?.file !== file) last = { file, shas: await shasIn(sources, snapshot, file) };
        return last.shas.get(path);
      } catch (error) {
        return asFinding(error, file, undefined);
      }
    },
  };
}

async function shasIn(sources: Sources, snapshot: string, file: string): Promise<Map<string, string>> {
  const stored = (await sources.readBytes(file, MAX_SNAPSHOT_BYTES)) ?? new Uint8Array();
  const { after } = unpackSnapshot(stored, snapshot, file);
  return new Map([...after].map(([path, bytes]) => [path, sha256(bytes)]));
}

/** Unfinished runs that somebody committed are no part of the record. */
async function atMergeBase({ root, config }: Workspace, base: string) {
  const folders = [joinPath(config.ledger, "runs"), joinPath(config.ledger, "objects")];
  const { commit, files } = await filesAtMergeBase(root, base, folders);
  for (const file of files.keys()) if (/\.(?:pending|draft)$/.test(file)) files.delete(file);
  return { commit, files };
}
