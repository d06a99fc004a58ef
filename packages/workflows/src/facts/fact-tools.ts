import type { Config, SchemaProblem } from "@t4/contracts";
import type { GovernedModule, LocatedFile } from "@t4/gates";
import { type JsonObject, pointerLocator, type Position, positionOfPointer } from "@t4/core";
import { Sources, type Workspace } from "@t4/readers";
import { collectSooner } from "../collect-sooner.ts";
import type { WorkflowContext } from "../context.ts";
import { type OpenedEvidence, openEvidence } from "../evidence/open-evidence.ts";
import type { CodeThread } from "../evidence/thread/code-thread.ts";
import type { LoadedModule } from "../load-modules.ts";
import {
  compileSettings,
  compileValidator,
  type LoadedWorkspace,
  type OpenedWorkspace,
  openSettings,
  readModules,
} from "../open.ts";
import { type QueueFile, readQueueFile } from "../review-queue.ts";

/** What the loaders of facts share: each part is opened once, when the first fact needs it. */
export interface FactTools {
  context: WorkflowContext;
  /** The one way to the files of the workspace: each folder is listed once for all facts. */
  sources: Sources;
  /** Throws what the settings are at fault for. */
  settings(): Promise<Workspace>;
  /** Every manifest. Throws as {@link FactTools.settings} does. */
  modules(): Promise<Pick<LoadedWorkspace, "modules" | "failed">>;
  /** The workspace with every manifest. Throws as {@link FactTools.settings} does, and `E_VOCAB` and `E_SCHEMA` for settings that cannot be used. */
  workspace(): Promise<LoadedWorkspace>;
  /** What judges manifests by the schema of settings in order; each manifest is judged once. Throws `E_SCHEMA`. */
  validator(settings: Pick<Workspace, "schema">): Promise<OpenedWorkspace["validate"]>;
  /** The review queue's file, in the place that a config in order gives it. Throws what reading the file throws. */
  queueFile(config: Config): Promise<QueueFile>;
  /** What the sources of the modules say; each is read when it is first asked for. Throws as {@link FactTools.workspace} does. */
  evidence(): Promise<OpenedEvidence>;
  /** Nothing more will be asked. */
  close(): Promise<void>;
  /** Names of the modules to judge; undefined for all. */
  scope: ReadonlySet<string> | undefined;
  /** The paths that were touched, for what speaks of modules that are none any more; undefined when all modules are judged. */
  touched?: ReadonlySet<string> | undefined;
  /** For `t4 gate ledger --base` and its kin. */
  base: string | undefined;
}

/** A text of the workspace whose parts can be pointed at. */
export function locatedFile(path: string, text: string): LocatedFile {
  return { path, at: pointerLocator(text) };
}

/** The module's manifest as a file that can be pointed into. */
export function governed(module: LoadedModule): GovernedModule {
  const { name, dir, manifest, manifestPath, files } = module;
  // Asked only for a finding: what was worked out for one pointer of thousands of manifests is not worth holding.
  const at = (pointer: string): Position => positionOfPointer(module.text, pointer);
  return { name, dir, manifest, file: { path: manifestPath, at }, files };
}

/** What is there before the first fact is asked for. */
interface FactSetup {
  settings?: Promise<Workspace> | undefined;
  /** Where code is read. */
  thread?: CodeThread | undefined;
}

/** Opens what loaders share, lazily and once. */
export function factTools(
  context: WorkflowContext,
  { scope, base, settings, thread }: Pick<FactTools, "scope" | "base"> & FactSetup,
): FactTools {
  let opened = settings;
  let read: Promise<Pick<LoadedWorkspace, "modules" | "failed">> | undefined;
  let loaded: Promise<LoadedWorkspace> | undefined;
  let validator: ReturnType<FactTools["validator"]> | undefined;
  let queue: Promise<QueueFile> | undefined;
  let evidence: Promise<OpenedEvidence> | undefined;
  const sources = new Sources(context.files, context.root);
  const open = (): Promise<Workspace> => (opened ??= openSettings(context, sources));
  const readAll = async (): Promise<Pick<LoadedWorkspace, "modules" | "failed">> => {
    const all = await readModules(await open());
    collectSooner(all.modules.length);
    for (const { manifestPath, sha } of all.modules) sources.noteSha(manifestPath, sha);
    return all;
  };
  const modules = (): Promise<Pick<LoadedWorkspace, "modules" | "failed">> => (read ??= readAll());
  const compile: FactTools["validator"] = (place) => (validator ??= compileValidator(place).then(onceEach));
  const load = async (): Promise<LoadedWorkspace> => {
    const settings = await open();
    const compiled = await compileSettings(settings, await compile(settings));
    return { ...compiled, ...(await modules()) };
  };
  const workspace = (): Promise<LoadedWorkspace> => (loaded ??= load());
  return {
    context,
    sources,
    scope,
    base,
    settings: open,
    modules,
    workspace,
    validator: compile,
    queueFile: (config) => (queue ??= readQueueFile({ config, sources })),
    evidence: () => (evidence ??= workspace().then((each) => openEvidence(each, context, thread))),
    close: async () => (await evidence?.catch(() => undefined))?.reader.close(),
  };
}

/** A manifest is composed, assessed and judged in one run; what is wrong with it is asked once. No manifest is changed in its place. */
function onceEach(validate: LoadedWorkspace["validate"]): LoadedWorkspace["validate"] {
  const known = new WeakMap<JsonObject, SchemaProblem[]>();
  return (manifest, folder) => {
    const problems = known.get(manifest) ?? validate(manifest, folder);
    known.set(manifest, problems);
    return problems;
  };
}

/** The modules of the workspace that are to be judged. */
export async function modulesInScope(tools: Pick<FactTools, "modules" | "scope">): Promise<LoadedModule[]> {
  const { scope } = tools;
  const { modules } = await tools.modules();
  return scope === undefined ? modules : modules.filter(({ name }) => scope.has(name));
}
