import { compose, type Composition, type FieldConflict } from "@t4/composer";
import { toFinding } from "@t4/contracts";
import {
  encodeUtf8,
  type FieldOutcome,
  type Finding,
  formatJson,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  sha256,
} from "@t4/core";
import type { Workspace } from "@t4/readers";
import { buildQueue, diffQueues, type QueueModule } from "@t4/vocab";
import { listRuns } from "@t4/writer";
import pMap from "p-map";
import { possibleNames } from "./closed-folders.ts";
import type { WorkflowContext } from "./context.ts";
import type { ReportedModule } from "./enrich-report.ts";
import type { EvidenceCache } from "./evidence/cache.ts";
import { type OpenedEvidence, openEvidence } from "./evidence/open-evidence.ts";
import { type EvidenceReader, READ_AHEAD } from "./evidence/reader.ts";
import type { CodeThread } from "./evidence/thread/code-thread.ts";
import { laneFindings } from "./lanes.ts";
import type { FailedModule, LoadedModule } from "./load-modules.ts";
import { sizeFindings } from "./manifest-size.ts";
import { findMerged } from "./merged-manifests.ts";
import { ledgerPlace, loadWorkspace, type LoadedWorkspace } from "./open.ts";
import { type FoundQueue, queueBytes, readQueue } from "./review-queue.ts";
import { selectModules } from "./select-modules.ts";

export interface PlanInput {
  /** Names; none for all. */
  modules: readonly string[];
  /** Applied to a manifest before composition, such as handing back a field. */
  prepare?: ((manifest: JsonObject) => JsonObject) | undefined;
}

/** A manifest that is to be written. */
export interface PlannedChange {
  module: LoadedModule;
  after: Uint8Array;
  composition: Composition;
}

/** All that an enrichment would do, worked out without writing anything. */
export interface EnrichPlan {
  workspace: LoadedWorkspace;
  modules: ReportedModule[];
  changes: PlannedChange[];
  queue: {
    items: number;
    added: number;
    removed: number;
    bytes: Uint8Array;
    previous: Uint8Array | undefined;
    differs: boolean;
    /** Says that a merge put the present file together; empty when none did. */
    merged: Finding[];
  };
  /** Manifests that a merge left in a state that no run recorded. */
  merged: LoadedModule[];
  cache: EvidenceCache;
  /** What is wrong with the workspace, not with one module, and stops nothing. */
  warnings: Finding[];
  /** The runs that were in the ledger when the plan was begun. */
  runs: readonly string[];
}

/** Reads evidence, its code in `thread` where there is one, and composes manifests. Throws what opening the workspace throws, and `E_NO_MODULE`. */
export async function planEnrich(
  input: PlanInput,
  settings: Workspace,
  context: WorkflowContext,
  thread?: CodeThread,
): Promise<EnrichPlan> {
  const runs = await listRuns(ledgerPlace(settings));
  const workspace = await loadWorkspace(settings);
  const evidence = await openEvidence(workspace, context, thread);
  const plan = await planOver(input, { workspace, runs, ...evidence }, context);
  evidence.reader.close();
  return plan;
}

/** A workspace whose manifests are read, and its queue when somebody has read that too. */
export type PlanGround = OpenedEvidence & Pick<EnrichPlan, "workspace" | "runs"> & { found?: FoundQueue };

/** {@link planEnrich} for a workspace whose manifests are read, with evidence that others may have asked for. Throws `E_NO_MODULE`. */
export async function planOver(
  input: PlanInput,
  { workspace, runs, cache, reader, found }: PlanGround,
  context: WorkflowContext,
): Promise<EnrichPlan> {
  const selected = selectModules<LoadedModule | FailedModule>(
    [...workspace.modules, ...workspace.failed],
    input.modules,
  );
  reader.expect(selected.filter((module) => "manifest" in module));
  let done = 0;
  const planned = await pMap(
    selected,
    async (module) => {
      const plan =
        "finding" in module
          ? failedPlan(module)
          : await planModule(module, input, { workspace, reader, actor: context.actor, now: context.clock.now() });
      context.progress("enrich", (done += 1), selected.length);
      return plan;
    },
    { concurrency: READ_AHEAD },
  );
  const { findings: warnings, ...queue } = planQueue(
    { ...workspace, vocabulary: cache.remember(workspace.vocabulary) },
    planned.flatMap((plan) => plan.queue ?? []),
    found ?? (await readQueue(workspace)),
    context.clock.now(),
  );
  return {
    workspace,
    runs,
    merged: await findMerged(ledgerPlace(workspace), workspace.modules, cache),
    cache,
    modules: planned.map((plan) => plan.report),
    changes: planned.flatMap((plan) => plan.change ?? []),
    queue,
    warnings,
  };
}

