import { join } from "node:path";
import type { WorkflowContext } from "../../context.ts";
import { hasCache } from "../cache-file.ts";
import { CodeThread } from "./code-thread.ts";

/**
 * Starts the thread that reads code, for a run over all modules of which earlier ones have kept nothing: then every source has to be read, and the thread
 * is ready by the time that the modules are known. Undefined where it would bring nothing, or there is none.
 */
export async function startCodeThread(context: WorkflowContext): Promise<CodeThread | undefined> {
  const { codeThread, files, root, shippedFolder } = context;
  if (codeThread === undefined || (await hasCache(files, root))) return undefined;
  try {
    return new CodeThread(codeThread, { root, grammarFolder: join(shippedFolder, "grammars") });
  } catch {
    return undefined; // The system gives no more threads: one is enough.
  }
}
