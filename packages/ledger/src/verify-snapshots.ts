import { baseName, type Finding } from "@t4/core";
import { snapshotPath } from "./snapshot.ts";
import { ledgerFinding, shortSha } from "./verify-finding.ts";
import type { LostRun, RunSketch } from "./verify-run-file.ts";

/** A file in the ledger's folder of snapshots. */
export interface SnapshotFile {
  /** Relative to the workspace. */
  file: string;
  /** SHA-256 of its bytes; undefined when it cannot be read or is no file, null when nobody looked. */
  sha: string | null | undefined;
}

/** Compares the snapshots that are there with those that the runs name. */
export function judgeSnapshots(
  runs: readonly RunSketch[],
  lost: readonly LostRun[],
  snapshots: readonly SnapshotFile[],
): Finding[] {
  const present = new Set(snapshots.map(({ file }) => baseName(file)));
  const named = new Set(runs.map(({ snapshot }) => snapshot));
  return [
    ...snapshots.flatMap((snapshot) => judgeFile(snapshot, named, lost)),
    ...runs.flatMap((run) => judgeRun(run, present)),
  ];
}

function judgeFile({ file, sha }: SnapshotFile, named: ReadonlySet<unknown>, lost: readonly LostRun[]): Finding[] {
  const name = baseName(file);
  if (!/^[0-9a-f]{64}$/.test(name) || !file.endsWith(`/${snapshotPath(name)}`)) {
    return [fault(file, "is no snapshot", "Move it out of the ledger.")];
  }
  if (sha === undefined) return [fault(file, "cannot be read", "Restore the file from git.")];
  if (sha !== null && sha !== name)
    return [fault(file, "is not the snapshot that its name stands for", "Restore the file from git.")];
  if (named.has(name) || lost.some(({ mentions }) => mentions(name))) return [];
  const what = "is a snapshot that no run names; the run that did was deleted or changed";
  return [fault(file, what, "Restore the run from git; remove the snapshot if there never was one.")];
}

function judgeRun({ file, snapshot, lines }: RunSketch, present: ReadonlySet<string>): Finding[] {
  if (snapshot === undefined) {
    if (lines.every(({ after }) => after === null)) return [];
    return [fault(file, "names no snapshot of the files it left", "Restore the file from git.", 1)];
  }
  if (present.has(snapshot)) return [];
  const fix = `Restore ${snapshotPath(snapshot)} of the ledger from git.`;
  return [fault(file, `names the snapshot ${shortSha(snapshot)}, which is not there`, fix, 1)];
}

function fault(file: string, what: string, fix: string, line?: number): Finding {
  return ledgerFinding("E_LEDGER_SNAPSHOT", file, line, `${file} ${what}`, fix);
}
