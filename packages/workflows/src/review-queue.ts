import { DEFAULT_CONFIG, type QueueItem, type ReviewQueue, validateQueue } from "@t4/contracts";
import { encodeUtf8, type Finding, parseJson, T4Error } from "@t4/core";
import { MAX_REPORT_BYTES, type Workspace } from "@t4/readers";
import { buildQueue, compileVocabulary, formatQueue, orderQueue, parseQueue } from "@t4/vocab";
import { replaceFile } from "@t4/writer";
import { asFinding } from "./as-finding.ts";
import type { WorkflowContext } from "./context.ts";
import { keepLedgerAttributes, keepQueueAttributes } from "./git-attributes.ts";
import { ledgerPlace, openSettings } from "./open.ts";

/** The review queue as it is on disk. */
export interface FoundQueue {
  queue: ReviewQueue | undefined;
  bytes: Uint8Array | undefined;
  findings: Finding[];
  /** Says that a merge put the file together; absent for a file as T4 writes it. */
  merged?: Finding;
}

/** The queue's file as it stands. */
export interface QueueFile {
  bytes: Uint8Array | undefined;
  text: string;
  /** Neither sorted nor united; undefined for no file, and for one that does not validate as a whole. */
  items: QueueItem[] | undefined;
}

/** Reads and validates the file in the queue's place, mending nothing. Throws what reading the file throws. */
export async function readQueueFile(place: Pick<Workspace, "config" | "sources">): Promise<QueueFile> {
  const bytes = await readQueueBytes(place);
  return { bytes, ...(bytes === undefined ? NOTHING : parseStrictly(bytes, place.config.queue)) };
}

const NOTHING = { text: "", items: undefined };

function parseStrictly(bytes: Uint8Array, path: string): Pick<QueueFile, "text" | "items"> {
  try {
    const { value, text } = parseJson(bytes, path, Infinity);
    if (validateQueue(value).length > 0) return { text, items: undefined };
    return { text, items: (value as unknown as ReviewQueue).items };
  } catch (error) {
    if (error instanceof T4Error) return NOTHING;
    throw error;
  }
}

/**
 * Reads the review queue, mended where a merge put it together. A malformed one counts as none, with a finding: it is derived, so it is
 * rebuilt. `file` is for who has read it already. Throws `E_CONFIG` for another file in a place that the config names.
 */
export async function readQueue(
  workspace: Pick<Workspace, "config" | "sources">,
  file?: QueueFile,
): Promise<FoundQueue> {
  const path = workspace.config.queue;
  const bytes = file === undefined ? await readQueueBytes(workspace) : file.bytes;
  if (bytes === undefined) return { queue: undefined, bytes, findings: [] };
  try {
    const items = file?.items;
    const { queue, mergedAt } =
      items === undefined ? parseQueue(bytes, path) : orderQueue({ version: 1, items }, file?.text ?? "");
    return { queue, bytes, findings: [], ...(mergedAt !== undefined && { merged: mergedFinding(path, mergedAt) }) };
  } catch (error) {
    if (path !== DEFAULT_CONFIG.queue) throw notAQueue(path, error);
    const fix = "Run `t4 enrich`, which rebuilds it; only the dates on which its items were first seen are lost.";
    return {
      queue: undefined,
      bytes,
      findings: [{ ...asFinding(error, path, undefined), severity: "warning", fix }],
    };
  }
}

/** The review queue for a command that is about it; an empty one when there is none yet. Throws for a malformed one, with its place. */
export async function needQueue(workspace: Workspace): Promise<ReviewQueue> {
  const bytes = await readQueueBytes(workspace);
  return bytes === undefined ? { version: 1, items: [] } : parseQueue(bytes, workspace.config.queue).queue;
}

/** The bytes of the queue's file, undefined for none. It may be larger than other sources: it speaks for every module. */
export function readQueueBytes({
  config,
  sources,
}: Pick<Workspace, "config" | "sources">): Promise<Uint8Array | undefined> {
  return sources.readBytes(config.queue, MAX_REPORT_BYTES);
}

/** What stands where the config puts the queue might be anything, so it is not written over. */
function notAQueue(path: string, cause: unknown): T4Error {
  return new T4Error("E_CONFIG", `\`queue\` in the config names ${path}, which holds no review queue`, {
    file: path,
    cause,
    hint: `Name another file, or remove ${path} when it is a damaged queue: it is rebuilt from the sources.`,
  });
}

function mergedFinding(file: string, line: number): Finding {
  return {
    code: "E_JSON",
    severity: "warning",
    file,
    line,
    message: `${file} is as a merge left it: nothing in it is lost, but other tools may not be able to read it`,
    fix: "Run `t4 enrich`, which writes it clean.",
  };
}

/** The bytes of a queue's file. */
export function queueBytes(queue: ReviewQueue): Uint8Array {
  return encodeUtf8(formatQueue(queue));
}

/** Writes the queue's file, after the attributes by which git merges it. The caller holds the lock; throws as {@link replaceFile} does. */
export async function writeQueue(workspace: Workspace, bytes: Uint8Array): Promise<void> {
  const place = ledgerPlace(workspace);
  await keepLedgerAttributes(place);
  await keepQueueAttributes(place, workspace.config.queue);
  await replaceFile(place, workspace.config.queue, bytes);
}

/** Rebuilds the queue from itself under the vocabulary as it is now: what maps or is rejected no longer waits. The caller holds the lock. */
export async function judgeQueueAnew(context: WorkflowContext): Promise<void> {
  const settings = await openSettings(context);
  const { queue: previous } = await readQueue(settings);
  if (previous === undefined) return;
  const modules = previous.items.flatMap((item) => item.modules.map((place) => place.module));
  const vocabulary = compileVocabulary(settings.vocabularyData);
  const next = buildQueue({ evaluated: [], modules, previous, vocabulary, now: context.clock.now() });
  await writeQueue(settings, queueBytes(next));
}
