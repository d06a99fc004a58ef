import { DEFAULT_CONFIG, DEFAULT_FLAGS } from "@t4/contracts";
import { type ErrorCode, T4Error } from "@t4/core";
import { Sources, type Workspace } from "@t4/readers";
import type { OwnPlaces } from "@t4/scaffold";
import type { WorkflowContext } from "./context.ts";
import { openSettings, openWithoutVocabulary } from "./open.ts";

/** A folder that is to become a workspace, or is one. */
export interface Opened {
  workspace: Workspace;
  /** Where settings go whose usual place another project's file has. */
  places: OwnPlaces;
}

const CONFIG = "t4.config.json";

/**
 * Opens a folder that may never have seen T4. Where there is no config yet, a `schemas/flags.json` or `vocab/` that T4 cannot read is taken for
 * somebody else's. Throws what a config that is there is at fault for.
 */
export async function openToInit(context: WorkflowContext): Promise<Opened> {
  const sources = new Sources(context.files, context.root);
  const hasConfig = context.configPath !== undefined || (await sources.has(CONFIG));
  if (hasConfig) return { workspace: await openWithoutVocabulary(context), places: {} };
  if (await fails(openWithoutVocabulary(context), ["E_CONFIG"])) {
    const vocab = (await sources.has("vocab")) ? { vocab: OWN_PLACES.vocab } : {};
    return { workspace: bareWorkspace(context, sources), places: { flags: OWN_PLACES.flags, ...vocab } };
  }
  const vocab = (await fails(openSettings(context), ["E_VOCAB", "E_ENCODING"])) ? { vocab: OWN_PLACES.vocab } : {};
  return { workspace: await openWithoutVocabulary(context), places: vocab };
}

/** Beside the ledger, where nobody else's files are. */
const OWN_PLACES = { flags: "manifests/flags.json", vocab: "manifests/vocab" };

/** True when opening throws one of these errors. */
async function fails(opening: Promise<unknown>, codes: readonly ErrorCode[]): Promise<boolean> {
  try {
    await opening;
    return false;
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return codes.includes(error.code);
  }
}

/** A workspace by defaults alone: no settings file of it was read. */
function bareWorkspace({ files, root }: WorkflowContext, sources: Sources): Workspace {
  return {
    files,
    root,
    config: DEFAULT_CONFIG,
    flags: DEFAULT_FLAGS,
    sources,
    vocabularyData: { features: {}, capabilities: {}, tags: [], rejected: [] },
    schema: undefined,
    settingsSha: "",
  };
}
