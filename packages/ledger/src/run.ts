import type { Confidence, JsonValue } from "@t4/core";

/** What a run did; new commands may add words of lower-case letters and dashes. */
export type RunOp = string;

/** The first line of a run file. */
export interface RunHeader {
  /** Version of the run file format. */
  t4: 1;
  op: RunOp;
  /** ISO 8601, UTC, whole seconds. */
  at: string;
  /** What the writer's clock said, where that was before one of the parents: `at` is then that parent's. */
  clock?: string;
  actor: string;
  /** Null when nobody gave one, never empty. */
  reason: string | null;
  /** Ids of all heads when the run was written, sorted. */
  parents: string[];
  /** How many entries follow. */
  modules: number;
  /** SHA-256 of the stored snapshot of the run's files; absent when there was nothing to keep. */
  snapshot?: string;
  /** Ids of the runs that this one undoes, sorted; only of a `revert`. */
  undoes?: string[];
  /** Where the run was taken from; of an `import` and of nothing else. */
  source?: ImportSource;
}

/** An operation of an older ledger, as that ledger told it. */
export interface ImportSource {
  /** What it was called there. */
  sha: string;
  /** When it was there: ISO 8601, UTC, whole seconds. The header's own `at` is the time of the import. */
  at: string;
  /** What it did there; null when the older ledger does not say. */
  operation: string | null;
}

/** One difference between two states of a JSON file. */
export interface Difference {
  /** JSON Pointer; `""` is the whole document. */
  field: string;
  /** What stood there before; absent when nothing did, or when it is `replaced`. */
  old?: JsonValue;
  /** Set when something stood there that is too large to keep in a line (see `KEPT_BYTES`): the snapshot holds the file as it was before. */
  replaced?: true;
  /** What stands there now; absent when nothing does, or when it is large (see `KEPT_BYTES`): it is in the file itself, and in the snapshot. */
  new?: JsonValue;
  /** Set when nothing stands there now, to tell that from a large value. */
  removed?: true;
}

/** A difference and who caused it. */
export interface Change extends Difference {
  extractor: string;
  confidence: Confidence;
}

/** One file that a run wrote: a module's manifest, or another file of the workspace (`module` is null then). */
export interface RunEntry {
  module: string | null;
  /** Relative to the workspace root, with `/`. */
  path: string;
  /** SHA-256 of the file's bytes before the run; null when there was no file. */
  before: string | null;
  /** SHA-256 of the file's bytes after the run; null when the run removed it. */
  after: string | null;
  changes: Change[];
}

/** What an older ledger told about one module. It knew of no files, so nothing here can be checked against one, or undone. */
export interface ImportedEntry {
  module: string;
  /** With every `new`, however large: there is no snapshot. */
  changes: Change[];
}

/** A run as it stands in the ledger. */
export interface Run {
  /** SHA-256 of the run file's bytes. */
  id: string;
  header: RunHeader;
  /** In code-unit order of their paths; none in an `import`. */
  entries: RunEntry[];
  /** Only in an `import`: in code-unit order of the modules. */
  imported?: ImportedEntry[];
}
