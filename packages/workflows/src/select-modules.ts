import { nearest } from "@t4/contracts";
import { T4Error } from "@t4/core";

/**
 * The modules that were asked for by name, all when none was. Throws `E_NO_MODULE`, with the nearest name, for one that is not there.
 */
export function selectModules<T extends { name: string }>(modules: readonly T[], names: readonly string[]): T[] {
  if (names.length === 0) return [...modules];
  const byName = new Map(modules.map((module) => [module.name, module]));
  return [...new Set(names)].map((name) => {
    const module = byName.get(name);
    if (module === undefined) throw noSuchModule(name, byName.keys());
    return module;
  });
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
