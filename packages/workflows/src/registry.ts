import { buildModuleRegistry as build } from "@t4/registry";
import { assessModules } from "./assess-modules.ts";
import type { WorkflowContext } from "./context.ts";
import type { GenerationReport } from "./generate-files.ts";
import { generateRegistry } from "./generate-registry.ts";

/** Writes MODULE_REGISTRY.json, or with `check` says how it differs. Throws as {@link generateRegistry} does. */
export function registry(input: { check: boolean }, context: WorkflowContext): Promise<GenerationReport> {
  return generateRegistry(input, context, { name: "MODULE_REGISTRY.json", assess: assessModules, build });
}
