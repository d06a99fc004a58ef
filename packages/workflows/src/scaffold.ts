import { basename } from "node:path";
import { baseName, dirName, encodeUtf8, joinPath, relativeTo, T4Error } from "@t4/core";
import { ignoredAmong, type Workspace } from "@t4/readers";
import { planDocs, type ScaffoldFile, workspaceWord } from "@t4/scaffold";
import type { FileChange } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { lookAt } from "./init-places.ts";
import type { LoadedModule } from "./load-modules.ts";
import { type LoadedWorkspace, openWithoutVocabulary, readModules } from "./open.ts";
import { readProjectFiles } from "./scaffold-project.ts";
import type { PlanModule, ScaffoldedModule, ScaffoldReport } from "./scaffold-report.ts";
import { openTestPlanner } from "./scaffold-tests.ts";
import { selectModules } from "./select-modules.ts";
import { commitChanges, endWhatWasKilled, exclusively } from "./write-run.ts";

export type { ScaffoldReport } from "./scaffold-report.ts";

/** Which modules get files. */
export type ScaffoldScope = { modules: readonly string[] } | { core: true } | { all: true };

export interface ScaffoldInput {
  kind: "docs" | "tests";
  scope: ScaffoldScope;
  /** False: only say what would be written. */
  apply: boolean;
}

/**
 * Proposes the documents or the tests that modules have not got, and with `apply` writes them as one run of op `scaffold`. No file that is there is touched, so a second
 * run has nothing to write. Throws `E_NO_MODULE`, `E_CONFIG` where the config's `core` is empty or names no module, and what opening and writing throw.
 */
export async function scaffold(input: ScaffoldInput, context: WorkflowContext): Promise<ScaffoldReport> {
  const settings = await openWithoutVocabulary(context);
  if (input.apply) await endWhatWasKilled(settings, context);
  const first = await plan(input, settings, context);
  if (!input.apply || first.changes.length === 0) return first.report;
  return exclusively(settings, context, async () => {
    const fresh = await openWithoutVocabulary(context);
    const { changes, report } = await plan(input, fresh, context);
    if (changes.length === 0) return report;
    const run = await commitChanges({ op: "scaffold", reason: null, changes }, fresh, context);
    return { ...report, run };
  });
}

interface Plan {
  changes: FileChange[];
  report: ScaffoldReport;
}

type Modules = Pick<LoadedWorkspace, "modules" | "failed">;

async function plan(input: ScaffoldInput, settings: Workspace, context: WorkflowContext): Promise<Plan> {
  const { kind, scope, apply } = input;
  const loaded = await readModules(settings);
  const selected = choose(scope, loaded, settings, context);
  const planModule =
    kind === "docs" ? await openDocPlanner(settings, loaded) : openTestPlanner(settings, loaded.modules);
  const modules: ScaffoldedModule[] = [];
  const changes: FileChange[] = [];
  for (const module of selected) {
    context.progress(`scaffold ${kind}`, modules.length, selected.length);
    const { report, files } = await settle(module, await planModule(module), settings, loaded);
    modules.push(report);
    changes.push(...files.map(newFile));
  }
  const findings = "modules" in scope ? [] : loaded.failed.map(({ finding }) => finding);
  const paths = changes.map(({ path }) => path);
  const ignored = await ignoredAmong(context.files, context.root, paths);
  return { changes, report: { kind, run: null, apply, modules, ignored, findings } };
}

function choose(
  scope: ScaffoldScope,
  { modules, failed }: Modules,
  { config }: Workspace,
  { configPath = "t4.config.json" }: WorkflowContext,
): LoadedModule[] {
  if ("all" in scope) return [...modules];
  const broken = failed.find(({ name }) => "modules" in scope && scope.modules.includes(name));
  if (broken !== undefined) {
    const { message, file, fix } = broken.finding;
    throw new T4Error("E_MANIFEST", message, { file, hint: fix });
  }
  if ("modules" in scope) return selectModules(modules, scope.modules);
  if (config.core.length === 0) {
    throw new T4Error("E_CONFIG", "the config names no core modules", {
      file: configPath,
      hint: 'List them in t4.config.json, such as "core": ["billing"], or use --module or --all.',
    });
  }
  const known = new Set([...modules, ...failed].map(({ name }) => name));
  const unknown = config.core.find((name) => !known.has(name));
  if (unknown === undefined) return modules.filter(({ name }) => config.core.includes(name));
  throw new T4Error("E_CONFIG", `core names ${JSON.stringify(unknown)}, and no module has this name`, {
    file: configPath,
    hint: "Correct the name, or take it out.",
  });
}

