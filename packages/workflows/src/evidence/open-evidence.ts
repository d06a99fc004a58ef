import { sha256 } from "@t4/core";
import type { WorkflowContext } from "../context.ts";
import type { LoadedWorkspace } from "../open.ts";
import { EvidenceCache } from "./cache.ts";
import { type CodeReader, openCodeReader } from "./code.ts";
import { EvidenceReader } from "./reader.ts";
import type { CodeThread } from "./thread/code-thread.ts";
import { startThread } from "./thread/start.ts";

/** The evidence of a workspace's modules, as far as somebody asks for it. */
export interface OpenedEvidence {
  cache: EvidenceCache;
  reader: EvidenceReader;
}

/**
 * Loads what earlier runs have kept. Writes nothing. What is not kept of code is read in `thread`; where none was given and nothing can be used of what is
 * kept, a thread is started for so many modules that it is worth it.
 */
export async function openEvidence(
  workspace: LoadedWorkspace,
  context: WorkflowContext,
  thread?: CodeThread,
): Promise<OpenedEvidence> {
  const { config, modules } = workspace;
  const cache = await EvidenceCache.load(context.files, context.root, cacheKey(workspace, context));
  const here = openCodeReader(workspace, modules);
  const inThread = (started: CodeThread | undefined): CodeReader => started?.open(config, modules, here) ?? here;
  const isLate = thread === undefined && cache.isEmpty;
  const code = isLate ? openLate(here, () => inThread(startThread(context))) : inThread(thread);
  return { cache, reader: new EvidenceReader(workspace, cache, code) };
}

/** Above this, a thread brings more than its start takes, though it has to be waited for. */
const WORTH_A_THREAD = 50;

/** Reads by `here` until many modules are expected, then by what `start` gives. */
function openLate(here: CodeReader, start: () => CodeReader): CodeReader {
  let reader = here;
  return {
    expect: (modules) => {
      if (reader === here && modules.length > WORTH_A_THREAD) reader = start();
      reader.expect(modules);
    },
    readPython: (module) => reader.readPython(module),
    readReports: (module) => reader.readReports(module),
    close: () => reader.close(),
  };
}

/** All evidence depends on T4 itself, on the settings, and on which folders are modules: their code imports each other. */
function cacheKey({ settingsSha, modules }: LoadedWorkspace, { cacheBinding }: WorkflowContext): string {
  return sha256([cacheBinding, settingsSha, ...modules.map((module) => module.dir)].join("\n"));
}
