import { canonicalJson, compareCodeUnits, encodeUtf8, sha256, sortedSet, type JsonValue } from "@t4/core";
import type { ImportedEntry, Run, RunEntry, RunHeader } from "./run.ts";

/** Ends the name of a run file whose transaction has not ended. */
export const PENDING = ".pending";

/** Ends the name of a run file that records what is on disk already and is not whole yet. */
export const DRAFT = ".draft";

/** A run's bytes, its id (their SHA-256) and the name of its file. */
export interface SerializedRun {
  bytes: Uint8Array;
  id: string;
  fileName: string;
}

/**
 * The run file of these entries: a header line and one line per entry in order of their paths, or of the modules that an import names, each the
 * canonical JSON (RFC 8785) of its value and a line feed. `t4` and `modules` are filled in, `parents` and `undoes` sorted; an empty
 * reason is none.
 */
export function serializeRun(run: {
  header: Omit<RunHeader, "t4" | "modules">;
  entries: readonly RunEntry[];
  imported?: readonly ImportedEntry[];
}): SerializedRun {
  const entries = run.entries.toSorted((a, b) => compareCodeUnits(a.path, b.path));
  const imported = run.imported?.toSorted((a, b) => compareCodeUnits(a.module, b.module)) ?? [];
  const header: RunHeader = {
    ...run.header,
    t4: 1,
    reason: run.header.reason === "" ? null : run.header.reason,
    parents: sortedSet(run.header.parents),
    ...(run.header.undoes && { undoes: sortedSet(run.header.undoes) }),
    modules: entries.length + imported.length,
  };
  const lines = [header, ...entries, ...imported].map((line) => `${canonicalJson(line as unknown as JsonValue)}\n`);
  const bytes = encodeUtf8(lines.join(""));
  const id = sha256(bytes);
  return { bytes, id, fileName: runFileName(header.at, id) };
}

/** `<UTC compact>-<first 8 of id>.ndjson`, such as `20261121T090000Z-1a2b3c4d.ndjson`. */
export function runFileName(at: string, id: string): string {
  return `${at.replaceAll(/[-:]/g, "")}-${id.slice(0, 8)}.ndjson`;
}

/** What people call a run: the name of its file without the ending. */
export function runName({ id, header }: Pick<Run, "id" | "header">): string {
  return runFileName(header.at, id).replace(/\.ndjson$/, "");
}
