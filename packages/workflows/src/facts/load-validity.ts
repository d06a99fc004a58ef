import { toFinding } from "@t4/contracts";
import { T4Error } from "@t4/core";
import type { FileProblem, ValidityFacts } from "@t4/gates";
import type { Workspace } from "@t4/readers";
import { laneFindings } from "../lanes.ts";
import type { LoadedModule } from "../load-modules.ts";
import { type OpenedWorkspace, readModules } from "../open.ts";
import { type FactTools, governed } from "./fact-tools.ts";
import {
  lookAtConfig,
  lookAtFlags,
  lookAtQueue,
  lookAtSchema,
  lookAtVocabulary,
  type Looked,
} from "./settings-problems.ts";

/** What cannot be looked at says nothing about what stands there. */
const UNREADABLE = new Set(["E_READ", "E_GIT"]);

/** Every file with a schema, each judged by itself: this works also where nothing else can be opened. Never throws for what a repository holds. */
export async function loadValidity(tools: FactTools): Promise<ValidityFacts> {
  const { context, sources } = tools;
  const { config, ...configLook } = await lookAtConfig(context, sources);
  if (config === undefined) return factsOf([configLook], ["the other files are looked at when the config is mended"]);
  const [flags, vocabulary, queue, schema] = await Promise.all([
    lookAtFlags(config, sources),
    lookAtVocabulary(config, sources),
    lookAtQueue(config, () => tools.queueFile(config)),
    lookAtSchema(config, sources, tools.validator),
  ]);
  const manifests = await lookAtManifests(tools, schema.validate, { ...context, config, sources });
  return factsOf([configLook, flags, vocabulary, queue, schema, manifests], []);
}

/** Uses what the other facts have loaded where their settings are in order. */
async function lookAtManifests(
  tools: FactTools,
  validate: OpenedWorkspace["validate"] | undefined,
  place: Pick<Workspace, "files" | "root" | "config" | "sources">,
): Promise<Looked> {
  try {
    const { modules, failed } = await tools.modules().catch(() => readModules(place));
    const inScope = ({ name }: { name: string }): boolean => tools.scope === undefined || tools.scope.has(name);
    const read = modules.filter(inScope);
    const unread = failed.filter(inScope).map(({ finding }): FileProblem => ({ kind: "manifest", finding }));
    return {
      checked: read.length + unread.length,
      problems: [...unread, ...read.flatMap((module) => problemsOf(module, validate))],
    };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    const { code, message, hint = "" } = error;
    const finding = { code, severity: "error", file: "", message, fix: hint } as const;
    return { checked: 0, problems: [{ kind: "manifest", finding }] };
  }
}

function problemsOf(module: LoadedModule, validate: OpenedWorkspace["validate"] | undefined): FileProblem[] {
  const { name, dir, manifest, manifestPath } = module;
  const { file } = governed(module);
  const problems = (validate?.(manifest, dir) ?? []).map((problem) => {
    return { ...toFinding(problem, { file: manifestPath, module: name }), ...file.at(problem.pointer) };
  });
  return [...problems, ...laneFindings(module)].map((finding) => ({ kind: "manifest", finding }));
}

function factsOf(looked: readonly Looked[], unmeasured: readonly string[]): ValidityFacts {
  const problems = looked.flatMap((each) => each.problems);
  const unreadable = problems.filter(({ finding }) => UNREADABLE.has(finding.code));
  return {
    checked: looked.reduce((total, { checked }) => total + checked, 0) - unreadable.length,
    problems: problems.filter(({ finding }) => !UNREADABLE.has(finding.code)),
    // One folder that cannot be read hides many files.
    unmeasured: [...new Set([...unmeasured, ...unreadable.map(({ finding }) => finding.message)])],
  };
}
