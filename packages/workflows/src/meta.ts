import { buildMetaRegistry as build } from "@t4/registry";
import type { WorkflowContext } from "./context.ts";
import { documentModules } from "./document-modules.ts";
import type { GenerationReport } from "./generate-files.ts";
import { generateRegistry } from "./generate-registry.ts";

/** Writes META_REGISTRY.json, or with `check` says how it differs. Throws as {@link generateRegistry} does. */
export function meta(input: { check: boolean }, context: WorkflowContext): Promise<GenerationReport> {
  return generateRegistry(input, context, {
    name: "META_REGISTRY.json",
    assess: (workspace) => documentModules(workspace, context),
    build,
  });
}
