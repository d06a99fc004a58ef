import { joinPath, type JsonObject } from "@t4/core";
import { parseCodeOwners } from "./code-owners.ts";
import { findModules, type ModuleKind, type RepositoryFacts } from "./find-modules.ts";
import { newManifest } from "./manifest.ts";
import { nameModules } from "./module-names.ts";
import { ownFolders } from "./ownership.ts";

/** A module that gets a manifest. */
export interface PlannedModule {
  module: string;
  /** Relative to the root; `""` is the root itself. */
  folder: string;
  /** Path of the manifest to be. */
  path: string;
  /** What made the folder a module. */
  kinds: ModuleKind[];
  /** By `CODEOWNERS`; [] for nobody. */
  owners: string[];
  manifest: JsonObject;
}

export interface ModulePlan {
  /** Sorted by folder. */
  modules: PlannedModule[];
  /** Members of npm workspaces that are no modules by their place. */
  setAside: string[];
}

const MANIFEST_NAME = "module.manifest.json";

/** A manifest for every module of a repository that has none. `codeOwners` is the text of its `CODEOWNERS` file, where it has one. */
export function planModules(facts: RepositoryFacts, codeOwners: string | undefined): ModulePlan {
  const { modules, setAside } = findModules(facts);
  const taken = [...facts.manifests.values()].filter((name) => name !== undefined);
  const names = nameModules(modules, taken);
  const folders = modules.map(({ folder }) => folder);
  const around = new Set([...folders, ...facts.manifests.keys()]);
  const ownership = ownFolders(
    folders,
    facts.paths,
    around,
    codeOwners === undefined ? () => [] : parseCodeOwners(codeOwners),
  );
  return {
    modules: modules.map(({ folder, kinds }) => {
      const module = names.get(folder) ?? folder;
      const own = ownership.get(folder);
      return {
        module,
        folder,
        path: joinPath(folder, MANIFEST_NAME),
        kinds,
        owners: own?.codeowners ?? [],
        manifest: newManifest(module, own),
      };
    }),
    setAside,
  };
}
