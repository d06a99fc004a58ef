import { sha256 } from "@t4/core";
import type { WorkflowContext } from "../context.ts";
import type { LoadedWorkspace } from "../open.ts";
import { EvidenceCache } from "./cache.ts";
import { openCodeReader } from "./code.ts";
import { EvidenceReader } from "./reader.ts";
import type { CodeThread } from "./thread/code-thread.ts";

/** The evidence of a workspace's modules, as far as somebody asks for it. */
export interface OpenedEvidence {
  cache: EvidenceCache;
  reader: EvidenceReader;
}

/** Loads what earlier runs have kept. Writes nothing. What is not kept of code is read in `thread`, where there is one. */
export async function openEvidence(
  workspace: LoadedWorkspace,
  context: WorkflowContext,
  thread?: CodeThread,
): Promise<OpenedEvidence> {
  const cache = await EvidenceCache.load(context.files, context.root, cacheKey(workspace, context));
  const here = openCodeReader(workspace, workspace.modules);
  const code = thread?.open(workspace.config, workspace.modules, here) ?? here;
  return { cache, reader: new EvidenceReader(workspace, cache, code) };
}

/** All evidence depends on T4 itself, on the settings, and on which folders are modules: their code imports each other. */
function cacheKey({ settingsSha, modules }: LoadedWorkspace, { cacheBinding }: WorkflowContext): string {
  return sha256([cacheBinding, settingsSha, ...modules.map((module) => module.dir)].join("\n"));
}
