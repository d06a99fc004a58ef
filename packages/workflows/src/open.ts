import { join } from "node:path";
import {
  checkCarriedPaths,
  compileManifestSchema,
  type SchemaProblem,
  toFinding,
  validateManifest,
} from "@t4/contracts";
import { baseName, dirName, type Finding, type JsonObject, parseJsonText } from "@t4/core";
import { discover, MANIFEST_NAME, type OpenOptions, openWorkspace, type Sources, type Workspace } from "@t4/readers";
import { compileVocabulary, type Vocabulary } from "@t4/vocab";
import type { LedgerPlace } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { ambiguityAt } from "./vocabulary-findings.ts";
import { type FailedModule, type LoadedModule, loadModules } from "./load-modules.ts";

/** A workspace with its settings made ready. */
export interface OpenedWorkspace extends Workspace {
  vocabulary: Vocabulary;
  /** What is wrong with a manifest of the module in `folder`, by the schema and by where its paths lead; [] when nothing is. */
  validate: (manifest: JsonObject, folder: string) => SchemaProblem[];
}

/** A workspace with all its modules' manifests. */
export interface LoadedWorkspace extends OpenedWorkspace {
  modules: LoadedModule[];
  failed: FailedModule[];
}

/** Opens the workspace and reads every manifest. Throws what its settings are at fault for. */
export async function openWithModules(context: WorkflowContext): Promise<LoadedWorkspace> {
  return loadWorkspace(await openSettings(context));
}

/** Makes the settings ready; `known` is for who has compiled the schema already. Throws `E_SCHEMA` and `E_VOCAB`. */
export async function compileSettings(
  workspace: Workspace,
  known?: OpenedWorkspace["validate"],
): Promise<OpenedWorkspace> {
  const validate = known ?? (await compileValidator(workspace));
  const ambiguity = await ambiguityAt(workspace);
  if (ambiguity !== undefined) throw ambiguity;
  return { ...workspace, vocabulary: compileVocabulary(workspace.vocabularyData), validate };
}

/** What says what is wrong with a manifest, by the workspace's own schema or the shipped one. Throws `E_SCHEMA`. */
export async function compileValidator({ schema }: Pick<Workspace, "schema">): Promise<OpenedWorkspace["validate"]> {
  const validate =
    schema === undefined
      ? validateManifest
      : await compileManifestSchema(parseJsonText(schema.text, schema.path).value, schema.path, schema.text);
  return (manifest, folder) => [...validate(manifest), ...checkCarriedPaths(manifest, folder)];
}

/** Opens the workspace without compiling anything: for what only edits the vocabulary or reads the ledger. */
export function openSettings(context: WorkflowContext, sources?: Sources): Promise<Workspace> {
  return openWorkspace({ ...optionsFrom(context), sources });
}

/** {@link openSettings} without the vocabulary, which is empty then: a broken file of it must not keep anybody from the ledger. */
export function openWithoutVocabulary(context: WorkflowContext, sources?: Sources): Promise<Workspace> {
  return openWorkspace({ ...optionsFrom(context), sources, withoutVocabulary: true });
}

function optionsFrom({ files, root, isGuess, configPath, shippedFolder }: WorkflowContext): OpenOptions {
  return { files, root, isGuess, configPath, shippedVocabulary: join(shippedFolder, "vocab") };
}

/** Reads every manifest of a workspace that is open. */
export async function loadWorkspace(settings: Workspace): Promise<LoadedWorkspace> {
  const workspace = await compileSettings(settings);
  return { ...workspace, ...(await readModules(settings)) };
}

/** Every manifest of a workspace, whatever its other settings hold. Throws as `discover` does. */
export async function readModules(
  settings: Pick<Workspace, "files" | "root" | "config" | "sources">,
): Promise<Pick<LoadedWorkspace, "modules" | "failed">> {
  const discovery = await discover(settings);
  const { modules, failed } = await loadModules(settings, discovery.modules);
  return { modules, failed: [...discovery.findings.map(asFailed), ...failed] };
}

/** What discovery could not take for a manifest. */
function asFailed(finding: Finding): FailedModule {
  const { file } = finding;
  return { name: baseName(file) === MANIFEST_NAME ? dirName(file) : file, manifestPath: file, finding };
}

/** What is wrong with the manifest of a module as it is. */
export function problemsOf(
  { manifest, dir, manifestPath, text, name }: LoadedModule,
  { validate }: LoadedWorkspace,
): Finding[] {
  return validate(manifest, dir).map((problem) => toFinding(problem, { file: manifestPath, text, module: name }));
}

/** Where the workspace's ledger is. */
export function ledgerPlace({ files, root, config }: Workspace): LedgerPlace {
  return { files, root, ledgerDir: config.ledger, known: new Map() };
}
