import { toFinding } from "@t4/contracts";
import { compareCodeUnits, dirName, type Finding, isJsonObject, parseJson, T4Error } from "@t4/core";
import type { RevertPlan } from "@t4/ledger";
import type { Workspace } from "@t4/readers";
import { type FileChange, type RecordedEdit, unifiedDiff } from "@t4/writer";
import { asFinding } from "./as-finding.ts";
import { compileValidator } from "./open.ts";
import { restoredSha, type SeenFile, type SeenSettledFile } from "./revert-files.ts";
import {
  inBrief,
  type RevertAlready,
  type RevertedFile,
  type RevertMismatch,
  type RevertReport,
} from "./revert-report.ts";
import { vocabularyFolder } from "./vocabulary-findings.ts";

export interface RevertInput {
  /** The newest run, one run, or all that came after one; runs by the beginning of their id or name. */
  aim: "last" | { run: string } | { to: string };
  /** Names; none for all files. */
  modules: readonly string[];
  /** Null when nobody gave one. */
  reason: string | null;
  /** Work out everything and write nothing at all. */
  dryRun: boolean;
}

export interface RevertResult {
  report: RevertReport;
  /** A unified diff for each file that changes; made only when somebody wants to read it. */
  diffs: () => string[];
}

/** A revert as worked out from the record and from what is on disk. */
export interface RevertWork {
  plan: RevertPlan;
  files: readonly SeenFile[];
  settled: readonly SeenSettledFile[];
  mismatches: readonly RevertMismatch[];
  /** What is to be written; empty with mismatches, and when all is there already. */
  changes: readonly FileChange[];
  /** What is there already and is to be recorded; only without changes. */
  records: readonly RecordedEdit[];
}

/** What is to be said of it; `run` is the name of the run that was written, null when none was. */
export async function resultOf(
  done: RevertWork,
  settings: Workspace,
  { aim, dryRun }: RevertInput,
  run: string | null,
): Promise<RevertResult> {
  const { plan, mismatches, changes } = done;
  const isNeedless = !hasWork(done) && mismatches.length === 0;
  const isReturn = aim !== "last" && "to" in aim;
  return {
    report: {
      dry_run: dryRun,
      run,
      to: isReturn && plan.run !== undefined ? inBrief(plan.run) : null,
      undoes: isNeedless ? [] : plan.undoes.map(inBrief),
      modules: describeAll(done),
      mismatches: [...mismatches],
      findings: await findingsOf(changes, settings),
      vocabulary: vocabularyPaths(done, settings).length > 0,
      already: isNeedless ? alreadyOf(plan) : null,
    },
    diffs: () => changes.map(({ path, before, after }) => unifiedDiff(path, decode(before), decode(after))),
  };
}

/** Whether there is anything to write. */
export function hasWork({ changes, records }: RevertWork): boolean {
  return changes.length > 0 || records.length > 0;
}

/** The vocabulary's files among those that are put back. */
export function vocabularyPaths({ changes, records }: RevertWork, settings: Workspace): string[] {
  const folder = `${vocabularyFolder(settings)}/`;
  return [...changes, ...records.map(({ entry }) => entry)].flatMap(({ module, path }) =>
    module === null && path.startsWith(folder) ? path : [],
  );
}

/** What is undone already is worth a line only where it does not look so. */
function describeAll({ files, settled, mismatches, records }: RevertWork): RevertedFile[] {
  const recorded = new Set(records.map(({ entry }) => entry.path));
  const wrong = new Set(mismatches.map(({ path }) => path));
  const statusOf = (path: string, sha: string | null | undefined, after: string | null): RevertedFile["status"] => {
    if (wrong.has(path)) return "mismatch";
    if (sha === after) return recorded.has(path) ? "recorded" : "unchanged";
    if (wrong.size > 0) return "kept";
    return after === null ? "removed" : "restored";
  };
  const described = files.map((file): RevertedFile => {
    const [{ module, path, sha }, after] = [file, restoredSha(file)];
    return { module, path, before: sha ?? null, after, status: statusOf(path, sha, after) };
  });
  if (!settled.some(({ path }) => wrong.has(path))) return described;
  const undone = settled.map(({ module, path, expected, sha }): RevertedFile => {
    const after = expected[0].entry.after;
    return { module, path, before: sha ?? null, after, status: statusOf(path, sha, after) };
  });
  return [...described, ...undone].sort((a, b) => compareCodeUnits(a.path, b.path));
}

function alreadyOf({ run, needless }: RevertPlan): RevertAlready {
  const already = { runs: run === undefined ? [] : [inBrief(run)], by: null, next: null };
  if (needless === undefined) return { ...already, why: "there" };
  if (needless.why !== "undone") return { ...already, why: needless.why };
  const { undone, by, next } = needless;
  return { why: "undone", runs: undone.map(inBrief), by: inBrief(by), next: next === undefined ? null : inBrief(next) };
}

/** What is wrong with the manifests as they are put back. A schema that cannot be used is no reason not to put them back. */
async function findingsOf(changes: readonly FileChange[], settings: Workspace): Promise<Finding[]> {
  if (changes.length === 0) return [];
  try {
    const validate = await compileValidator(settings);
    return changes.flatMap((change) => problemsOf(change, validate)).map(asWarning);
  } catch (error) {
    return [asWarning(asFinding(error, settings.schema?.path ?? "", undefined))];
  }
}

function problemsOf(
  { module, path, after }: FileChange,
  validate: Awaited<ReturnType<typeof compileValidator>>,
): Finding[] {
  if (module === null || after === null) return [];
  try {
    const { value, text } = parseJson(after, path);
    if (!isJsonObject(value)) {
      throw new T4Error("E_MANIFEST", `${path} is not a JSON object`, { file: path, line: 1, column: 1 });
    }
    return validate(value, dirName(path)).map((problem) => toFinding(problem, { file: path, text, module }));
  } catch (error) {
    return [asFinding(error, path, module)];
  }
}

function asWarning(finding: Finding): Finding {
  return { ...finding, severity: "warning" };
}

function decode(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes).toString("utf8");
}
