import { relative, resolve, sep } from "node:path";
import { baseName, dirName, joinPath, T4Error } from "@t4/core";
import { isSharedReport, MANIFEST_NAME, type Workspace } from "@t4/readers";
import type { WorkflowContext } from "./context.ts";
import type { FactTools } from "./facts/open-facts.ts";
import { generatedPath } from "./generate-files.ts";
import { WAIVERS_PATH } from "./load-waivers.ts";
import { vocabularyFolder } from "./vocabulary-findings.ts";

/**
 * Names of the modules that own one of the paths, failed ones too; undefined for all of them, as when a path holds what every module is
 * judged by, or when the settings are at fault.
 */
export async function touchedModules(
  paths: readonly string[],
  tools: Pick<FactTools, "context" | "settings" | "workspace">,
): Promise<ReadonlySet<string> | undefined> {
  try {
    const settings = await tools.settings();
    if (paths.some((path) => isSetting(path, settings, tools.context))) return undefined;
    const { modules, failed } = await tools.workspace();
    const owners = new Map<string, string>();
    for (const { manifestPath: path, name } of failed)
      owners.set(baseName(path) === MANIFEST_NAME ? dirName(path) : path, name);
    for (const { dir, name } of modules) owners.set(dir, name);
    return new Set(paths.flatMap((path) => ownerOf(dirName(path), owners) ?? []));
  } catch (error) {
    if (error instanceof T4Error && error.code !== "E_GIT") return undefined;
    throw error;
  }
}

function ownerOf(folder: string, owners: ReadonlyMap<string, string>): string | undefined {
  const owner = owners.get(folder);
  return owner !== undefined || folder === "" ? owner : ownerOf(dirName(folder), owners);
}

/** What every module is judged by, or may be: settings, waivers, the registry, and reports that speak of many modules. */
function isSetting(path: string, settings: Workspace, { root, configPath }: WorkflowContext): boolean {
  const { config } = settings;
  const files = [
    configPath === undefined ? "t4.config.json" : relative(root, resolve(root, configPath)).replaceAll(sep, "/"),
    config.flags ?? "schemas/flags.json",
    config.schema ?? "schemas/module.manifest.schema.json",
    WAIVERS_PATH,
    generatedPath(settings, "MODULE_REGISTRY.json"),
  ];
  const isNamed = files.some((file) => joinPath(file) === path);
  return isNamed || isSharedReport(path) || path.startsWith(`${joinPath(vocabularyFolder(settings))}/`);
}
