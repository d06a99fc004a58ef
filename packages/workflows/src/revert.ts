import { toFinding } from "@t4/contracts";
import { dirName, type Finding, isJsonObject, parseJson, T4Error } from "@t4/core";
import { findRun, planRevert, type RevertAim, type RevertPlan, type Run } from "@t4/ledger";
import { Sources, type Workspace } from "@t4/readers";
import { commitRun, type FileChange, listRuns, readLedger, unifiedDiff } from "@t4/writer";
import { asFinding } from "./as-finding.ts";
import type { WorkflowContext } from "./context.ts";
import { recordEdits } from "./record-edits.ts";
import { compileValidator, ledgerPlace, loadWorkspace, openWithoutVocabulary } from "./open.ts";
import { changesOf, mismatchOf, type SeenFile, seeFiles } from "./revert-files.ts";
import {
  inBrief,
  type RevertAlready,
  type RevertedFile,
  type RevertMismatch,
  type RevertReport,
} from "./revert-report.ts";
import { selectModules } from "./select-modules.ts";
import { endWhatWasKilled, exclusively } from "./write-run.ts";

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

/**
 * Puts files back byte for byte and records that as one run of op `revert`. When any of them is not as the run left it, nothing is written and the
 * report says which. When there is nothing to put back, nothing is touched. Throws `E_NO_RUN`, `E_NO_MODULE`, `E_LEDGER` and what writing throws,
 * with every file as it was.
 */
export async function revert(input: RevertInput, context: WorkflowContext): Promise<RevertResult> {
  const settings = await openWithoutVocabulary(context);
  if (!input.dryRun) await endWhatWasKilled(settings, context);
  const runs = await listRuns(ledgerPlace(settings));
  const first = await work(settings, input, context);
  if (input.dryRun || first.changes.length === 0) return resultOf(first, settings, input, null);
  return exclusively(settings, context, async ({ stale }) => {
    const isOvertaken = stale || (await listRuns(ledgerPlace(settings))).join() !== runs.join();
    const current = isOvertaken ? await work(settings, input, context, first.plan.run) : first;
    const run = current.changes.length === 0 ? null : await write(current, settings, input, context);
    return resultOf(current, settings, input, run);
  });
}

interface RevertWork {
  plan: RevertPlan;
  files: readonly SeenFile[];
  mismatches: readonly RevertMismatch[];
  changes: readonly FileChange[];
}

/** `decided` is the run that the newest one was when this was worked out first: one that came in between is not what was meant. */
async function work(
  settings: Workspace,
  input: RevertInput,
  context: WorkflowContext,
  decided?: Run,
): Promise<RevertWork> {
  const place = ledgerPlace(settings);
  const { runs } = await readLedger(place);
  await checkModules(input.modules, runs, settings);
  const modules = input.modules.length === 0 ? undefined : new Set(input.modules);
  const plan = planRevert(runs, aimOf(input, runs, decided), modules);
  const files = await seeFiles(new Sources(context.files, context.root), plan.files);
  const isThere = files.every(({ sha, restoredSha }) => sha === restoredSha);
  const mismatches = isThere ? [] : files.flatMap((file) => mismatchOf(file) ?? []);
  const changes = isThere || mismatches.length > 0 ? [] : await changesOf(place, files);
  return { plan, files, mismatches, changes };
}

function aimOf({ aim }: RevertInput, runs: readonly Run[], decided: Run | undefined): RevertAim {
  if (aim !== "last")
    return "to" in aim ? { kind: "to", run: findRun(runs, aim.to) } : { kind: "run", run: findRun(runs, aim.run) };
  return decided === undefined ? { kind: "last" } : { kind: "run", run: decided };
}

/** A module that is gone may still be reverted, so the ledger's names count, too. Throws `E_NO_MODULE`. */
async function checkModules(names: readonly string[], runs: readonly Run[], settings: Workspace): Promise<void> {
  const recorded = new Set(runs.flatMap(({ entries }) => entries.flatMap(({ module }) => module ?? [])));
  if (names.every((name) => recorded.has(name))) return;
  const { modules, failed } = await loadWorkspace(settings);
  const gone = [...recorded].map((name) => ({ name }));
  selectModules<{ name: string }>([...modules, ...failed, ...gone], names);
}

async function write(
  { plan, changes }: RevertWork,
  settings: Workspace,
  { reason }: RevertInput,
  { clock, actor }: WorkflowContext,
): Promise<string> {
  const place = ledgerPlace(settings);
  const act = { at: clock.now(), actor: await actor() };
  // A file may be as the run left it though a later one is the newest: somebody put it back by hand, which no run says yet.
  const present = changes.map(({ module, path, before }) => ({ module, path, bytes: before }));
  await recordEdits(place, { ...act, reason: "found by revert" }, present);
  const header = { ...act, op: "revert", reason, undoes: plan.undoes.map(({ id }) => id) };
  return (await commitRun({ ...place, header, entries: changes })).name;
}

async function resultOf(
  done: RevertWork,
  settings: Workspace,
  { aim, dryRun }: RevertInput,
  run: string | null,
): Promise<RevertResult> {
  const { plan, files, mismatches, changes } = done;
  const isNeedless = changes.length === 0 && mismatches.length === 0;
  const isReturn = aim !== "last" && "to" in aim;
  return {
    report: {
      dry_run: dryRun,
      run,
      to: isReturn && plan.run !== undefined ? inBrief(plan.run) : null,
      undoes: isNeedless ? [] : plan.undoes.map(inBrief),
      modules: files.map((file) => describe(file, mismatches)),
      mismatches: [...mismatches],
      findings: await findingsOf(changes, settings),
      already: isNeedless ? alreadyOf(plan) : null,
    },
    diffs: () => changes.map(({ path, before, after }) => unifiedDiff(path, decode(before), decode(after))),
  };
}

function describe({ module, path, sha, restoredSha }: SeenFile, mismatches: readonly RevertMismatch[]): RevertedFile {
  const file = { module, path, before: sha ?? null, after: restoredSha };
  if (mismatches.some((mismatch) => mismatch.path === path)) return { ...file, status: "mismatch" };
  if (sha === restoredSha) return { ...file, status: "unchanged" };
  if (mismatches.length > 0) return { ...file, status: "kept" };
  return { ...file, status: restoredSha === null ? "removed" : "restored" };
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
