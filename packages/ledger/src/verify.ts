import { baseName, type Finding } from "@t4/core";
import { sortFindings } from "./verify-finding.ts";
import { type Absence, absentRuns, type JudgedHistory, judgeHistory } from "./verify-history.ts";
import { judgeManifest, recordedManifests } from "./verify-manifests.ts";
import type { InspectedFile, LostRun, RunSketch } from "./verify-run-file.ts";
import { judgeKept, judgeSnapshots, type SnapshotFile } from "./verify-snapshots.ts";

/** What verification needs to know of the world outside the ledger's bytes. */
export interface Surroundings {
  /** What became of runs that are named and not there. Asked once, and only when there are any. */
  absent: (ids: readonly string[]) => Promise<ReadonlyMap<string, Absence>>;
  /** The SHA-256 of a manifest's bytes, null when it is gone, or a finding when it cannot be told. */
  manifest: (path: string, module: string) => Promise<string | null | Finding>;
  /** The SHA-256 of what a snapshot keeps of a file after its run, undefined when it keeps nothing, or a finding. */
  kept: (snapshot: string, path: string) => Promise<string | undefined | Finding>;
}

/** A ledger's numbers, and all that is wrong with it. */
export interface Verification {
  runs: number;
  lines: number;
  /** Manifests that were compared with their recorded state. */
  manifests: number;
  /** What is odd and in order. */
  notes: string[];
  /** By file and line; [] when the ledger verifies. */
  findings: Finding[];
}

/**
 * Verifies a ledger from the bytes of its files: each run is what its name says, its parents are there, each line starts where one before it
 * ended, each snapshot is what its name says and is named by a run, and each manifest is at a recorded state.
 *
 * Every run names its parents by their hashes, so nothing that another run follows can be changed, moved or taken out without that showing here. What
 * cannot show without another witness: a newest run changed, or taken out, together with its snapshot and the manifests that it left,
 * and a whole history written anew; both are consistent in themselves. Comparing with git (`--base`) finds these.
 */
export async function verifyLedger(
  files: readonly InspectedFile[],
  snapshots: readonly SnapshotFile[],
  surroundings: Surroundings,
): Promise<Verification> {
  const runs: RunSketch[] = [];
  const lost: LostRun[] = [];
  for (const file of files) {
    if ("run" in file) runs.push(file.run);
    else lost.push(file.lost);
  }
  const absent = absentRuns(runs, lost);
  const absences = absent.length === 0 ? new Map<string, Absence>() : await surroundings.absent(absent);
  const history = judgeHistory(runs, lost, absences);
  const notes = [...history.notes];
  const findings = [
    ...lost.map(({ finding }) => finding),
    ...history.findings,
    ...judgeSnapshots(runs, lost, snapshots),
  ];
  let manifests = 0;
  // Which state is the recorded one, only a whole ledger can say; advice to record a manifest would make things worse.
  if (lost.some(({ mayBeRun }) => mayBeRun)) {
    notes.push("The manifests were not compared with the ledger, because runs of it are lost.");
  } else {
    const sound = new Set(snapshots.map(({ file, sha }) => (sha === baseName(file) ? sha : undefined)));
    const compared = await compareFiles(history, sound, surroundings);
    manifests = compared.manifests;
    findings.push(...compared.findings);
  }
  return {
    runs: runs.length,
    lines: runs.reduce((sum, { size }) => sum + size, 0),
    manifests,
    notes,
    findings: sortFindings(findings),
  };
}

/**
 * Compares what runs say they left with the manifests that are there, and, where neither a manifest nor a later line bears a line out, with what its
 * run's snapshot keeps; snapshots are costly to unpack, and a whole one that nothing contradicts needs no second look.
 */
async function compareFiles(
  { heads, unused }: JudgedHistory,
  soundSnapshots: ReadonlySet<string | undefined>,
  surroundings: Surroundings,
): Promise<{ manifests: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const present = new Map<string, string | null>();
  const recorded = recordedManifests(heads);
  for (const [path, lines] of recorded) {
    const state = await surroundings.manifest(path, lines[0]?.line.module ?? "");
    const isFault = typeof state === "object" && state !== null;
    if (!isFault) present.set(path, state);
    const fault = isFault ? state : judgeManifest(path, state, lines);
    if (fault !== undefined) findings.push(fault);
  }
  for (const head of unused) {
    const { snapshot } = head.run;
    if (snapshot === undefined || !soundSnapshots.has(snapshot)) continue;
    if (present.get(head.line.path) === head.line.after) continue;
    const kept = await surroundings.kept(snapshot, head.line.path);
    const fault = typeof kept === "object" ? kept : judgeKept(head, kept);
    if (fault !== undefined) findings.push(fault);
  }
  return { manifests: recorded.size, findings };
}
