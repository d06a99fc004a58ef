import { type Finding, T4Error } from "@t4/core";
import type { QueueFacts } from "@t4/gates";
import { type QueueFile, readQueue } from "../review-queue.ts";
import { closedFolders, possibleNames } from "../closed-folders.ts";
import { asFinding } from "../as-finding.ts";
import { type FactTools, locatedFile } from "./fact-tools.ts";

/** The review queue as its file has it. */
export async function loadQueue(tools: Pick<FactTools, "workspace" | "queueFile">): Promise<QueueFacts> {
  const workspace = await tools.workspace();
  const path = workspace.config.queue;
  const queue = await tools.queueFile(workspace.config);
  const { bytes, text, items } = queue;
  const faults = bytes === undefined || items !== undefined ? {} : await faultsOf(workspace, queue);
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

/** What T4 itself says of the file when it reads it. */
async function faultsOf(
  workspace: Parameters<typeof readQueue>[0],
  file: QueueFile,
): Promise<{ problem?: Finding | undefined; merged?: Finding | undefined }> {
  try {
    const { findings, merged } = await readQueue(workspace, file);
    return { problem: findings[0], merged };
  } catch (error) {
    // Another file in the queue's place: what is wrong in it stands in the cause.
    const { cause } = error as Error;
    const finding = asFinding(error, workspace.config.queue, undefined);
    const place = cause instanceof T4Error ? { line: cause.line, column: cause.column } : {};
    return { problem: { ...finding, ...place } };
  }
}
