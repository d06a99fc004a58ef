import { sortedSet } from "@t4/core";
import { discover } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import { loadModules } from "./load-modules.ts";
import { openWithoutVocabulary } from "./open.ts";

/** The names of the workspace's modules, sorted, also of those whose manifests need mending. Throws what the config is at fault for, and `E_GIT`. */
export async function moduleNames(context: WorkflowContext): Promise<string[]> {
  const workspace = await openWithoutVocabulary(context);
  const { modules, failed } = await loadModules(workspace, (await discover(workspace)).modules);
  return sortedSet([...modules, ...failed].map(({ name }) => name));
}
