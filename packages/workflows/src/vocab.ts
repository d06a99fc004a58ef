import { encodeUtf8, type Finding, formatJson, joinPath, type JsonValue, parseJson } from "@t4/core";
import { diffManifests } from "@t4/ledger";
import type { Workspace } from "@t4/readers";
import {
  addKey,
  addSynonym,
  editJsonText,
  normalizePhrase,
  rejectPhrase,
  vocabularyToJson,
  type VocabularyFiles,
} from "@t4/vocab";
import { unifiedDiff, type FileChange } from "@t4/writer";
import type { WorkflowContext } from "./context.ts";
import { openSettings } from "./open.ts";
import { judgeQueueAnew, needQueue } from "./review-queue.ts";
import { vocabularyFindings, vocabularyFolder } from "./vocabulary-findings.ts";
import { planAndWrite, type RunToWrite } from "./write-run.ts";

/** A feature key as `t4 vocab list` shows it. */
export interface ListedFeature {
  key: string;
  title: string;
  category: string;
  synonyms: string[];
}

/** The features whose key, title or a synonym holds `text`, all without it; sorted by key. */
export async function listVocabulary(
  { text }: { text: string | undefined },
  context: WorkflowContext,
): Promise<ListedFeature[]> {
  const { vocabularyData } = await openSettings(context);
  const wanted = text === undefined ? undefined : normalizePhrase(text);
  return Object.entries(vocabularyData.features)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { title, category, synonyms }]) => ({ key, title, category, synonyms }))
    .filter(
      ({ key, title, synonyms }) =>
        wanted === undefined || [key, title, ...synonyms].some((wording) => normalizePhrase(wording).includes(wanted)),
    );
}

export interface VocabularyCheck {
  features: number;
  capabilities: number;
  tags: number;
  findings: Finding[];
}

/** Counts the vocabulary's entries and lists every ambiguous wording. Throws `E_VOCAB` for a malformed file. */
export async function checkVocabulary(context: WorkflowContext): Promise<VocabularyCheck> {
  const workspace = await openSettings(context);
  const { features, capabilities, tags } = workspace.vocabularyData;
  return {
    features: Object.keys(features).length,
    capabilities: Object.keys(capabilities).length,
    tags: tags.length,
    findings: await vocabularyFindings(workspace),
  };
}

export interface Promotion {
  phrase: string;
  key: string;
  count: number;
}

export type VocabularyChange =
  | { action: "add"; key: string; title: string; category: string | undefined; synonyms: string[] }
  | { action: "promote"; phrase: string; key: string }
  | { action: "promoteAll"; promotions: Promotion[] }
  | { action: "reject"; phrase: string };

/** The phrases of the queue that suggest a key and were seen often enough, most frequent first. */
export async function suggestedPromotions(
  { minCount }: { minCount: number },
  context: WorkflowContext,
): Promise<Promotion[]> {
  const queue = await needQueue(await openSettings(context));
  return queue.items
    .filter((item) => item.kind === "unmapped" && item.count >= minCount)
    .flatMap(({ phrase, suggestion, count }) =>
      suggestion === undefined ? [] : [{ phrase, key: suggestion.key, count }],
    );
}

export interface VocabularyEdit {
  /** Files that changed or would change. */
  files: string[];
  run: string | null;
}

/**
 * Edits the workspace's own vocabulary as one run of op `vocab`; a file that the workspace does not have yet starts from the shipped one. What the edit does not
 * touch keeps its bytes, however the file is formatted.
 * Throws `E_VOCAB` when the edit makes no sense, and what writing throws.
 */
export async function editVocabulary(
  { change, dryRun }: { change: VocabularyChange; dryRun: boolean },
  context: WorkflowContext,
): Promise<{ report: VocabularyEdit; diffs: string[] }> {
  const { plan, run } = await planAndWrite(dryRun, context, (settings) => planEdit(settings, change, context));
  const diffs = plan.changes.map(({ path, before, after }) =>
    unifiedDiff(path, before && Buffer.from(before).toString(), after && Buffer.from(after).toString()),
  );
  return { report: { files: plan.changes.map(({ path }) => path), run }, diffs };
}

async function planEdit(settings: Workspace, change: VocabularyChange, context: WorkflowContext): Promise<RunToWrite> {
  const edited = vocabularyToJson(applyChange(settings.vocabularyData, change));
  const current = vocabularyToJson(settings.vocabularyData);
  const names = (Object.keys(edited) as (keyof VocabularyFiles)[]).filter(
    (name) => formatJson(edited[name]) !== formatJson(current[name]),
  );
  const changes = await Promise.all(names.map((name) => fileChange(settings, name, edited[name])));
  return { op: "vocab", reason: describe(change), changes, finish: () => judgeQueueAnew(context) };
}

function applyChange(data: Workspace["vocabularyData"], change: VocabularyChange): Workspace["vocabularyData"] {
  switch (change.action) {
    case "add":
      return addKey(
        data,
        change.key,
        change.title,
        change.category ?? (change.key.split(".")[0] as string),
        change.synonyms,
      );
    case "promote":
      return addSynonym(data, change.key, change.phrase);
    case "promoteAll":
      return change.promotions.reduce((edited, { key, phrase }) => addSynonym(edited, key, phrase), data);
    case "reject":
      return rejectPhrase(data, change.phrase);
  }
}

function describe(change: VocabularyChange): string {
  switch (change.action) {
    case "add":
      return `add ${change.key}`;
    case "promote":
      return `promote ${JSON.stringify(change.phrase)} to ${change.key}`;
    case "promoteAll":
      return `promote ${change.promotions.length} suggested phrases`;
    case "reject":
      return `reject ${JSON.stringify(change.phrase)}`;
  }
}

async function fileChange(workspace: Workspace, name: keyof VocabularyFiles, value: JsonValue): Promise<FileChange> {
  const path = joinPath(vocabularyFolder(workspace), `${name}.json`);
  const before = (await workspace.sources.readBytes(path)) ?? null;
  const old = before === null ? undefined : parseJson(before, path);
  const after = encodeUtf8(old === undefined ? formatJson(value) : editJsonText(old.text, old.value, value));
  const changes = diffManifests(old?.value, parseJson(after, path).value).map((change) => ({
    ...change,
    extractor: "human",
    confidence: "high" as const,
  }));
  return { module: null, path, before, after, changes };
}
