import { joinPath, type Finding } from "@t4/core";
import { MAX_REPORT_BYTES, type Workspace } from "@t4/readers";
import { listRuns, replaceFile, unifiedDiff } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { ledgerPlace, openSettings } from "./open.ts";
import { exclusively, openToWrite } from "./write-run.ts";

/** A file that is derived from the workspace, as it should be. */
export interface GeneratedFile {
  /** Relative to the root. */
  path: string;
  text: string;
  /** The bytes on the disk; undefined for none. */
  present: Uint8Array | undefined;
}

/** What a generator works out, writing nothing. */
export interface GenerationPlan {
  /** How many modules the files tell of. */
  modules: number;
  files: GeneratedFile[];
  /** What had to be left out, and why. */
  findings: Finding[];
}

/** A file that a generator made or judged; its path is relative to the root. */
export interface ReportedFile {
  path: string;
  status: "written" | "unchanged" | "outdated";
  /** Of an outdated file: what would be written, as a unified diff. */
  diff?: string;
}

/** What a generator did, or with `check` found. */
export interface GenerationReport {
  check: boolean;
  /** How many modules the files tell of. */
  modules: number;
  files: ReportedFile[];
  /** What had to be left out, and why. */
  findings: Finding[];
}

/**
 * Brings derived files up to date, or with `check` only says what differs, as unified diffs. Nothing is touched when every file is right already.
 * Throws what opening the workspace and writing throw.
 */
export async function generateFiles(
  { check }: { check: boolean },
  context: WorkflowContext,
  plan: (settings: Workspace) => Promise<GenerationPlan>,
): Promise<GenerationReport> {
  const settings = await (check ? openSettings(context) : openToWrite(context));
  const runs = await listRuns(ledgerPlace(settings));
  const first = await plan(settings);
  if (check || !first.files.some(isOutdated)) return reportOf(first, check);
  return exclusively(settings, context, async ({ stale }) => {
    const place = ledgerPlace(settings);
    const isFresh = !stale && (await listRuns(place)).join() === runs.join();
    const current = isFresh ? first : await plan(await openSettings(context));
    for (const { path, text } of current.files) await replaceFile(place, path, Buffer.from(text));
    return reportOf(current, false);
  });
}

/** The path of a file in the workspace's folder of generated files. */
export function generatedPath({ config }: Workspace, name: string): string {
  return joinPath(config.generated, name);
}

/** The bytes of a generated file as it is, undefined for none. It may be larger than other sources: one line tells of every module. */
export function readGenerated({ sources }: Workspace, path: string): Promise<Uint8Array | undefined> {
  return sources.readBytes(path, MAX_REPORT_BYTES);
}

function isOutdated({ text, present }: GeneratedFile): boolean {
  return present === undefined || Buffer.compare(Buffer.from(text), present) !== 0;
}

function reportOf({ modules, files, findings }: GenerationPlan, check: boolean): GenerationReport {
  return { check, modules, files: files.map((file) => reportFile(file, check)), findings };
}

function reportFile(file: GeneratedFile, check: boolean): ReportedFile {
  const { path } = file;
  if (!isOutdated(file)) return { path, status: "unchanged" };
  return check ? { path, status: "outdated", diff: diffOf(file) } : { path, status: "written" };
}

/** Bytes that are no UTF-8 are shown as replacement characters. */
function diffOf({ path, text, present }: GeneratedFile): string {
  return unifiedDiff(path, present === undefined ? null : Buffer.from(present).toString("utf8"), text);
}
