import { type FilePort, formatPlace, type Finding, nodeFiles, T4Error } from "@t4/core";
import { type TestContext, testContext } from "./workflow-context.ts";

/** The workflows that people use in a history, as `@t4/workflows` declares them. */
export interface HistoryWorkflows {
  enrich: Workflow<{ modules: readonly string[]; dryRun: boolean }>;
  record: Workflow<{ modules: readonly string[]; reason: string; dryRun: boolean }>;
  editVocabulary: Workflow<{ change: VocabularyDecision; dryRun: boolean }>;
  revert: Workflow<{ aim: RevertChoice; modules: readonly string[]; reason: string | null; dryRun: boolean }>;
  verifyLedger: (
    input: { base?: string },
    context: TestContext,
  ) => Promise<{ findings: Finding[]; unmeasured: Finding[]; notes: string[] }>;
}

type Workflow<Input> = (input: Input, context: TestContext) => Promise<unknown>;
type VocabularyDecision = { action: "promote"; phrase: string; key: string } | { action: "reject"; phrase: string };

/** The newest run, one run, or all that came after one. */
type RevertChoice = "last" | { run: string } | { to: string };

/** The workflows in one workspace, each call at a time of its own. */
export interface HistoryTools {
  /** Enriches these modules, all when there are none. */
  enrich: (modules: readonly string[], now: string) => Promise<void>;
  record: (now: string) => Promise<void>;
  /** Takes a phrase into the vocabulary as one more wording of a key, or rejects it; nothing when it is there already. */
  decide: (phrase: string, key: string | undefined, now: string) => Promise<void>;
  revert: (aim: RevertChoice, now: string) => Promise<void>;
  /** Verifies the ledger; `base` is a revision to compare with. */
  verify: (base?: string) => Promise<Verdict>;
}

/** What verification finds and notes, a line each. */
interface Verdict {
  findings: string[];
  notes: string[];
}

/** Durability takes most of the time and is not what histories are about. */
const FILES: FilePort = { ...nodeFiles, syncFile: () => Promise.resolve(), syncDir: () => Promise.resolve() };

export function historyTools(root: string, workflows: HistoryWorkflows): HistoryTools {
  const at = (now: string): TestContext => testContext(root, FILES, now);
  const dryRun = false;
  return {
    enrich: async (modules, now) => {
      await workflows.enrich({ modules, dryRun }, at(now));
    },
    record: async (now) => {
      await workflows.record({ modules: [], reason: "as it should be", dryRun }, at(now));
    },
    decide: async (phrase, key, now) => {
      const change: VocabularyDecision =
        key === undefined ? { action: "reject", phrase } : { action: "promote", phrase, key };
      await unlessRefused(workflows.editVocabulary({ change, dryRun }, at(now)));
    },
    revert: async (aim, now) => {
      await workflows.revert({ aim, modules: [], reason: null, dryRun }, at(now));
    },
    verify: async (base) => {
      const { findings, unmeasured, notes } = await workflows.verifyLedger(
        base === undefined ? {} : { base },
        testContext(root, FILES),
      );
      return {
        findings: [...findings, ...unmeasured].map(
          (finding) => `${formatPlace(finding)} ${finding.code} ${finding.message}`,
        ),
        notes,
      };
    },
  };
}

async function unlessRefused(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof T4Error && error.code === "E_VOCAB")) throw error;
  }
}
