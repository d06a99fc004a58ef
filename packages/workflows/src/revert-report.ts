import type { Finding } from "@t4/core";
import { type Run, runName } from "@t4/ledger";

/** A run of the ledger in a few words. */
export interface RunInBrief {
  id: string;
  /** The run file's name without its ending. */
  run: string;
  op: string;
  at: string;
  actor: string;
}

/** A file that the revert is about, with its SHA-256 now and as it is put back; null for no file. */
export interface RevertedFile {
  module: string | null;
  path: string;
  before: string | null;
  after: string | null;
  /**
   * `recorded`: it was put back already, and not by T4, so that only the ledger had to learn of it; `kept`: nothing is wrong with it, but with another
   * file. In a dry run, what would become of it.
   */
  status: "restored" | "removed" | "recorded" | "unchanged" | "mismatch" | "kept";
}

/** A file that is not as the run, or the revert that undid it already, left it; so nothing was reverted. */
export interface RevertMismatch {
  module: string | null;
  path: string;
  /** What the run left, and what is there; null for no file. `found` is absent where nothing can be read. */
  expected: string | null;
  found?: string | null;
  what:
    | "later run"
    | "other branch"
    | "undone run"
    | "edited"
    | "missing"
    | "folder"
    | "link"
    | "not a file"
    | "unreadable";
  /** Set when it is `edited` only in that git made its line ends CRLF on checkout. */
  converted?: true;
  /** The run that left what is there: one that came later, one of another branch, or one that is undone; null when none of them did. */
  left: RunInBrief | null;
  /** The newest run that wrote the file after the run to be reverted. */
  later: RunInBrief | null;
}

/** Why there was nothing to revert. */
export interface RevertAlready {
  /** `there`: every file holds already what it would get. */
  why: "undone" | "there" | "no run" | "no file" | "other modules";
  /** The runs that this is about: those undone already, the one already returned to, or the one that touched other modules only. */
  runs: RunInBrief[];
  /** The revert that undid them. */
  by: RunInBrief | null;
  /** What to revert to go one step further back. */
  next: RunInBrief | null;
}

export interface RevertReport {
  dry_run: boolean;
  /** The run file's name without `.ndjson`; null when nothing was recorded. */
  run: string | null;
  /** With `--to`, the run that is returned to. */
  to: RunInBrief | null;
  /** The runs that are undone, newest first; in a dry run or with mismatches, those that would be. */
  undoes: RunInBrief[];
  modules: RevertedFile[];
  mismatches: RevertMismatch[];
  /** What is wrong with manifests as they were put back; warnings, because exact bytes come first. */
  findings: Finding[];
  /** Vocabulary files were put back: what else the review queue must hold then, only enriching tells. */
  vocabulary: boolean;
  already: RevertAlready | null;
}

/** What reports say of a run. */
export function inBrief({ id, header }: Run): RunInBrief {
  return { id, run: runName({ id, header }), op: header.op, at: header.at, actor: header.actor };
}
