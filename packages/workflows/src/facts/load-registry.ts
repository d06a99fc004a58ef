import { toFinding, validateModuleRegistry } from "@t4/contracts";
import { decodeUtf8, parseJsonText, T4Error } from "@t4/core";
import type { ModuleOnDisk, RegistryFacts } from "@t4/gates";
import { classifyFiles } from "@t4/registry";
import { asFinding } from "../as-finding.ts";
import { outputFolders } from "../assess-modules.ts";
import { closedFolders, isIn } from "../closed-folders.ts";
import { generatedPath, readGenerated } from "../generate-files.ts";
import { type FactTools, locatedFile, modulesInScope } from "./fact-tools.ts";

/** MODULE_REGISTRY.json, and what is on disk. Throws `E_READ` and its kin for a registry that is there and cannot be read. */
export async function loadRegistry(tools: FactTools): Promise<RegistryFacts> {
  const settings = await tools.settings();
  const { modules, failed } = await tools.modules();
  const outputs = outputFolders(settings.config);
  const onDisk = (await modulesInScope(tools)).map(({ name, dir, manifestPath, files }): ModuleOnDisk => {
    const { docs, tests } = classifyFiles(dir, files, outputs);
    return { name, dir, manifestPath, docs, tests };
  });
  const path = generatedPath(settings, "MODULE_REGISTRY.json");
  const bytes = await readGenerated(settings, path);
  const parsed = parseRegistry(bytes, path);
  const closed = closedFolders(failed);
  const unseen = (parsed.registry?.modules ?? []).filter(({ manifest }) => isIn(closed, manifest));
  return {
    ...parsed,
    onDisk,
    names: new Set(modules.map(({ name }) => name)),
    unreadable: new Set([...failed.map(({ manifestPath }) => manifestPath), ...unseen.map(({ manifest }) => manifest)]),
  };
}

type ParsedRegistry = Pick<RegistryFacts, "file" | "registry" | "problem">;

function parseRegistry(bytes: Uint8Array | undefined, path: string): ParsedRegistry {
  if (bytes === undefined) return { file: locatedFile(path, ""), registry: undefined, problem: undefined };
  try {
    const { value, text } = parseJsonText(decodeUtf8(bytes, path), path);
    const file = locatedFile(path, text);
    const [wrong] = validateModuleRegistry(value);
    if (wrong === undefined) {
      return { file, registry: value as unknown as NonNullable<RegistryFacts["registry"]>, problem: undefined };
    }
    return { file, registry: undefined, problem: toFinding(wrong, { file: path, text }) };
  } catch (error) {
    if (!(error instanceof T4Error)) throw error;
    return { file: locatedFile(path, ""), registry: undefined, problem: asFinding(error, path, undefined) };
  }
}
