import type { JsonObject } from "@t4/core";
import type { RepositoryFacts } from "./find-modules.ts";

/** Facts of a repository with these files; `package.json` and `pnpm-workspace.yaml` with what they hold. */
export function repository(
  paths: readonly string[],
  given: Partial<RepositoryFacts> & { files?: Record<string, JsonObject> } = {},
): RepositoryFacts {
  const { files = {}, ...facts } = given;
  const pnpm = [...(given.pnpm?.keys() ?? [])].map((folder) => inFolder(folder, "pnpm-workspace.yaml"));
  const packages = Object.keys(files).map((folder) => inFolder(folder, "package.json"));
  return {
    paths: [...paths, ...packages, ...pnpm].sort(),
    rootName: "checkout",
    context: ["claude.me", "CLAUDE.md", "AGENTS.md", "*_context.md", "README.md"],
    packages: new Map(Object.entries(files)),
    pnpm: new Map(),
    namespaces: new Set(),
    manifests: new Map(),
    ...facts,
  };
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}
