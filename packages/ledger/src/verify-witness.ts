import { type Finding, sha256 } from "@t4/core";
import { restoreBefore } from "./restore-before.ts";
import type { RunEntry } from "./run.ts";
import type { Snapshot } from "./snapshot.ts";
import type { HeadLine } from "./verify-chain.ts";
import { ledgerFinding, shortSha } from "./verify-finding.ts";
import type { RunSketch } from "./verify-run-file.ts";

/** What a run's own file and its snapshot hold. */
export interface RunWitness {
  /** By the numbers of their lines in the run's file. */
  entries: ReadonlyMap<number, RunEntry>;
  snapshot: Snapshot;
}

/** These lines by the runs that wrote them, each line once. */
export function linesByRun(lines: readonly HeadLine[]): Map<RunSketch, HeadLine[]> {
  const byRun = new Map<RunSketch, Map<number, HeadLine>>();
  for (const line of lines) {
    const known = byRun.get(line.run) ?? new Map<number, HeadLine>();
    byRun.set(line.run, known.set(line.number, known.get(line.number) ?? line));
  }
  return new Map([...byRun].map(([run, numbered]) => [run, [...numbered.values()]]));
}

/**
 * What is wrong when a line is held against its own run: the snapshot must keep the file as the line left it, and changes or snapshot must lead back to the
 * file before it. Without the one the run cannot be restored, without the other it cannot be undone. Undefined when nothing is wrong.
 */
export function judgeWitness(head: HeadLine, isDoubtful: boolean, witness: RunWitness): Finding | undefined {
  const { line, number } = head;
  const kept = line.after === null ? null : witness.snapshot.after.get(line.path);
  if (kept === undefined) return misfit(head, `was left as ${shortSha(line.after)}, but its snapshot does not hold it`);
  const keptSha = kept && sha256(kept);
  if (keptSha !== line.after) {
    return misfit(head, `was left as ${shortSha(line.after)}, but its snapshot holds ${shortSha(keptSha)}`);
  }
  const entry = witness.entries.get(number);
  if (entry === undefined || leadsBack(entry, kept, witness.snapshot)) return undefined;
  const was = `was ${shortSha(line.before)} before`;
  if (!isDoubtful) return misfit(head, `${was}, but neither its changes nor its snapshot lead back to that`);
  const unborne = `${was}; no run that is here left it so, and neither its changes nor its snapshot lead back to that`;
  return misfit(head, unborne, "E_LEDGER_CHAIN");
}

function leadsBack(entry: RunEntry, after: Uint8Array | null, { before }: Snapshot): boolean {
  if (restoreBefore(entry, after) !== undefined) return true;
  const kept = before.get(entry.path);
  return kept !== undefined && sha256(kept) === entry.before;
}

function misfit({ run, line, number }: HeadLine, what: string, code = "E_LEDGER_SNAPSHOT"): Finding {
  const message = `${run.file} says ${line.path} ${what}`;
  return ledgerFinding(code, run.file, number, message, "Restore the run and its snapshot from git.");
}
