import { type FilePort, nodeFiles } from "@t4/core";
import { type OddWorkspace, oddWorkspace, testContext } from "@t4/testkit";
import { readLedger } from "@t4/writer";
import { expect } from "vitest";
import type { WorkflowContext } from "./context.ts";
import { enrich } from "./enrich.ts";
import { record } from "./record.ts";
import type { RevertReport } from "./revert-report.ts";
import { revert, type RevertInput } from "./revert.ts";

export const LEDGER = "manifests/.ledger";
export const LAST: RevertInput = { aim: "last", modules: [], reason: null, dryRun: false };
/** A description by a person. */
export const CLEARER =
  "A person wrote this about the module, at such a length that the schema takes it for a description: it says what the module does, and for whom.";

/** A workspace in which commands run one after the other, each an hour after the one before. */
export interface RevertWorkspace extends OddWorkspace {
  /** The manifests as they were before anything was written. */
  original: Map<string, string>;
  /** The context of the next command, on other files or in another copy where these are given. */
  context(files?: FilePort, at?: string): WorkflowContext;
  /** Enriches these modules, all of them for []. */
  enrichAll(modules?: string[]): Promise<unknown>;
  /** Reverts the newest run, or what `more` says; in another copy where `at` is given. */
  undo(more?: Partial<RevertInput>, at?: string): Promise<RevertReport>;
  /** Records what was edited in a module; gives the id of the run. */
  recordEdits(module: string): Promise<string>;
  /** The ids of all runs, the oldest first. */
  runIds(): Promise<string[]>;
  /** Does it and checks that nothing in the tree changed, no time stamp either. */
  changesNothing<T>(act: () => Promise<T>): Promise<T>;
}

/** Makes a workspace of so many modules whose manifests people wrote each in their own way. */
export async function revertWorkspace(modules = 3): Promise<RevertWorkspace> {
  const workspace = await oddWorkspace(modules);
  const { root } = workspace;
  let hour = 0;
  const context = (files = nodeFiles, at = root) => {
    hour += 1;
    return testContext(at, files, new Date(Date.parse("2026-11-21T09:00:00Z") + hour * 3_600_000).toISOString());
  };
  const runIds = async () => {
    const { runs } = await readLedger({ files: nodeFiles, root, ledgerDir: LEDGER });
    return runs.toSorted((a, b) => (a.header.at < b.header.at ? -1 : 1)).map(({ id }) => id);
  };
  return {
    ...workspace,
    original: await workspace.manifests(),
    context,
    runIds,
    enrichAll: (chosen = []) => enrich({ modules: chosen, dryRun: false }, context()),
    async undo(more = {}, at = root) {
      return (await revert({ ...LAST, ...more }, context(nodeFiles, at))).report;
    },
    async recordEdits(module) {
      const { findings } = await record({ modules: [module], reason: "by hand", dryRun: false }, context());
      expect(findings).toEqual([]);
      return (await runIds()).at(-1) ?? "";
    },
    async changesNothing<T>(act: () => Promise<T>) {
      let result: Promise<T> | undefined;
      expect(await workspace.changesOf(() => (result = act()).catch(() => undefined))).toEqual([]);
      return result as Promise<T>;
    },
  };
}
