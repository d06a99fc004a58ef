import { baseName, type Finding, gitBlobSha, sha256, T4Error } from "@t4/core";
import {
  inspectRunFile,
  type InspectedFile,
  judgeAppendOnly,
  MAX_SNAPSHOT_BYTES,
  type SnapshotFile,
  sortFindings,
  type VerifiedPart,
  verifyLedger as verifyFiles,
  WHOLE_LEDGER,
} from "@t4/ledger";
import type { Sources } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { listLedger } from "./ledger-files.ts";
import { openWithoutVocabulary } from "./open.ts";
import { readBaseLedger } from "./verify-base-ledger.ts";
import { judgeEmptyLedger } from "./verify-empty.ts";
import { surroundingsOf } from "./verify-surroundings.ts";

export interface VerifyInput {
  /** A branch, tag or commit: every ledger file of its merge base with HEAD must be there unchanged. */
  base?: string | undefined;
  /** What is to be looked at below the runs, which always all are; undefined for everything. Of no use beside `base`, for which every file is read. */
  part?: VerifiedPart | undefined;
  /** For who has read files of the workspace in the same run. */
  sources?: Sources | undefined;
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
  /** What cannot be decided from here, so that the ledger is neither broken nor verified; [] beside findings, which then hold it. */
  unmeasured: Finding[];
}

/**
 * Verifies the workspace's ledger from the bytes on disk, and writes nothing. Takes no lock: beside a command that is writing, it may find a run
 * that is not ended. git is asked when runs are missing, and for `base`. Throws `E_USAGE` for a base that git does not know, `E_GIT` when it cannot be
 * compared with, and `E_READ` when the ledger cannot be listed.
 */
export async function verifyLedger(
  { base, part, sources }: VerifyInput,
  context: WorkflowContext,
): Promise<LedgerReport> {
  const workspace = await openWithoutVocabulary(context, sources);
  const ledger = await listLedger(workspace);
  const committed = base === undefined ? undefined : await readBaseLedger(workspace, base, context.configPath);
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
  const looked = base === undefined ? (part ?? WHOLE_LEDGER) : WHOLE_LEDGER;
  const isLookedAt = snapshotsOf(looked, runs);
  const snapshots: SnapshotFile[] = [];
  for (const file of ledger.snapshots) {
    if (!isLookedAt(file)) {
      snapshots.push({ file, sha: null });
      continue;
    }
    const { bytes } = await read(file);
    if (bytes !== undefined) note(file, bytes);
    snapshots.push({ file, sha: bytes && sha256(bytes) });
  }
  for (const file of committed?.files.keys() ?? []) {
    const bytes = blobs.has(file) ? undefined : (await read(file)).bytes;
    if (bytes !== undefined) note(file, bytes);
  }
  const { findings, unmeasured, ...verification } = await verifyFiles(
    runs,
    snapshots,
    surroundingsOf(workspace),
    looked,
  );
  const isEmpty = ledger.runs.length === 0 && ledger.findings.length === 0;
  const empty = isEmpty ? await judgeEmptyLedger(workspace, context.configPath) : NOTHING_WRONG;
  const stored = [...(committed?.files ?? [])].map(([file, blob]) => ({ file, blob }));
  const found = [
    ...ledger.findings,
    ...findings.filter((finding) => !isOpen(finding)),
    ...empty.findings,
    ...(committed?.findings ?? []),
    ...judgeAppendOnly(stored, blobs, committed?.commit ?? ""),
  ];
  const open = [...unmeasured, ...findings.filter(isOpen), ...empty.unmeasured];
  return {
    verified: found.length + open.length === 0,
    ...verification,
    base: committed?.commit ?? null,
    findings: found.length === 0 ? [] : sortFindings([...found, ...open]),
    unmeasured: found.length === 0 ? sortFindings(open) : [],
  };
}

/** Tells the snapshots that were touched, and those of touched runs. */
function snapshotsOf({ ledgerFile }: VerifiedPart, runs: readonly InspectedFile[]): (file: string) => boolean {
  const named = new Set(
    runs.flatMap((file) => ("run" in file && ledgerFile(file.run.file) ? (file.run.snapshot ?? []) : [])),
  );
  return (file) => ledgerFile(file) || named.has(baseName(file));
}

/** A manifest that is not checked out is at no wrong state that could be seen here. */
function isOpen({ code }: Finding): boolean {
  return code === "E_GIT";
}

const NOTHING_WRONG = { findings: [], unmeasured: [] };

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
