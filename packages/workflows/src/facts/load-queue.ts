import { type QueueItem, validateQueue } from "@t4/contracts";
import { type Finding, parseJson, T4Error } from "@t4/core";
import type { QueueFacts } from "@t4/gates";
import { readQueue, readQueueBytes } from "../review-queue.ts";
import { closedFolders, possibleNames } from "../closed-folders.ts";
import { asFinding } from "../as-finding.ts";
import { type FactTools, locatedFile } from "./fact-tools.ts";

/** The review queue as its file has it. */
export async function loadQueue(tools: Pick<FactTools, "workspace">): Promise<QueueFacts> {
  const workspace = await tools.workspace();
  const path = workspace.config.queue;
  const bytes = await readQueueBytes(workspace);
  const { text, items } = bytes === undefined ? NOTHING : parseStrictly(bytes, path);
  const faults = bytes === undefined || items !== undefined ? {} : await faultsOf(workspace);
  return {
    file: locatedFile(path, text),
    items,
    problem: faults.problem,
    merged: faults.merged,
    vocabulary: workspace.vocabulary,
    modules: new Set(possibleNames(workspace, items ?? [])),
    unmeasured: closedFolders(workspace.failed).map(
      (folder) => `${folder} cannot be read, so modules in it are not seen`,
    ),
  };
}

const NOTHING = { text: "", items: undefined };

/** The items as they stand, neither sorted nor united; undefined when the file does not validate. */
function parseStrictly(bytes: Uint8Array, path: string): { text: string; items: readonly QueueItem[] | undefined } {
  try {
    const { value, text } = parseJson(bytes, path, Infinity);
    if (validateQueue(value).length > 0) return { text, items: undefined };
    return { text, items: (value as unknown as { items: QueueItem[] }).items };
  } catch (error) {
    if (error instanceof T4Error) return NOTHING;
    throw error;
  }
}

/** What T4 itself says of the file when it reads it. */
async function faultsOf(
  workspace: Parameters<typeof readQueue>[0],
): Promise<{ problem?: Finding | undefined; merged?: Finding | undefined }> {
  try {
    const { findings, merged } = await readQueue(workspace);
    return { problem: findings[0], merged };
  } catch (error) {
    // Another file in the queue's place: what is wrong in it stands in the cause.
    const { cause } = error as Error;
    const finding = asFinding(error, workspace.config.queue, undefined);
    const place = cause instanceof T4Error ? { line: cause.line, column: cause.column } : {};
    return { problem: { ...finding, ...place } };
  }
}
