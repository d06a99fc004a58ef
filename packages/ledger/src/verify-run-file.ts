import { baseName, decodeUtf8, type Finding, sha256, T4Error } from "@t4/core";
import { parseRun } from "./parse-run.ts";
import { ledgerFinding } from "./verify-finding.ts";
import type { Run, RunEntry } from "./run.ts";

/** What verification keeps of one line of a run. Its number in the file is its index and 2. */
export interface LineSketch {
  path: string;
  module: string | null;
  before: string | null;
  after: string | null;
  /** True when the changes give the manifest's `module` a new value. */
  renames: boolean;
}

/** What verification keeps of a run: enough to judge the whole history, small enough to keep all of it. */
export interface RunSketch {
  id: string;
  /** The run file, relative to the workspace. */
  file: string;
  op: string;
  at: string;
  parents: readonly string[];
  undoes: readonly string[];
  snapshot: string | undefined;
  /** How many lines its file has besides the header. */
  size: number;
  /** Those that stand for files: an import has none. */
  lines: readonly LineSketch[];
}

/** A file in the place of a run that holds none: what it says is lost, but for what its name and its bytes give away. */
export interface LostRun {
  file: string;
  finding: Finding;
  /** False for a file that was never one of the ledger's. */
  mayBeRun: boolean;
  /** True when its bytes speak of this hash. */
  mentions: (sha: string) => boolean;
}

export type InspectedFile = { run: RunSketch } | { lost: LostRun };

const RUN_NAME = /^\d{8}T\d{6}Z-([0-9a-f]{8})\.ndjson(\.pending|\.draft)?$/;

/**
 * What a file in the ledger's folder of runs holds: a run, or a finding that says why it does not. `bytes` are undefined when the file cannot be
 * read or is no file, which `fault` then says as the end of a sentence.
 */
export function inspectRunFile(file: string, bytes: Uint8Array | undefined, fault = "cannot be read"): InspectedFile {
  const name = RUN_NAME.exec(baseName(file));
  if (bytes === undefined) return lose(file, bytes, { message: fault });
  if (name?.[2] !== undefined) {
    return lose(file, bytes, {
      code: "E_LEDGER_UNFINISHED",
      message: "is the record of a run that was begun and not ended",
      fix: "Run `t4 ledger recover`.",
    });
  }
  if (name === null && !file.endsWith(".ndjson")) {
    return lose(file, bytes, { message: "is no run file", fix: "Move it out of the ledger." });
  }
  try {
    return { run: sketch(parseRun(bytes, file), file) };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return lose(file, bytes, { message: error.message, line: error.line, fix: error.hint });
  }
}

function lose(
  file: string,
  bytes: Uint8Array | undefined,
  what: { code?: string; message: string; line?: number | undefined; fix?: string | undefined },
): InspectedFile {
  const { code = "E_LEDGER", message, line, fix = "Restore the file from git." } = what;
  const finding = ledgerFinding(code, file, line, message.startsWith(`${file} `) ? message : `${file} ${message}`, fix);
  const held = bytes === undefined ? undefined : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const mayBeRun = promisedId(file) !== undefined || file.endsWith(".ndjson");
  return { lost: { file, finding, mayBeRun, mentions: (sha) => held?.includes(sha) ?? false } };
}

/**
 * The entries on these lines of a run file that was inspected before. Only they are parsed: the file's hash says that it still is what was checked then. Throws
 * `E_LEDGER` when it is not.
 */
export function entriesOn(
  numbers: readonly number[],
  bytes: Uint8Array,
  { id, file }: Pick<RunSketch, "id" | "file">,
): Map<number, RunEntry> {
  if (sha256(bytes) !== id) {
    throw new T4Error("E_LEDGER", `${file} was changed while it was read`, { file, hint: "Run the command again." });
  }
  const lines = decodeUtf8(bytes, file).split("\n");
  return new Map(numbers.map((number) => [number, JSON.parse(lines[number - 1] ?? "null") as RunEntry]));
}

function sketch({ id, header, entries }: Run, file: string): RunSketch {
  return {
    id,
    file,
    op: header.op,
    at: header.at,
    parents: header.parents,
    undoes: header.undoes ?? [],
    snapshot: header.snapshot,
    size: header.modules,
    lines: entries.map(({ path, module, before, after, changes }) => ({
      path,
      module,
      before,
      after,
      renames: changes.some(({ field }) => field === "" || field === "/module"),
    })),
  };
}

/** The first 8 digits of the id that a run file's name promises; undefined for any other name. */
export function promisedId(file: string): string | undefined {
  return RUN_NAME.exec(baseName(file))?.[1];
}
