import { T4Error } from "@t4/core";
import { MAX_IMPORT_BYTES, planImport, readOlderFile, type OlderRecord, type Run, tooLarge } from "@t4/ledger";
import { appendImports, readLedger } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { ledgerPlace, openSettings } from "./open.ts";
import { exclusively, openToWrite } from "./write-run.ts";

export interface ImportInput {
  /** Where each file is, and what to call it: reports must not tell where a machine keeps it. */
  files: readonly { path: string; name: string }[];
  /** Only say what would be imported. */
  dryRun: boolean;
}

export interface ImportReport {
  dry_run: boolean;
  /** What each file says, and how much of it the ledger did not hold. */
  files: { file: string; records: number; new: number }[];
  /** The runs that took it in, one for each operation there was; `run` is null in a dry run. */
  runs: { run: string | null; sha: string; at: string; operation: string | null; modules: string[]; changes: number }[];
}

/** More operations would make a ledger that nobody can look through, in as many files. */
const MAX_RUNS = 10_000;

/**
 * Takes files of older ledgers in as runs of op `import`. What the ledger holds already is not taken in again. Throws, with nothing written,
 * `E_IMPORT` and the like for a line that cannot be taken in, `E_READ` or `E_NOT_A_FILE` for a file that cannot be read, `E_TOO_LARGE`, and
 * what writing throws.
 */
export async function importLedger({ files, dryRun }: ImportInput, context: WorkflowContext): Promise<ImportReport> {
  const read: { name: string; records: OlderRecord[] }[] = [];
  for (const file of files) read.push({ name: file.name, records: await readFile(file, context) });
  const records = read.flatMap((file) => file.records);
  const settings = await (dryRun ? openSettings(context) : openToWrite(context));
  const place = ledgerPlace(settings);
  const first = planImport(records, (await readLedger(place)).runs);
  if (first.imports.length > MAX_RUNS) throw tooMany(first.imports.length);
  if (dryRun || first.imports.length === 0) return { ...reportOf(read, first, []), dry_run: dryRun };
  return exclusively(settings, context, async () => {
    const plan = planImport(records, (await readLedger(place)).runs);
    const header = { at: context.clock.now(), actor: await context.actor(), reason: reasonOf(files) };
    const total = plan.imports.length;
    const runs = await appendImports(place, header, plan.imports, (done) => context.progress("importing", done, total));
    return { ...reportOf(read, plan, runs), dry_run: false };
  });
}

/** True when a file's bytes are those of an older ledger, and every line of it is in these runs. */
export function isInLedger(bytes: Uint8Array, file: string, runs: readonly Run[]): boolean {
  try {
    return planImport(readOlderFile(bytes, file), runs).imports.length === 0;
  } catch (error) {
    if (error instanceof T4Error) return false;
    throw error;
  }
}

async function readFile(
  { path, name }: ImportInput["files"][number],
  context: WorkflowContext,
): Promise<OlderRecord[]> {
  let bytes: Uint8Array;
  try {
    bytes = await context.files.read(path, MAX_IMPORT_BYTES);
  } catch (cause) {
    throw unreadable(name, cause);
  }
  return readOlderFile(bytes, name);
}

function unreadable(file: string, cause: unknown): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === undefined) return cause;
  if (code === "EFBIG") return tooLarge(file);
  if (code === "EISDIR" || code === "EINVAL") {
    const hint = "Name the files in it, such as manifests/.ledger/*.ndjson.";
    return new T4Error("E_NOT_A_FILE", `${file} is not a regular file`, { file, cause, hint });
  }
  const hint = code === "ENOENT" ? "Check the path; it is relative to the current folder." : "Check its permissions.";
  return new T4Error("E_READ", `${file} cannot be read (${code})`, { file, cause, hint });
}

function tooMany(count: number): T4Error {
  return new T4Error(
    "E_TOO_LARGE",
    `these files tell of ${count} operations; at most ${MAX_RUNS} are taken in at a time`,
    {
      hint: "Import fewer files at a time, or split them at the end of a line.",
    },
  );
}

const NAMED = 3;

function reasonOf(files: ImportInput["files"]): string {
  const names = [...new Set(files.map(({ name }) => name))];
  const more = names.length - NAMED;
  return `from ${names.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function reportOf(
  read: readonly { name: string; records: OlderRecord[] }[],
  { imports, isNew }: ReturnType<typeof planImport>,
  names: readonly string[],
): Omit<ImportReport, "dry_run"> {
  let from = 0;
  const files = read.map(({ name, records }) => {
    const fresh = isNew.slice(from, (from += records.length)).filter(Boolean).length;
    return { file: name, records: records.length, new: fresh };
  });
  const runs = imports.map(({ source, imported }, index) => ({
    run: names[index] ?? null,
    ...source,
    modules: imported.map(({ module }) => module),
    changes: imported.reduce((sum, { changes }) => sum + changes.length, 0),
  }));
  return { files, runs };
}
