import { fixManifest } from "@t4/composer";
import { toFinding } from "@t4/contracts";
import { encodeUtf8, type Finding, formatJson } from "@t4/core";
import type { Workspace } from "@t4/readers";
import { type FileChange, unifiedDiff } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { attributeChanges } from "./ledger-changes.ts";
import type { FailedModule, LoadedModule } from "./load-modules.ts";
import { type LoadedWorkspace, loadWorkspace } from "./open.ts";
import { selectModules } from "./select-modules.ts";
import { planAndWrite, type RunToWrite } from "./write-run.ts";

export interface FixedModule {
  module: string;
  path: string;
  repairs: { field: string; what: string }[];
}

export interface FixReport {
  dry_run: boolean;
  run: string | null;
  /** Modules that something was repaired in. */
  modules: FixedModule[];
  /** What is still wrong afterwards and needs a person. */
  findings: Finding[];
}

/**
 * Repairs what is mechanical in manifests, as one run of op `fix`; never invents a value. A manifest that needs a person as well gets its
 * repairs, too: it was invalid before, and is less so after. Throws `E_NO_MODULE`.
 */
export async function fix(
  { modules: names, dryRun }: { modules: readonly string[]; dryRun: boolean },
  context: WorkflowContext,
): Promise<{ report: FixReport; diffs: string[] }> {
  const { plan, run } = await planAndWrite(dryRun, context, (settings) => planFix(settings, names));
  return {
    report: { dry_run: dryRun, run, modules: plan.modules, findings: plan.findings },
    diffs: plan.changes.map(({ path, before, after }) => unifiedDiff(path, decode(before), decode(after))),
  };
}

interface FixPlan extends RunToWrite {
  modules: FixedModule[];
  findings: Finding[];
}

async function planFix(settings: Workspace, names: readonly string[]): Promise<FixPlan> {
  const workspace = await loadWorkspace(settings);
  const selected = selectModules<LoadedModule | FailedModule>([...workspace.modules, ...workspace.failed], names);
  const repaired = selected.map((module) => ("finding" in module ? undefined : repair(module, workspace)));
  return {
    op: "fix",
    reason: null,
    changes: repaired.flatMap((each) => each?.change ?? []),
    modules: repaired.flatMap((each) => (each?.change === undefined ? [] : each.fixed)),
    findings: selected.flatMap((module, index) =>
      "finding" in module ? module.finding : (repaired[index]?.findings ?? []),
    ),
  };
}

interface Repaired {
  fixed: FixedModule;
  change: FileChange | undefined;
  findings: Finding[];
}

function repair(module: LoadedModule, { validate }: LoadedWorkspace): Repaired {
  const { name, manifestPath: path, manifest } = module;
  const { manifest: fixed, changes } = fixManifest(manifest);
  const findings = validate(fixed, module.dir).map((problem) =>
    toFinding(problem, { file: path, text: module.text, module: name }),
  );
  const change: FileChange | undefined =
    changes.length === 0
      ? undefined
      : {
          module: name,
          path,
          before: module.bytes,
          after: encodeUtf8(formatJson(fixed)),
          changes: attributeChanges(manifest, fixed, [], { extractor: "fix", confidence: "high" }),
        };
  return { fixed: { module: name, path, repairs: changes }, change, findings };
}

function decode(bytes: Uint8Array | null): string | null {
  return bytes && Buffer.from(bytes).toString("utf8");
}
