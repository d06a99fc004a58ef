import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import type { WorkflowContext } from "../../context.ts";
import { hasCache } from "../cache-file.ts";
import { CodeThread } from "./code-thread.ts";

/**
 * Starts the thread that reads code ahead of a run over all modules of which earlier ones have kept nothing: then every source has to be read, and the thread
 * is ready by the time that the modules are known. Undefined where something is kept, and where there is no thread to be had.
 */
export async function startAhead(context: WorkflowContext): Promise<CodeThread | undefined> {
  return (await hasCache(context.files, context.root)) ? undefined : startThread(context);
}

/** Starts the thread that reads code; undefined where there is none to be had, and for other files than those on the disk, which it would not see. */
export function startThread({ codeThread, files, root, shippedFolder }: WorkflowContext): CodeThread | undefined {
  if (codeThread === undefined || files !== nodeFiles) return undefined;
  try {
    return new CodeThread(codeThread, { root, grammarFolder: join(shippedFolder, "grammars") });
  } catch {
    return undefined; // The system gives no more threads: one is enough.
  }
}
