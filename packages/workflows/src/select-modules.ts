import { nearest } from "@t4/contracts";
import { dirName, joinPath, T4Error } from "@t4/core";

/**
 * The modules that were asked for by name, or by folder where no module has that name; all when none was. Throws `E_NO_MODULE`, with the nearest
 * name, for one that is not there.
 */
export function selectModules<T extends { name: string; manifestPath?: string }>(
  modules: readonly T[],
  names: readonly string[],
): T[] {
  if (names.length === 0) return [...modules];
  const byName = new Map(modules.map((module) => [module.name, module]));
  const byFolder = new Map(
    modules.flatMap((module) => (module.manifestPath === undefined ? [] : [[dirName(module.manifestPath), module]])),
  );
  const found = names.map((name) => {
    const module = byName.get(name) ?? byFolder.get(joinPath(name).replace(/\/$/, ""));
    if (module === undefined) throw noSuchModule(name, byName.keys());
    return module;
  });
  return [...new Set(found)];
}

function noSuchModule(name: string, known: Iterable<string>): T4Error {
  const names = [...known];
  const suggestion = nearest(name, names);
  const hint =
    names.length === 0
      ? "No folder of this workspace holds a usable module.manifest.json."
      : suggestion === undefined
        ? `Modules here: ${names.slice(0, 8).join(", ")}${names.length > 8 ? ", …" : ""}.`
        : `Did you mean ${suggestion}?`;
  return new T4Error("E_NO_MODULE", `no module is named ${JSON.stringify(name)}`, { hint });
}
