import { baseName, parseJson, getOwn, isJsonObject, dirName } from "@t4/core";
import { headsOf } from "@t4/ledger";
import { hookIndex, MANIFEST_NAME, Sources, stagedFiles, stagePaths, touchedPaths } from "@t4/readers";
import { readLedger } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { ledgerPlace, openWithoutVocabulary } from "./open.ts";
import { findEdits, type PresentFile } from "./record-edits.ts";
import { record } from "./record.ts";

/** A staged manifest that the staged ledger does not know like this. */
export interface StagedEdit {
  module: string;
  path: string;
  /**
   * `unrecorded`: nobody has recorded it; `partial`: nor that, and the working tree has it otherwise, so that recording would take what is not
   * committed; `unstaged`: a run records it, which is not staged.
   */
  state: "unrecorded" | "partial" | "unstaged";
  /** Set when it is neither staged nor there any more, so that nothing is left to add. */
  removed?: true;
}

export interface StagedEdits {
  edits: StagedEdit[];
  /** True when the commit is of some paths only, so that nothing can be added to it any more. */
  isClosed: boolean;
  /** The ledger's folder, relative to the workspace. */
  ledger: string;
}

/**
 * The hand edits of manifests that the next commit would bring without their record; of manifests that the ledger has never seen, none. Writes nothing. Throws
 * `E_GIT`, `E_LEDGER`, and what the config is at fault for.
 */
export async function findStagedEdits(context: WorkflowContext): Promise<StagedEdits> {
  const { files, root } = context;
  const index = await hookIndex(root);
  // git makes such an index for `git commit PATH`, and throws it away afterwards.
  const isClosed = baseName(index ?? "").startsWith("next-index-");
  const paths = (await touchedPaths(root, { staged: true })).filter((path) => baseName(path) === MANIFEST_NAME);
  if (paths.length === 0) return NOTHING_STAGED;
  const staged = { ...context, files: await stagedFiles(files, root) };
  const settings = await openWithoutVocabulary(staged);
  const { ledger } = settings.config;
  const place = ledgerPlace(settings);
  const sources = new Sources(staged.files, root);
  const present = await Promise.all(paths.map((path) => readManifest(path, sources)));
  const found = await findEdits(
    place,
    present.flatMap((file) => file ?? []),
  );
  if (found.length === 0) return NOTHING_STAGED;
  const onDisk = ledgerPlace(await openWithoutVocabulary(context));
  const { runs } = await readLedger(onDisk);
  const now = new Sources(files, root);
  const edits = found.map(async ({ entry, module, afterBytes }): Promise<StagedEdit> => {
    const { path, after } = entry;
    const bytes = (await now.readBytes(path)) ?? null;
    const isGone = bytes === null && afterBytes === null;
    const about = { module: module ?? dirName(path), path, ...(isGone && { removed: true as const }) };
    if (headsOf(runs, path).some((head) => head.entry.after === after)) return { ...about, state: "unstaged" };
    const isSame =
      bytes === null || afterBytes === null ? bytes === afterBytes : Buffer.compare(bytes, afterBytes) === 0;
    return { ...about, state: isSame ? "unrecorded" : "partial" };
  });
  return { edits: await Promise.all(edits), isClosed, ledger };
}

const NOTHING_STAGED: StagedEdits = { edits: [], isClosed: false, ledger: "" };

/** Undefined for a manifest that cannot be read or parsed, which gates tell of. */
async function readManifest(path: string, sources: Sources): Promise<PresentFile | undefined> {
  try {
    const bytes = (await sources.readBytes(path)) ?? null;
    const manifest = bytes === null ? undefined : parseJson(bytes, path).value;
    const name = isJsonObject(manifest) ? getOwn(manifest, "module") : undefined;
    return { module: typeof name === "string" ? name : null, path, bytes };
  } catch {
    return undefined;
  }
}

/**
 * Records these edits and adds the record to what will be committed. Gives the run's name, null when there was nothing to record. Throws as {@link record}
 * does, and `E_GIT`.
 */
export async function recordStagedEdits(
  { edits, reason }: { edits: readonly StagedEdit[]; reason: string },
  context: WorkflowContext,
): Promise<string | null> {
  const { run } = await record({ modules: edits.map(({ module }) => module), reason, dryRun: false }, context);
  const { config } = await openWithoutVocabulary(context);
  const sources = new Sources(context.files, context.root);
  const present: string[] = [];
  for (const { path } of edits) if (await sources.has(path)) present.push(path);
  await stagePaths(context.root, [config.ledger, ...present], await hookIndex(context.root));
  return run;
}

/** Adds the runs that are not staged yet to what will be committed. Throws `E_GIT`. */
export async function stageLedger(context: WorkflowContext): Promise<void> {
  const { config } = await openWithoutVocabulary(context);
  await stagePaths(context.root, [config.ledger], await hookIndex(context.root));
}
