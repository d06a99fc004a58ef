import { ownerOf } from "@t4/composer";
import type { SchemaProblem, SlaTargets } from "@t4/contracts";
import {
  type FieldOutcome,
  type Finding,
  getOwn,
  isJsonObject,
  type JsonObject,
  joinPath,
  type Lane,
  T4Error,
} from "@t4/core";
import {
  extractApis,
  extractComponents,
  extractDescription,
  extractFeatures,
  extractTargets,
  policyTargets,
} from "@t4/extractors";
import {
  type Consulted,
  type ContextDocument,
  readBench,
  readContextDocument,
  selectContextDocuments,
} from "@t4/readers";
import { asFinding } from "../as-finding.ts";
import { lanesOf } from "../lanes.ts";
import type { LoadedModule } from "../load-modules.ts";
import type { LoadedWorkspace } from "../open.ts";
import { attempt, type ModuleCode } from "./code.ts";
import type { ModuleEvidence } from "./evidence.ts";
import { extractMeasurements } from "./measurements.ts";

/** What the evidence of a module depends on besides files. */
export interface Subject {
  name: string;
  lane: Lane | undefined;
  /** The targets that a person set; undefined when policy sets them, so that writing them makes no other subject. */
  slaTargets: SlaTargets | undefined;
}

/** The facts of a manifest that steer extraction. */
export function subjectOf(
  module: LoadedModule,
  { validate }: LoadedWorkspace,
  manifest: JsonObject = module.manifest,
): Subject {
  const { name, dir } = module;
  const performance = getOwn(manifest, "performance");
  const targets = isJsonObject(performance) ? getOwn(performance, "sla_targets") : undefined;
  const owner = (problems: SchemaProblem[]) => ownerOf(manifest, "performance.sla_targets", problems);
  // Validating is costly, so only what may be a person's is looked at: invalid targets are not, for policy replaces them.
  const owned = isJsonObject(targets) && owner([]) === "person" && owner(validate(manifest, dir)) === "person";
  return { name, lane: lanesOf(manifest).lane, slaTargets: owned ? (targets as SlaTargets) : undefined };
}

/** Whose evidence, what steers it, and what notes each source that is looked at. */
export interface Asked {
  module: LoadedModule;
  steering: Subject;
  consulted: Consulted;
  /** What its Python and the reports of its tests say. */
  code: () => Promise<Pick<ModuleCode, "python" | "tests" | "coverage">>;
}

/**
 * Reads a module's sources and extracts what they say. Never throws for what the repository holds: a source that cannot be read is a finding,
 * and the module's evidence is marked as failed.
 */
export async function gatherEvidence(workspace: LoadedWorkspace, asked: Asked): Promise<ModuleEvidence> {
  try {
    return await gather(workspace, asked);
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return failedEvidence([asFinding(error, asked.module.manifestPath, asked.module.name)]);
  }
}

function failedEvidence(findings: Finding[]): ModuleEvidence {
  return { outcomes: [], phrases: [], findings, draft: false, failed: true, whole: false };
}

async function gather(workspace: LoadedWorkspace, asked: Asked): Promise<ModuleEvidence> {
  const { module, steering } = asked;
  const { flags, vocabulary } = workspace;
  // The code is asked for first, and waited for last: another thread may read it.
  const [read, own] = await Promise.all([asked.code(), gatherHere(workspace, asked)]);
  const { documents, features, components, description, bench } = own;
  const code = { ...read, bench };
  const unreadable = code.python?.findings.filter((finding) => finding.code !== "E_PYTHON_SYNTAX") ?? [];
  if (unreadable.length > 0) return failedEvidence(unreadable.map((finding) => ofModule(finding, module.name)));
  const apis = extractApis(code.python, {
    moduleFolder: module.dir,
    vocabulary,
    features: features.accepted.map(({ key }) => key),
    flags,
  });
  const measured = extractMeasurements(code, steering.slaTargets ?? policyTargets(steering.lane, flags));
  const outcomes: FieldOutcome[] = [
    features.outcome,
    components.outcome,
    description,
    apis.apis,
    apis.pending,
    ...measured.outcomes,
    ...extractTargets(steering.lane, flags),
  ];
  const found = [...documents.flatMap((document) => document.findings), ...apis.findings, ...measured.findings];
  const findings = found.map((finding) => ofModule(finding, module.name));
  const draft = documents.length > 0 && documents.every((document) => document.draft);
  return {
    outcomes,
    phrases: features.phrases,
    findings,
    draft,
    failed: false,
    whole: measured.findings.length === 0,
  };
}

/** What the documents of a module say, and its benchmarks. */
async function gatherHere(workspace: LoadedWorkspace, { module, consulted }: Asked) {
  const { flags, vocabulary } = workspace;
  const documents = await readDocuments(workspace, module, consulted);
  const features = extractFeatures(documents, vocabulary, flags);
  const components = extractComponents(documents);
  const description = extractDescription(documents, features.accepted, components.names.length, module.name);
  const bench = await attempt(module, () => readBench(consulted, module));
  return { documents, features, components, description, bench };
}

async function readDocuments(
  { config, sources }: LoadedWorkspace,
  module: LoadedModule,
  consulted: Consulted,
): Promise<ContextDocument[]> {
  const paths = selectContextDocuments(module.files, module.dir, config.context);
  const names = (await consulted.names(module.dir)) ?? [];
  for (const path of selectContextDocuments(
    names.map((name) => joinPath(module.dir, name)),
    module.dir,
    config.context,
  )) {
    if ((await sources.kindOf(path)) === "directory") throw folderAt(path);
  }
  const documents = await Promise.all(paths.map((path) => readContextDocument(consulted, path)));
  return documents.filter((document) => document !== undefined);
}

function folderAt(path: string): T4Error {
  return new T4Error("E_NOT_A_FILE", `${path} is a folder where a context document was expected`, {
    file: path,
    hint: "Rename the folder, or take its name out of `context` in t4.config.json.",
  });
}

function ofModule(finding: Finding, module: string): Finding {
  return { ...finding, module };
}
