import { GATE_IDS, nearest } from "@t4/contracts";
import { type FilePort, sortedSet, T4Error } from "@t4/core";
import { type AnyGate, asksSources, GATES, type GateReport, runGates } from "@t4/gates";
import { findMergeBase, readConfig, Sources, stagedFiles, touchedPaths, type TouchedSince } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { startAhead } from "./evidence/thread/start.ts";
import { type FactTools, factTools, openFacts } from "./facts/open-facts.ts";
import { loadWaivers } from "./load-waivers.ts";
import { requireWorkspace } from "./require-workspace.ts";
import { touchedModules } from "./touched-modules.ts";

export interface QualityInput {
  /** The gates to run; undefined for all. */
  gates?: readonly string[] | undefined;
  /** Judge only the modules that were touched; of what is staged, as the next commit will have them. */
  since?: TouchedSince | undefined;
  /** A branch, tag or commit: the ledger must only have been added to since HEAD left it. */
  base?: string | undefined;
}

/** A report, and what it speaks of. */
export interface QualityReport extends GateReport {
  /** Names of the modules that were judged, sorted; undefined for all. */
  modules: string[] | undefined;
}

/**
 * Runs gates over one load of the workspace, and writes nothing. Throws `E_USAGE` for a gate or a base that there is none of, `E_CONFIG` for a config that was
 * named and cannot be read, `E_ROOT` where there is no workspace, and `E_GIT` when git cannot tell what was touched.
 */
export async function quality(input: QualityInput, context: WorkflowContext): Promise<QualityReport> {
  const { since, base } = input;
  const gates = input.gates === undefined ? GATES : chooseGates(input.gates);
  const asked = since && askGit(since, context);
  await requireWorkspace(context).catch(ignoreFaults);
  await requireNamed(base, context);
  const thread = since === undefined && gates.some(asksSources) ? await startAhead(context) : undefined;
  const judged = asked === undefined ? context : { ...context, files: await asked.files };
  const tools = factTools(judged, { scope: undefined, base, thread });
  if (thread !== undefined) await readAhead(tools);
  const touched = await asked?.touched;
  const scope = touched && (await touchedModules(touched, tools));
  const report = await runGates({
    gates,
    source: openFacts({ ...tools, scope, touched: touched && new Set(touched) }),
    waivers: await loadWaivers(new Sources(judged.files, judged.root)),
    scope,
    elapsed: () => performance.now(),
    progress: context.progress,
  });
  await tools.close();
  return { ...report, modules: scope && sortedSet(scope) };
}

/** Has the thread begin before gates are judged that ask for no evidence. What is at fault is told by those that do. */
async function readAhead(tools: FactTools): Promise<void> {
  try {
    const [{ modules }, { reader }] = await Promise.all([tools.modules(), tools.evidence()]);
    reader.expect(modules);
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
  }
}

/** Asks git for what was touched and for the files as they are judged at once, for starting it takes as long as its answer. */
function askGit(
  since: TouchedSince,
  { files, root }: WorkflowContext,
): { files: Promise<FilePort>; touched: Promise<string[]> } {
  const asked = {
    files: "staged" in since ? stagedFiles(files, root) : Promise.resolve(files),
    touched: touchedPaths(root, since),
  };
  // They are awaited one after the other, and what is wrong before is told first.
  for (const answer of Object.values(asked)) answer.catch(() => undefined);
  return asked;
}

/** Settings that are at fault are findings of a gate; only a folder without any workspace is an error. */
function ignoreFaults(error: unknown): void {
  if (!(error instanceof T4Error) || error.code === "E_ROOT") throw error;
}

/** What the command line names has to be there. A base that git cannot compare with is the ledger gate's to tell of. */
async function requireNamed(base: string | undefined, context: WorkflowContext): Promise<void> {
  const { root, configPath } = context;
  if (configPath !== undefined) await readConfig(context, root, new Sources(context.files, root));
  if (base === undefined) return;
  await findMergeBase(root, base).catch((error: unknown) => {
    if (!(error instanceof T4Error) || error.code !== "E_GIT") throw error;
  });
}

function chooseGates(ids: readonly string[]): AnyGate[] {
  for (const id of ids) {
    if (GATE_IDS.some((known) => known === id)) continue;
    const guess = nearest(id, GATE_IDS);
    const beside =
      id === "waivers" ? "Waivers are judged with the gates that they are for: `t4 quality` runs all." : undefined;
    throw new T4Error("E_USAGE", `there is no gate ${JSON.stringify(id)}`, {
      hint: beside ?? (guess === undefined ? "`t4 gates` lists them." : `Did you mean ${guess}?`),
    });
  }
  return GATES.filter(({ id }) => ids.includes(id));
}
