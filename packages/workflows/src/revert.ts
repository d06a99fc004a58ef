import { basename } from "node:path";
import { T4Error } from "@t4/core";
import { findRun, PENDING, planRevert, type RevertAim, type RevertPlan, type Run } from "@t4/ledger";
import { Sources, type Workspace } from "@t4/readers";
import { appendRun, commitRun, hasUnfinished, listRuns, listUnfinished, readLedger } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { ledgerPlace, loadWorkspace, openWithoutVocabulary } from "./open.ts";
import { recordEdits } from "./record-edits.ts";
import { judgeQueueAnew } from "./review-queue.ts";
import { changesOf, mismatchOf, recordsOf, restoredSha, seeFiles } from "./revert-files.ts";
import {
  hasWork,
  resultOf,
  type RevertInput,
  type RevertResult,
  type RevertWork,
  vocabularyPaths,
} from "./revert-result.ts";
import { selectModules } from "./select-modules.ts";
import { checkNotDeleted } from "./verify-empty.ts";
import { endWhatWasKilled, exclusively } from "./write-run.ts";

export type { RevertInput, RevertResult } from "./revert-result.ts";

/**
 * Puts files back byte for byte and records that as one run of op `revert`. When any of them is not as the run left it, nothing is written and the
 * report says which. What somebody put back already, the run only records; when there is nothing of either, nothing is touched. Throws `E_NO_RUN`,
 * `E_NO_MODULE`, `E_UNSETTLED`, `E_LEDGER`, `E_LEDGER_ABSENT`, in a dry run `E_LEDGER_UNFINISHED`, and what writing throws, with every file as it was.
 */
export async function revert(input: RevertInput, context: WorkflowContext): Promise<RevertResult> {
  const settings = await openWithoutVocabulary(context);
  const place = ledgerPlace(settings);
  if (input.dryRun) await checkFinished(settings);
  else await endWhatWasKilled(settings, context);
  await checkNotDeleted(settings);
  const runs = await listRuns(place);
  const isOvertaken = async (): Promise<boolean> => (await listRuns(place)).join() !== runs.join();
  const first = await work(settings, input, context);
  // Files that do not fit may be what another writer is changing just now.
  const isSettled = async (): Promise<boolean> =>
    !hasWork(first) && (first.mismatches.length === 0 || !((await hasUnfinished(place)) || (await isOvertaken())));
  if (input.dryRun || (await isSettled())) return resultOf(first, settings, input, null);
  return exclusively(settings, context, async ({ stale }) => {
    const isAsSeen = !stale && !(await isOvertaken()) && first.mismatches.length === 0;
    const current = isAsSeen ? first : await work(settings, input, context, decidedBy(first.plan));
    if (first.plan.needless !== undefined && input.aim === "last" && hasWork(current)) throw overtaken();
    const run = hasWork(current) ? await write(current, settings, input, context) : null;
    return resultOf(current, settings, input, run);
  });
}

/** What the newest run, or what it had undone, was: the runs that come in between are not what was meant. */
function decidedBy({ run, needless }: RevertPlan): Run | undefined {
  return needless?.why === "undone" ? needless.undone[0] : run;
}

function overtaken(): T4Error {
  return new T4Error("E_CHANGED", "what was undone already was redone while T4 was at work; nothing was changed", {
    hint: "Run the command again.",
  });
}

/** What an unfinished run does to the files, and whether it will count, is not known before it is ended. Throws `E_LEDGER_UNFINISHED`. */
async function checkFinished(settings: Workspace): Promise<void> {
  const pending = (await listUnfinished(ledgerPlace(settings))).find((name) => name.endsWith(PENDING));
  if (pending === undefined) return;
  const file = `${settings.config.ledger}/runs/${pending}`;
  const run = basename(pending, `.ndjson${PENDING}`);
  throw new T4Error(
    "E_LEDGER_UNFINISHED",
    `the run ${run} is unfinished, so nobody can say yet what a revert would do`,
    {
      file,
      hint: "End it with `t4 ledger recover`, or leave out --dry-run: the revert itself ends it first.",
    },
  );
}

/** `decided` is the run to undo where the newest one is asked for; absent when that is still to be found out. */
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
  const sources = new Sources(context.files, context.root);
  const [files, settled] = await Promise.all([seeFiles(sources, plan.files), seeFiles(sources, plan.settled)]);
  const isThere = files.every((file) => file.sha === restoredSha(file));
  const judged = isThere ? settled : [...files, ...settled];
  const mismatches = judged.flatMap((file) => mismatchOf(file) ?? []);
  const seen = { plan, files, settled, mismatches, changes: [], records: [] };
  if (mismatches.length > 0) return seen;
  return isThere
    ? { ...seen, records: await recordsOf(place, files) }
    : { ...seen, changes: await changesOf(place, files) };
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
  done: RevertWork,
  settings: Workspace,
  { reason }: RevertInput,
  context: WorkflowContext,
): Promise<string> {
  const { plan, changes, records } = done;
  const place = ledgerPlace(settings);
  const act = { at: context.clock.now(), actor: await context.actor() };
  const header = { ...act, op: "revert", reason, undoes: plan.undoes.map(({ id }) => id) };
  // A file may be as the run left it though a later one is the newest: somebody put it back by hand, which no run says yet.
  const present = changes.map(({ module, path, before }) => ({ module, path, bytes: before }));
  await recordEdits(place, { ...act, reason: "found by revert" }, present);
  const { name } = await (changes.length > 0
    ? commitRun({ ...place, header, entries: changes })
    : appendRun(place, header, records));
  // The queue is derived, and the revert stands without it; the report says how to bring it up to date.
  if (vocabularyPaths(done, settings).length > 0) await judgeQueueAnew(context).catch(ignoreT4Error);
  return name;
}

function ignoreT4Error(error: unknown): void {
  if (!(error instanceof T4Error)) throw error;
}
