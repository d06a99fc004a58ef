import { ENRICHED_FIELDS } from "@t4/composer";
import { joinPath } from "@t4/core";
import type { Workspace } from "@t4/readers";
import { assess, type Assessment, type Rules } from "@t4/registry";
import type { LoadedModule } from "./load-modules.ts";
import type { LoadedWorkspace } from "./open.ts";

/** Every usable module with what its manifest and files say; those that failed are not among them. */
export function assessModules(workspace: LoadedWorkspace): Assessment[] {
  return assessModulesOf(workspace.modules, workspace);
}

/** Some modules of the workspace with what their manifests and files say, in the order given. */
export function assessModulesOf(modules: readonly LoadedModule[], workspace: LoadedWorkspace): Assessment[] {
  const rules = rulesOf(workspace);
  return modules.map((module) => assessModule(module, workspace, rules));
}

/** What the manifest and files of one module say. */
export function assessModule(
  module: LoadedModule,
  workspace: LoadedWorkspace,
  rules: Rules = rulesOf(workspace),
): Assessment {
  const { name, dir, manifestPath, manifest, files } = module;
  const problems = workspace.validate(manifest, dir).map(({ message }) => message);
  return assess({ name, dir, manifestPath, manifest, files, problems }, rules);
}

function rulesOf({ flags, vocabularyData, config }: Workspace): Rules {
  return {
    flags,
    enrichedFields: ENRICHED_FIELDS,
    isFeature: (key) => Object.hasOwn(vocabularyData.features, key),
    outputs: outputFolders(config),
  };
}

/** The folders of T4's own output, relative to the root. */
export function outputFolders({ generated, ledger, trends }: Workspace["config"]): string[] {
  return [generated, ledger, trends].map((folder) => joinPath(folder).replace(/\/$/, ""));
}