/** What the manifest schema takes for a name. Another could end a comment or a string of what is written. */
const NAME = /^[a-zA-Z_][\w./-]*$/;

/** Sorts out which of a module's files are there already, which can be made, and which cannot. */
async function settle(
  module: LoadedModule,
  planned: { files: ScaffoldFile[]; why: string | undefined },
  settings: Workspace,
  loaded: Modules,
): Promise<{ report: ScaffoldedModule; files: { path: string; text: string }[] }> {
  const { name, dir } = module;
  const folder = dir || ".";
  const report: ScaffoldedModule = { module: name, folder, files: [], kept: [], left_out: [] };
  if (!NAME.test(name)) {
    report.left_out.push({
      path: folder,
      why: "its name is none that a manifest may give; `t4 gate schema` says more",
    });
    return { report, files: [] };
  }
  const files: { path: string; text: string }[] = [];
  if (planned.why !== undefined) report.left_out.push({ path: folder, why: planned.why });
  for (const { path: own, purpose, text, isStoodForBy } of planned.files) {
    const path = joinPath(dir, own);
    const place = await placeOf(path, isStoodForBy, dir, settings, loaded);
    if (place === "free") {
      report.files.push({ path, purpose });
      files.push({ path, text });
    } else if ("taken" in place) report.kept.push(place.taken);
    else report.left_out.push({ path, why: place.blocked });
  }
  return { report, files };
}

/** Whether a file can be made, what stands there or stands for it, or what is in the way. */
type Standing = "free" | { taken: string } | { blocked: string };

async function placeOf(
  path: string,
  isStoodForBy: ScaffoldFile["isStoodForBy"],
  dir: string,
  { sources }: Workspace,
  { modules, failed }: Modules,
): Promise<Standing> {
  const look = await lookAt(sources, path);
  if (look === "taken") return { taken: path };
  if (look !== "free") return look;
  const folder = dirName(path);
  const instead = ((await sources.names(folder)) ?? []).find(isStoodForBy);
  if (instead !== undefined) return { taken: joinPath(folder, instead) };
  const others = [...modules.map((each) => each.dir), ...failed.map(({ manifestPath }) => dirName(manifestPath))];
  const nested = others.find(
    (each) => each !== dir && relativeTo(dir, each) !== undefined && relativeTo(each, path) !== undefined,
  );
  return nested === undefined ? "free" : { blocked: `it would belong to the module in ${nested}` };
}

function newFile({ path, text }: { path: string; text: string }): FileChange {
  const changes = [{ field: "", extractor: "scaffold", confidence: "high" as const }];
  return { module: null, path, before: null, after: encodeUtf8(text), changes };
}

async function openDocPlanner(settings: Workspace, loaded: Modules): Promise<PlanModule> {
  const workspace = workspaceWord(await workspaceName(settings));
  return async (module) => {
    const paths = planDocs({ module: module.name, workspace }, () => false);
    const reachable = new Set<string>();
    for (const { path, isStoodForBy } of paths) {
      const place = await placeOf(joinPath(module.dir, path), isStoodForBy, module.dir, settings, loaded);
      // One under another name is not where the link would lead.
      if (place === "free" || ("taken" in place && baseName(place.taken) === baseName(path))) reachable.add(path);
    }
    return { files: planDocs({ module: module.name, workspace }, (path) => reachable.has(path)), why: undefined };
  };
}

/** By its project files, else by its folder. A broken one says nothing, and is others' to judge. */
async function workspaceName({ sources, root }: Workspace): Promise<string> {
  try {
    const named = (await readProjectFiles(sources)).find(({ name }) => name !== undefined);
    return named?.name ?? basename(root);
  } catch (error) {
    if (error instanceof T4Error) return basename(root);
    throw error;
  }
}
