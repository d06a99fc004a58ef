import { baseName, type Finding } from "@t4/core";
import { sortFindings } from "./verify-finding.ts";
import { type Absence, absentRuns, type JudgedHistory, judgeHistory } from "./verify-history.ts";
import { judgeManifest, recordedManifests } from "./verify-manifests.ts";
import type { InspectedFile, LostRun, RunSketch } from "./verify-run-file.ts";
import { judgeSnapshots, type SnapshotFile } from "./verify-snapshots.ts";
import { judgeWitness, linesByRun, type RunWitness } from "./verify-witness.ts";

/** What verification needs to know of the world outside the ledger's bytes. */
export interface Surroundings {
  /** What became of runs that are named and not there. Asked once, and only when there are any. */
  absent: (ids: readonly string[]) => Promise<ReadonlyMap<string, Absence>>;
  /** The SHA-256 of a manifest's bytes, null when it is gone, or a finding when it cannot be told, or when it is clear why it is none of `recorded`. */
  manifest: (path: string, module: string, recorded: readonly (string | null)[]) => Promise<string | null | Finding>;
  /** What a run's file holds on these lines, and its snapshot, or a finding. Asked once for each run that is held against itself. */
  witness: (run: RunSketch, numbers: readonly number[]) => Promise<RunWitness | Finding>;
}

/**
 * What a change touched, where only that is to be verified. Every run is held against its name and its place among the others all the same: that alone says which
 * state of a file is the recorded one.
 */
export interface VerifiedPart {
  /** True for a manifest that is to be at its recorded state. */
  manifest: (path: string) => boolean;
  /** True for a file of the ledger that the change touched: such a run is held against itself, and such a snapshot against its name. */
  ledgerFile: (file: string) => boolean;
}

/** The part that is everything. */
export const WHOLE_LEDGER: VerifiedPart = { manifest: () => true, ledgerFile: () => true };

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
  /** What nobody can decide from here; a ledger verifies only when this is [], too. */
  unmeasured: Finding[];
}

/**
 * Verifies a ledger from the bytes of its files: each run is what its name says, its parents are there, each line starts where one before it
 * ended, each snapshot is what its name says and is named by a run, each manifest is at a recorded state, and the newest line of each file can be undone.
 *
 * Every run names its parents by their hashes, so nothing that another run follows can be changed, moved or taken out without that showing here. What
 * cannot show without another witness: a newest run changed, or taken out, together with its snapshot and the manifests that it left,
 * and a whole history written anew; both are consistent in themselves. Comparing with git (`--base`) finds these.
 *
 * Of a `part`, only what it names is looked at below the runs: its manifests, and the snapshots and newest lines of its runs.
 */
export async function verifyLedger(
  files: readonly InspectedFile[],
  snapshots: readonly SnapshotFile[],
  surroundings: Surroundings,
  part: VerifiedPart = WHOLE_LEDGER,
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
    const compared = await compareFiles(history, surroundings, part);
    manifests = compared.manifests;
    findings.push(...compared.findings, ...(await askRuns(history, snapshots, surroundings, part)));
  }
  return {
    runs: runs.length,
    lines: runs.reduce((sum, { size }) => sum + size, 0),
    manifests,
    notes,
    findings: sortFindings(findings),
    unmeasured: sortFindings(history.unmeasured),
  };
}

/** Compares what runs say they left with the manifests that are there. */
async function compareFiles(
  { heads }: JudgedHistory,
  surroundings: Surroundings,
  part: VerifiedPart,
): Promise<{ manifests: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const manifests = [...recordedManifests(heads)].filter(([path]) => part.manifest(path));
  for (const [path, lines] of manifests) {
    const recorded = lines.map(({ line }) => line.after);
    const state = await surroundings.manifest(path, lines[0]?.line.module ?? "", recorded);
    const isFault = typeof state === "object" && state !== null;
    const fault = isFault ? state : judgeManifest(path, state, lines);
    if (fault !== undefined) findings.push(fault);
  }
  return { manifests: manifests.length, findings };
}

/**
 * Holds lines against their own runs: the newest of each file, which are undone first, and those that no other line bears out. Snapshots are costly to
 * unpack, and a whole one that nothing contradicts needs no second look.
 */
async function askRuns(
  { heads, unused, excused, doubtful }: JudgedHistory,
  snapshots: readonly SnapshotFile[],
  surroundings: Surroundings,
  part: VerifiedPart,
): Promise<Finding[]> {
  const sound = new Set(snapshots.map(({ file, sha }) => (sha === baseName(file) ? sha : undefined)));
  const doubts = new Set([...doubtful].map(({ line }) => line));
  const findings: Finding[] = [];
  for (const [run, lines] of linesByRun([...[...heads.values()].flat(), ...unused, ...excused])) {
    if (!part.ledgerFile(run.file)) continue;
    // What is wrong with its snapshot was said already.
    const isAskable =
      run.snapshot === undefined ? run.lines.every(({ after }) => after === null) : sound.has(run.snapshot);
    if (!isAskable) continue;
    const witness = await surroundings.witness(
      run,
      lines.map(({ number }) => number),
    );
    if (!("entries" in witness)) {
      findings.push(witness);
      continue;
    }
    findings.push(...lines.flatMap((line) => judgeWitness(line, doubts.has(line.line), witness) ?? []));
  }
  return findings;
}
