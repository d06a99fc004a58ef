import { DEFAULT_CONFIG, type ReviewQueue, validateQueue } from "@t4/contracts";
import { encodeUtf8, type Finding, formatJson, type JsonValue, parseJson, positionOfPointer, T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";
import { buildQueue, compileVocabulary } from "@t4/vocab";
import { replaceFile } from "@t4/writer";
import { asFinding } from "./as-finding.ts";
import type { WorkflowContext } from "./context.ts";
import { openSettings } from "./open.ts";

/** The review queue as it is on disk. A malformed one counts as none, with a finding: it is derived, so it is rebuilt. */
export async function readQueue(
  workspace: Workspace,
): Promise<{ queue: ReviewQueue | undefined; bytes: Uint8Array | undefined; findings: Finding[] }> {
  const path = workspace.config.queue;
  const bytes = await workspace.sources.readBytes(path);
  if (bytes === undefined) return { queue: undefined, bytes, findings: [] };
  try {
    return { queue: parseQueue(bytes, path), bytes, findings: [] };
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
export async function needQueue({ config, sources }: Workspace): Promise<ReviewQueue> {
  const bytes = await sources.readBytes(config.queue);
  return bytes === undefined ? { version: 1, items: [] } : parseQueue(bytes, config.queue);
}

/** What stands where the config puts the queue might be anything, so it is not written over. */
function notAQueue(path: string, cause: unknown): T4Error {
  return new T4Error("E_CONFIG", `\`queue\` in the config names ${path}, which holds no review queue`, {
    file: path,
    cause,
    hint: `Name another file, or remove ${path} when it is a damaged queue: it is rebuilt from the sources.`,
  });
}

function parseQueue(bytes: Uint8Array, path: string): ReviewQueue {
  const { value, text } = parseJson(bytes, path);
  const [problem] = validateQueue(value);
  if (problem === undefined) return value as unknown as ReviewQueue;
  throw new T4Error("E_JSON", `${path}: ${problem.message}`, {
    file: path,
    ...positionOfPointer(text, problem.pointer),
    hint: "Run `t4 enrich`, which rebuilds it.",
  });
}

/** The bytes of a queue's file. */
export function queueBytes(queue: ReviewQueue): Uint8Array {
  return encodeUtf8(formatJson(queue as unknown as JsonValue));
}

/** Rebuilds the queue from itself under the vocabulary as it is now: what maps or is rejected no longer waits. The caller holds the lock. */
export async function judgeQueueAnew(context: WorkflowContext): Promise<void> {
  const settings = await openSettings(context);
  const { queue: previous } = await readQueue(settings);
  if (previous === undefined) return;
  const modules = previous.items.flatMap((item) => item.modules.map((place) => place.module));
  const vocabulary = compileVocabulary(settings.vocabularyData);
  const next = buildQueue({ evaluated: [], modules, previous, vocabulary, now: context.clock.now() });
  await replaceFile(settings, settings.config.queue, queueBytes(next));
}
