import type { EnrichmentFacts } from "@t4/gates";
import { mergedFinding } from "../merged-manifests.ts";
import { type EnrichPlan, planOver } from "../plan-enrich.ts";
import { readQueue } from "../review-queue.ts";
import { type FactTools, governed } from "./fact-tools.ts";

const NOTHING: EnrichmentFacts = { composed: 0, changes: [], queue: undefined, merged: [], failed: [] };

/** What enriching the modules in scope would come to now. Writes nothing, not even what it could remember for the next time. */
export async function loadEnrichment(tools: FactTools): Promise<EnrichmentFacts> {
  const { context, scope } = tools;
  const workspace = await tools.workspace();
  const all = [...workspace.modules, ...workspace.failed];
  const modules = scope === undefined ? [] : all.filter(({ name }) => scope.has(name)).map(({ name }) => name);
  if (scope !== undefined && modules.length === 0) return NOTHING;
  // Who is at work shows only in what would be written, and costs a process to find out.
  const nobody = { ...context, actor: async () => "unknown" };
  const found = await readQueue(workspace, await tools.queueFile(workspace.config));
  const opened = { workspace, runs: [], found, ...(await tools.evidence()) };
  return factsOf(await planOver({ modules }, opened, nobody), tools);
}

function factsOf({ modules, changes, queue, merged, workspace }: EnrichPlan, { scope }: FactTools): EnrichmentFacts {
  const failed = modules.filter(({ status }) => status === "failed");
  return {
    composed: modules.length - failed.length,
    changes: changes.map(({ module, composition }) => ({
      module: module.name,
      file: governed(module).file,
      edits: composition.changes.map((change) => ({ field: change.field, old: change.old, new: change.new })),
    })),
    queue: queue.differs ? { path: workspace.config.queue, added: queue.added, removed: queue.removed } : undefined,
    merged: merged.filter(({ name }) => scope === undefined || scope.has(name)).map(mergedFinding),
    failed: modules.flatMap(({ status, findings }) =>
      findings.filter(({ severity, code }) => severity === "error" && (status === "failed" || !IS_READ.has(code))),
    ),
  };
}

/** Faults of sources that were read all the same: the gate imports judges them. What says anything else about a module could not be read. */
const IS_READ = new Set(["E_PYTHON_SYNTAX", "E_PYTHON_CYCLE"]);
