import type { ManifestFacts } from "@t4/gates";
import { type FactTools, governed, modulesInScope } from "./fact-tools.ts";

/** The modules in scope, and the manifests that cannot be read. */
export async function loadManifests(tools: FactTools): Promise<ManifestFacts> {
  const { failed } = await tools.modules();
  const { scope } = tools;
  const concerned = scope === undefined ? failed : failed.filter(({ name }) => scope.has(name));
  return { modules: (await modulesInScope(tools)).map(governed), unreadable: concerned.map(({ finding }) => finding) };
}
