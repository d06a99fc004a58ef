import { type Finding, sha256 } from "@t4/core";
import { Sources } from "@t4/readers";
import { type FileChange, listRuns, unifiedDiff } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { type EnrichReport, summarize } from "./enrich-report.ts";
import { startAhead } from "./evidence/thread/start.ts";
import { attributeChanges } from "./ledger-changes.ts";
import { mergedFinding, stateOf } from "./merged-manifests.ts";
import { ledgerPlace, openSettings } from "./open.ts";
import { type EnrichPlan, planEnrich, type PlannedChange, type PlanInput } from "./plan-enrich.ts";
import { recordEdits } from "./record-edits.ts";
import { readQueueBytes, writeQueue } from "./review-queue.ts";
import { commitChanges, exclusively, openToWrite } from "./write-run.ts";

export interface EnrichInput extends PlanInput {
  /** Work out everything and write nothing at all. */
  dryRun: boolean;
  /** The run's operation in the ledger. */
  op?: "enrich" | "accept";
  reason?: string;
}

export interface EnrichResult {
  report: EnrichReport;
  /** A unified diff for each manifest that changes; made only when somebody wants to read it. */
  diffs: () => string[];
  /** True when the review queue's file is, or would be, rewritten. */
  queueChanges: boolean;
  /** True when a manifest that a merge made is, or would be, recorded. */
  recordsMerge: boolean;
  /** What is wrong with the workspace, not with one module, and stops nothing. */
  warnings: Finding[];
}

/**
 * Composes manifests from evidence and writes them as one run, then the review queue. What a merge of branches made of a manifest is recorded first. When nothing changes, nothing is written: no
 * run, no queue, no lock. A module that fails is reported and left as it was; the others go on.
 */
export async function enrich(input: EnrichInput, context: WorkflowContext): Promise<EnrichResult> {
  const thread = input.modules.length === 0 ? await startAhead(context) : undefined;
  if (input.dryRun) return result(await planEnrich(input, await openSettings(context), context, thread), input, null);
  const plan = await planEnrich(input, await openToWrite(context), context, thread);
  if (plan.changes.length === 0 && plan.merged.length === 0 && !plan.queue.differs) {
    await saveCache(plan, context);
    return result(plan, input, null);
  }
  return exclusively(plan.workspace, context, async ({ stale }) => {
    const overtaken = stale || (await isOvertaken(plan, context));
    const current = overtaken ? await planEnrich(input, await openSettings(context), context) : plan;
    const run = await write(current, input, context);
    return result(current, input, run);
  });
}

/** True when another writer was at work since the plan was begun. */
async function isOvertaken({ workspace, runs, queue }: EnrichPlan, context: WorkflowContext): Promise<boolean> {
  const place = ledgerPlace(workspace);
  if ((await listRuns(place)).join() !== runs.join()) return true;
  const sources = new Sources(context.files, context.root);
  const present = await readQueueBytes({ config: workspace.config, sources });
  return Buffer.compare(present ?? NOTHING, queue.previous ?? NOTHING) !== 0;
}

const NOTHING = new Uint8Array();

async function write(plan: EnrichPlan, input: EnrichInput, context: WorkflowContext): Promise<string | null> {
  const changes = plan.changes.map(toFileChange);
  const settled = await recordMerges(plan, context);
  const enriched =
    changes.length === 0
      ? null
      : await commitChanges(
          { op: input.op ?? "enrich", reason: input.reason ?? null, changes },
          plan.workspace,
          context,
        );
  if (plan.queue.differs) await writeQueue(plan.workspace, plan.queue.bytes);
  const place = ledgerPlace(plan.workspace);
  // Every merge is recorded now, so the next run need not look for one.
  plan.cache.settle(await stateOf(place, manifestsAfter(plan)));
  await saveCache(plan, context);
  return enriched ?? settled;
}

function manifestsAfter({ workspace, changes }: EnrichPlan): { sha: string }[] {
  const written = new Map(changes.map(({ module, after }) => [module, sha256(after)]));
  return workspace.modules.map((module) => ({ sha: written.get(module) ?? module.sha }));
}

async function recordMerges({ merged, workspace }: EnrichPlan, context: WorkflowContext): Promise<string | null> {
  if (merged.length === 0) return null;
  const act = { at: context.clock.now(), actor: await context.actor(), reason: "merged branches" };
  const files = merged.map(({ name, manifestPath, bytes }) => ({ module: name, path: manifestPath, bytes }));
  return (await recordEdits(ledgerPlace(workspace), act, files)).run;
}

function toFileChange({ module, after, composition }: PlannedChange): FileChange {
  return {
    module: module.name,
    path: module.manifestPath,
    before: module.bytes,
    after,
    changes: attributeChanges(module.manifest, composition.manifest, composition.changes, {
      extractor: "composer",
      confidence: "high",
    }),
  };
}

function result(plan: EnrichPlan, input: EnrichInput, run: string | null): EnrichResult {
  const { items, added, removed } = plan.queue;
  return {
    report: {
      dry_run: input.dryRun,
      run,
      modules: plan.modules,
      queue: { items, added, removed },
      summary: summarize(plan.modules),
    },
    queueChanges: plan.queue.differs,
    recordsMerge: plan.merged.length > 0,
    // A run that writes leaves the queue clean and records merges, so there is nothing to say.
    warnings: input.dryRun
      ? [...plan.warnings, ...plan.queue.merged, ...plan.merged.map(mergedFinding)]
      : plan.warnings,
    diffs: () =>
      plan.changes.map(({ module, after }) =>
        unifiedDiff(module.manifestPath, module.text, Buffer.from(after).toString("utf8")),
      ),
  };
}

function saveCache({ cache, workspace }: EnrichPlan, context: WorkflowContext): Promise<void> {
  const manifests = new Set(workspace.modules.map((module) => module.manifestPath));
  return cache.save(context.files, context.root, manifests);
}