interface ModulePlan {
  report: ReportedModule;
  change?: PlannedChange;
  /** Absent for a failed module: the queue keeps what earlier runs said of it. */
  queue?: QueueModule;
}

interface ModuleTools {
  workspace: LoadedWorkspace;
  reader: EvidenceReader;
  actor: () => Promise<string>;
  now: string;
}

async function planModule(module: LoadedModule, input: PlanInput, tools: ModuleTools): Promise<ModulePlan> {
  const { reader } = tools;
  const manifest = input.prepare === undefined ? module.manifest : input.prepare(module.manifest);
  const read = await reader.read(module, manifest);
  // Composing is a function of what is the same as it was then.
  if (input.prepare === undefined && read.settled !== undefined) return read.settled;
  const { evidence } = read;
  const found = [...laneFindings(module), ...evidence.findings];
  const blank = { module: module.name, path: module.manifestPath, changes: [], withheld: [], findings: found };
  if (evidence.failed) return { report: { ...blank, status: "failed" } };
  const composition = await composeModule(module, manifest, evidence.outcomes, tools);
  if (composition.problems.length > 0) {
    const place = { file: module.manifestPath, text: module.text, module: module.name };
    const findings = [...found, ...composition.problems.map((problem) => toFinding(problem, place))];
    return { report: { ...blank, status: "failed", findings } };
  }
  const { changes, withheld } = composition;
  const settled = {
    report: {
      ...blank,
      status: evidence.draft ? ("draft" as const) : ("unchanged" as const),
      withheld: withheld.map(({ field, reason, needs }) => ({ field, reason, needs })),
    },
    queue: { module: module.name, phrases: evidence.phrases, withheld, conflicts: composition.conflicts.map(asQueued) },
  };
  if (composition.manifest === module.manifest) {
    read.settle(module.sha, settled);
    return settled;
  }
  const text = formatJson(composition.manifest);
  const after = encodeUtf8(text);
  const oversize = sizeFindings(module, after);
  if (oversize.length > 0) return { report: { ...blank, status: "failed", findings: [...found, ...oversize] } };
  const { name, manifestPath } = module;
  const written = laneFindings({ name, manifestPath, manifest: composition.manifest, text });
  read.settle(sha256(after), {
    ...settled,
    report: { ...settled.report, findings: [...written, ...evidence.findings] },
  });
  return {
    report: { ...settled.report, status: "changed", changes },
    queue: settled.queue,
    change: { module, composition, after },
  };
}

/** Asking who is at work costs a process, so it is done only when a person's value is to be marked. */
async function composeModule(
  module: LoadedModule,
  manifest: JsonObject,
  outcomes: readonly FieldOutcome[],
  { workspace, actor, now }: ModuleTools,
): Promise<Composition> {
  const input = {
    manifest,
    outcomes,
    vocabulary: workspace.vocabularyData,
    flags: workspace.flags,
    now,
    validate: (value: JsonValue) => (isJsonObject(value) ? workspace.validate(value, module.dir) : []),
  };
  const composition = compose(input);
  const marks = composition.changes.some((change) => change.extractor === "owner" && change.new !== undefined);
  return marks ? compose({ ...input, actor: await actor() }) : composition;
}

function asQueued({ provenance, ...conflict }: FieldConflict): QueueModule["conflicts"][number] {
  return { ...conflict, source: provenance[0] ?? "module.manifest.json" };
}

function failedPlan({ name, manifestPath, finding }: FailedModule): ModulePlan {
  return {
    report: { module: name, path: manifestPath, status: "failed", changes: [], withheld: [], findings: [finding] },
  };
}

function planQueue(
  workspace: LoadedWorkspace,
  evaluated: QueueModule[],
  previous: FoundQueue,
  now: string,
): EnrichPlan["queue"] & { findings: Finding[] } {
  const modules = possibleNames(workspace, previous.queue?.items ?? []);
  const next = buildQueue({ evaluated, modules, previous: previous.queue, vocabulary: workspace.vocabulary, now });
  const bytes = queueBytes(next);
  const differs = previous.bytes === undefined ? next.items.length > 0 : Buffer.compare(bytes, previous.bytes) !== 0;
  return {
    items: next.items.length,
    ...diffQueues(previous.queue, next),
    bytes,
    previous: previous.bytes,
    differs,
    merged: previous.merged === undefined ? [] : [previous.merged],
    findings: previous.findings,
  };
}
