import { join } from "node:path";
import { decodeUtf8, encodeUtf8, parseJsonText, T4Error } from "@t4/core";
import { type Change, diffManifests } from "@t4/ledger";
import { ignoredAmong, isInCheckout } from "@t4/readers";
import {
  FRAGMENT,
  MAKEFILES,
  manifestText,
  OTHER_CI,
  planFiles,
  planModules,
  type PlannedFile,
  type PlannedModule,
  type Surroundings,
} from "@t4/scaffold";
import type { FileChange } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { type Opened, openToInit } from "./init-open.ts";
import { lookAt } from "./init-places.ts";
import type { InitReport } from "./init-report.ts";
import { readRepository } from "./init-repository.ts";
import { compileValidator } from "./open.ts";
import { commitChanges, endWhatWasKilled, exclusively } from "./write-run.ts";

export type { InitReport } from "./init-report.ts";

export interface InitInput {
  /** False: only say what would be written. */
  apply: boolean;
  /** T4's package and version, for what runs it elsewhere. */
  t4: { name: string; version: string };
}

/**
 * Adopts T4 in a folder: proposes a manifest for each module that has none and the settings that are not there yet, and with `apply` writes them as one run of
 * op `init`. No file that is there is touched. Throws `E_CONFIG` for a config that is there and broken, `E_ROOT`, `E_GIT`, and what writing throws.
 */
export async function init(input: InitInput, given: WorkflowContext): Promise<InitReport> {
  // The folder that is to become a workspace is meant, whatever lies below it.
  const context = { ...given, isGuess: false };
  const opened = await openToInit(context);
  if (input.apply) await endWhatWasKilled(opened.workspace, context);
  const first = await plan(opened, input, context);
  if (!input.apply || first.changes.length === 0) return first.report;
  return exclusively(opened.workspace, context, async () => {
    const fresh = await openToInit(context);
    const { changes, report } = await plan(fresh, input, context);
    if (changes.length === 0) return report;
    const run = await commitChanges({ op: "init", reason: null, changes }, fresh.workspace, context);
    return { ...report, run };
  });
}

interface Plan {
  changes: FileChange[];
  report: InitReport;
}

async function plan(opened: Opened, input: InitInput, context: WorkflowContext): Promise<Plan> {
  const { workspace } = opened;
  const repository = await readRepository(workspace, context);
  const { modules, setAside } = planModules(repository.facts, repository.codeOwners);
  const leftOut = [...repository.leftOut, ...setAside.map((path) => ({ path, why: SET_ASIDE }))];
  const validate = await compileValidator(workspace);
  const changes: FileChange[] = [];
  const taken: PlannedModule[] = [];
  for (const module of modules) {
    const why = await whyNot(module, opened, validate);
    if (why !== undefined) leftOut.push({ path: module.folder || ".", why });
    else {
      taken.push(module);
      changes.push(newFile(module.module, module.path, manifestText(module.manifest)));
    }
  }
  const { files, advice } = planFiles(await surroundingsOf(opened, repository.facts.packages.get(""), input, context));
  const kept: string[] = [];
  const written: PlannedFile[] = [];
  for (const file of files) {
    const place = await lookAt(workspace.sources, file.path);
    if (place === "taken") kept.push(file.path);
    else if (place === "free") {
      written.push(file);
      changes.push(newFile(null, file.path, file.text));
    } else leftOut.push({ path: file.path, why: place.blocked });
  }
  return {
    changes,
    report: {
      run: null,
      apply: input.apply,
      modules: taken.map(({ module, folder, path, kinds, owners }) => ({
        module,
        folder: folder || ".",
        manifest: path,
        kinds,
        owners,
      })),
      governed: repository.facts.manifests.size,
      files: written.map(({ path, purpose }) => ({ path, purpose })),
      kept,
      by_hand: [...advice, ...(await adviseOnIgnored(changes, opened, context))],
      left_out: leftOut,
      findings: repository.findings,
    },
  };
}

const SET_ASIDE =
  "a package of the workspace, but tests, docs or an example by its place; a manifest put there by hand governs it";

/** Why a module gets no manifest after all; undefined when it does. */
async function whyNot(
  { folder, path, manifest }: PlannedModule,
  { workspace }: Opened,
  validate: Awaited<ReturnType<typeof compileValidator>>,
): Promise<string | undefined> {
  const place = await lookAt(workspace.sources, path);
  if (place === "taken") return "it has a manifest that git or the config ignores";
  if (place !== "free") return place.blocked;
  const [problem] = validate(manifest, folder);
  return problem && `the workspace's own schema asks for more: ${problem.message}`;
}

function newFile(module: string | null, path: string, text: string): FileChange {
  const differences = path.endsWith(".json")
    ? diffManifests(undefined, parseJsonText(text, path).value)
    : [{ field: "" }];
  const changes = differences.map((difference): Change => ({ ...difference, extractor: "init", confidence: "high" }));
  return { module, path, before: null, after: encodeUtf8(text), changes };
}

async function surroundingsOf(
  { workspace, places }: Opened,
  rootPackage: Surroundings["rootPackage"],
  { t4 }: InitInput,
  context: WorkflowContext,
): Promise<Surroundings> {
  const { files, root, shippedFolder, configPath = "t4.config.json" } = context;
  const { sources, config } = workspace;
  const shipped = async (path: string): Promise<string> =>
    decodeUtf8(await files.read(join(shippedFolder, path)), path);
  const textAt = async (path: string): Promise<string | undefined> => {
    try {
      return (await sources.read(path))?.text;
    } catch (error) {
      if (!(error instanceof T4Error)) throw error;
      return ""; // It is there, and T4 has nothing to say about it.
    }
  };
  const isThere = async (path: string): Promise<boolean> => (await lookAt(sources, path)) === "taken";
  const present = async (paths: readonly string[]): Promise<string | undefined> => {
    for (const path of paths) if (await isThere(path)) return path;
    return undefined;
  };
  const makefile = await present(MAKEFILES);
  const fragmentPlace = await lookAt(sources, FRAGMENT);
  const isTop = (await files.stat(join(root, ".git"))) !== undefined;
  const usesGitHub = (await sources.kindOf(".github").catch(() => undefined)) !== undefined;
  return {
    config,
    configPath,
    places,
    rootPackage,
    t4,
    shipped: { fragment: await shipped(FRAGMENT), tags: await shipped("vocab/tags.json") },
    makefile: makefile === undefined ? undefined : { path: makefile, text: (await textAt(makefile)) ?? "" },
    fragment: await textAt(FRAGMENT),
    hasFragment: fragmentPlace === "free" || fragmentPlace === "taken",
    ownsWorkflows: isTop || !(await isInCheckout(files, root)),
    otherCi: usesGitHub ? undefined : await present(OTHER_CI),
  };
}

/** What git would ignore is not committed, and a manifest among it is not even seen. */
async function adviseOnIgnored(
  changes: readonly FileChange[],
  { workspace }: Opened,
  { files, root }: WorkflowContext,
): Promise<InitReport["by_hand"]> {
  const wanted = [
    ...changes.map(({ path }) => path),
    `${workspace.config.ledger}/runs/run.ndjson`,
    workspace.config.queue,
  ];
  const [first, ...others] = await ignoredAmong(files, root, wanted);
  if (first === undefined) return [];
  const more = others.length === 0 ? "" : ` and ${others.length} more of T4's files`;
  return [
    {
      path: ".gitignore",
      what: `git ignores ${first}${more}: take them out of what it ignores, for example with \`!${first}\`.`,
    },
  ];
}
