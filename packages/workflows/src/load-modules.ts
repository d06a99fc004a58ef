import type { DiscoveredModule, Workspace } from "@t4/readers";
import {
  decodeUtf8,
  encodeUtf8,
  type Finding,
  formatJson,
  getOwn,
  isJsonObject,
  type JsonObject,
  positionOfPointer,
  sha256,
  T4Error,
} from "@t4/core";
import pMap from "p-map";
import { asFinding } from "./as-finding.ts";
import { parseUnlessConflicting } from "./merge-conflict.ts";

/** How many files are read at a time: enough to hide a slow disk, few enough to keep memory flat. */
export const READ_CONCURRENCY = 16;

/** A module whose manifest parsed. */
export interface LoadedModule extends DiscoveredModule {
  /** The manifest's `module`. */
  name: string;
  manifest: JsonObject;
  /** The SHA-256 of the manifest's bytes as they are on disk. */
  sha: string;
  /** The bytes, and the text for positions in it; made when they are asked for. */
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** A module that cannot be worked on, and why. */
export interface FailedModule {
  /** The manifest's `module` where it can be read, else its folder. */
  name: string;
  manifestPath: string;
  finding: Finding;
}

/**
 * Reads and parses the manifests of the discovered modules. A manifest that cannot be used, or whose name another one has too,
 * comes back as failed, so that the others can go on.
 */
export async function loadModules(
  workspace: Pick<Workspace, "sources">,
  discovered: readonly DiscoveredModule[],
): Promise<{ modules: LoadedModule[]; failed: FailedModule[] }> {
  const results = await pMap(discovered, (module) => loadModule(workspace, module), { concurrency: READ_CONCURRENCY });
  const loaded = results.filter((result): result is LoadedModule => "manifest" in result);
  const failed = results.filter((result): result is FailedModule => "finding" in result);
  const clashes = nameClashes(loaded);
  return {
    modules: loaded.filter((module) => !clashes.has(module.manifestPath)),
    failed: [...failed, ...clashes.values()],
  };
}

async function loadModule(
  workspace: Pick<Workspace, "sources">,
  module: DiscoveredModule,
): Promise<LoadedModule | FailedModule> {
  const path = module.manifestPath;
  try {
    const bytes = await workspace.sources.readBytes(path);
    if (bytes === undefined)
      throw new T4Error("E_READ", `${path} is listed by git but is not there`, {
        file: path,
        hint: "Restore it, or remove it from git's index.",
      });
    const parsed = parseUnlessConflicting(bytes, path);
    const manifest = parsed.value as JsonObject;
    const name = nameIn(manifest, path);
    // What T4 wrote itself can be written again, and is asked for seldom: nothing but the value is held of it.
    const given = parsed.canonicalFormat ? undefined : bytes;
    return {
      ...module,
      name,
      manifest,
      sha: sha256(bytes),
      get bytes() {
        return given ?? encodeUtf8(formatJson(manifest));
      },
      get text() {
        return given === undefined ? formatJson(manifest) : decodeUtf8(given, path);
      },
    };
  } catch (error) {
    return { name: module.dir, manifestPath: path, finding: asFinding(error, path, module.dir) };
  }
}

function nameIn(value: unknown, path: string): string {
  const name = isJsonObject(value) ? getOwn(value, "module") : undefined;
  if (typeof name === "string" && name !== "") return name;
  throw new T4Error("E_MANIFEST", `${path} gives no module name`, {
    file: path,
    line: 1,
    column: 1,
    hint: 'Add "module": "<name>".',
  });
}

function nameClashes(modules: readonly LoadedModule[]): Map<string, FailedModule> {
  const first = new Map<string, LoadedModule>();
  const clashes = new Map<string, FailedModule>();
  for (const module of modules) {
    const other = first.get(module.name);
    if (other === undefined) {
      first.set(module.name, module);
      continue;
    }
    for (const [one, two] of [
      [module, other],
      [other, module],
    ] as const) {
      clashes.set(one.manifestPath, { name: one.name, manifestPath: one.manifestPath, finding: clash(one, two) });
    }
  }
  return clashes;
}

function clash(module: LoadedModule, other: LoadedModule): Finding {
  return {
    code: "E_DUPLICATE_MODULE",
    severity: "error",
    module: module.name,
    file: module.manifestPath,
    ...positionOfPointer(module.text, "/module"),
    pointer: "/module",
    message: `${module.manifestPath} and ${other.manifestPath} are both named ${JSON.stringify(module.name)}`,
    fix: "Rename one of the two; both are left out until then.",
  };
}
