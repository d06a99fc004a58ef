import { sha256 } from "@t4/core";
import type { LoadedModule } from "./load-modules.ts";

/** A word for each module that can be part of a Python file's name and is no other module's; undefined for the only one. */
export function openWords(modules: readonly LoadedModule[]): (module: LoadedModule) => string | undefined {
  const seen = new Set<string>();
  const shared = new Set<string>();
  for (const { name } of modules) {
    const word = plainWord(name);
    if (seen.has(word)) shared.add(word);
    seen.add(word);
  }
  return ({ name }) => {
    if (modules.length < 2) return undefined;
    const word = plainWord(name);
    return shared.has(word) ? `${word}_${sha256(name).slice(0, 8)}` : word;
  };
}

/**
 * The path of a test without the module's word, where it is named as scaffolds name tests outside of packages: `tests/test_unit.py` for
 * `tests/test_unit_slow.py` of the module `slow`. The word says whose the test is, and nothing of what it does.
 */
export function withoutWord(path: string, module: string): string {
  const named = new RegExp(`((?:^|/)test_(?:smoke|unit|integration))_${plainWord(module)}(?:_[0-9a-f]{8})?\\.py$`);
  return path.replace(named, "$1.py");
}

function plainWord(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "_")
    .slice(0, 64);
}
