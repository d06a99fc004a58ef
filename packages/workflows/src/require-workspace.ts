import { T4Error, WORKSPACE_MARKS } from "@t4/core";
import { discover, Sources } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { openWithoutVocabulary } from "./open.ts";

/**
 * For commands that only work on what is there: throws `E_ROOT` in a folder with no config, no ledger and no manifest, which somebody is in by mistake.
 * Costs a look at two paths in a workspace that has one of them. Throws as {@link discover} does, too.
 */
export async function requireWorkspace(context: WorkflowContext): Promise<void> {
  const { files, root, configPath } = context;
  if (configPath !== undefined) return;
  const sources = new Sources(files, root);
  for (const mark of WORKSPACE_MARKS) if (await isMarked(sources, mark)) return;
  const { modules, findings } = await discover(await openWithoutVocabulary(context));
  if (modules.length + findings.length > 0) return;
  throw new T4Error("E_ROOT", "there is no workspace here: no t4.config.json, no ledger, and no module.manifest.json", {
    hint: "Go to the workspace, or name it with --root DIR.",
  });
}

/** True also for what may not be looked at: that says the command itself. */
async function isMarked(sources: Sources, mark: string): Promise<boolean> {
  try {
    return await sources.has(mark);
  } catch (error) {
    if (error instanceof T4Error) return true;
    throw error;
  }
}
