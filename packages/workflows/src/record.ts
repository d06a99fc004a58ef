import { type Act, claimEdits } from "@t4/composer";
import { dirName, encodeUtf8, type Finding, fixedClock, formatJson, parsePointer, sortedSet } from "@t4/core";
import { latestByPath } from "@t4/ledger";
import type { Workspace } from "@t4/readers";
import { type FileChange, readLedger } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { attributeChanges } from "./ledger-changes.ts";
import type { FailedModule, LoadedModule } from "./load-modules.ts";
import { ledgerPlace, openSettings, openWithModules, problemsOf } from "./open.ts";
import { findEdits, type FoundEdit, type PresentFile, recordEdits } from "./record-edits.ts";
import { selectModules } from "./select-modules.ts";
import { checkNotDeleted } from "./verify-empty.ts";
import { afterRecording, commitChanges, exclusively } from "./write-run.ts";

export interface RecordedModule {
  module: string;
  path: string;
  /** Top-level fields that were edited. */
  fields: string[];
  /** Set when the manifest is gone. */
  removed?: true;
}

export interface RecordReport {
  dry_run: boolean;
  run: string | null;
  modules: RecordedModule[];
  /** Manifests that cannot be used or do not validate; they are not recorded. */
  findings: Finding[];
}

export interface RecordInput {
  /** Names; none for all. */
  modules: readonly string[];
  reason: string;
  /** Only say what would be recorded. */
  dryRun: boolean;
}

/**
 * Takes hand edits of manifests, and their removal, into the ledger as op `record`, and marks the edited fields as a person's. Throws `E_NO_MODULE`,
 * `E_LEDGER_ABSENT` where git holds runs and the ledger none, and what writing throws.
 */
export async function record(input: RecordInput, context: WorkflowContext): Promise<RecordReport> {
  const settings = await openSettings(context);
  await checkNotDeleted(settings);
  if (input.dryRun) return look(input, context);
  return exclusively(settings, context, async () => {
    const selection = await select(input, context);
    const recorded = await recordEdits(
      ledgerPlace(settings),
      { ...selection.act, at: selection.act.now, reason: input.reason },
      selection.files,
    );
    const changes = selection.modules.flatMap((module) => claim(module, selection.act) ?? []);
    // Both runs are of one moment: a revert takes them for what they are, one command's.
    const clock = fixedClock(selection.act.now);
    const claimed =
      changes.length === 0
        ? null
        : await afterRecording(recorded.run, () =>
            commitChanges({ op: "record", reason: input.reason, changes }, settings, { ...context, clock }),
          );
    return {
      dry_run: false,
      run: claimed ?? recorded.run,
      modules: describe(recorded.edits, changes),
      findings: selection.findings,
    };
  });
}

async function look(input: RecordInput, context: WorkflowContext): Promise<RecordReport> {
  const settings = await openSettings(context);
  const { modules, files, act, findings } = await select(input, context);
  const edits = await findEdits(ledgerPlace(settings), files);
  const changes = modules.flatMap((module) => claim(module, act) ?? []);
  return { dry_run: true, run: null, modules: describe(edits, changes), findings };
}

async function select(input: RecordInput, context: WorkflowContext) {
  const workspace = await openWithModules(context);
  const gone = await goneManifests(workspace);
  const present = [...workspace.modules, ...workspace.failed];
  const names = new Set(present.map(({ name }) => name));
  const selected = selectModules<LoadedModule | FailedModule | GoneModule>(
    [...present, ...gone.filter(({ name }) => !names.has(name))],
    input.modules,
  );
  const usable = selected.filter((module) => "manifest" in module);
  const wanted = new Set(input.modules);
  const isWanted = ({ name, manifestPath }: GoneModule): boolean =>
    wanted.size === 0 || wanted.has(name) || wanted.has(dirName(manifestPath));
  const removed = gone.filter(isWanted);
  const problems = new Map(usable.map((module) => [module, problemsOf(module, workspace)]));
  const modules = usable.filter((module) => problems.get(module)?.length === 0);
  return {
    modules,
    files: [...modules, ...removed].map(({ name, manifestPath, bytes }): PresentFile => ({
      module: name,
      path: manifestPath,
      bytes,
    })),
    findings: [
      ...selected.flatMap((module) => ("finding" in module ? module.finding : [])),
      ...[...problems.values()].flat(),
    ],
    act: { actor: await context.actor(), now: context.clock.now() },
  };
}

/** A manifest that the ledger knows and that is not there any more, under the module name it last had. */
interface GoneModule {
  name: string;
  manifestPath: string;
  bytes: null;
}

async function goneManifests(workspace: Workspace): Promise<GoneModule[]> {
  const { runs } = await readLedger(ledgerPlace(workspace));
  const known = [...latestByPath(runs).values()].map(({ entry }) => entry);
  const gone: GoneModule[] = [];
  for (const { module, path, after } of known) {
    if (module === null || after === null || (await workspace.sources.has(path))) continue;
    gone.push({ name: module, manifestPath: path, bytes: null });
  }
  return gone;
}

function claim({ name, manifestPath, manifest, bytes }: LoadedModule, act: Act): FileChange | undefined {
  const { manifest: claimed, fields } = claimEdits(manifest, act);
  if (fields.length === 0) return undefined;
  return {
    module: name,
    path: manifestPath,
    before: bytes,
    after: encodeUtf8(formatJson(claimed)),
    changes: attributeChanges(manifest, claimed, [], { extractor: "human", confidence: "high" }),
  };
}

/** The recorded modules with the top-level fields that people edited or that are theirs now. */
function describe(edits: readonly FoundEdit[], claims: readonly FileChange[]): RecordedModule[] {
  const modules = new Map<string, RecordedModule & { names: Set<string> }>();
  for (const { module, path, changes, after } of [...edits.map(({ entry }) => entry), ...claims]) {
    const known = modules.get(path) ?? { module: module ?? path, path, fields: [], names: new Set<string>() };
    if (after === null) known.removed = true;
    else for (const { field } of changes) known.names.add(fieldOf(field));
    modules.set(path, known);
  }
  return [...modules.values()].map(({ names, ...module }) => ({ ...module, fields: sortedSet(names) }));
}

function fieldOf(pointer: string): string {
  const [first = "", second] = parsePointer(pointer);
  return first === "_provenance" && second !== undefined ? second : first;
}
