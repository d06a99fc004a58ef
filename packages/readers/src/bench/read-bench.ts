import { joinPath, MAX_NAME_BYTES, STAGE_EXTRA_BYTES, T4Error } from "@t4/core";
import type { Consulted } from "../sources.ts";
import type { BenchReport } from "./bench-report.ts";
import { parseBench } from "./parse-bench.ts";

/**
 * A module's benchmark report: the first of `bench/manifest/<name>.json` in its folder, `benchmark.json` in its folder, and
 * `bench/manifest/<name>.json` at the root; undefined when there is none. Throws `E_REPORT`, also when the artifact names
 * another module, and what reading a file throws.
 */
export async function readBench(
  consulted: Consulted,
  module: { dir: string; name: string },
): Promise<BenchReport | undefined> {
  for (const path of benchPaths(module)) {
    const source = await consulted.read(path);
    if (source === undefined) continue;
    const report = parseBench(source);
    if (report.module !== undefined && report.module !== module.name) {
      throw new T4Error("E_REPORT", `${path} names the module ${JSON.stringify(report.module)}, not ${module.name}`, {
        file: path,
        hint: "Move the artifact to the module it measures, or measure again.",
      });
    }
    return report;
  }
  return undefined;
}

/**
 * Where `t4 bench` keeps a module's artifact: at the root, unless something in the module's folder would be read before that.
 * `exists` says what is there. Undefined for a module whose name is no path of its own, see {@link keptAt}.
 */
export async function keptBenchPath(
  { dir, name }: { dir: string; name: string },
  exists: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  const root = keptAt(name);
  if (root === undefined) return undefined;
  const own = joinPath(dir, root);
  return (await exists(own)) || (await exists(joinPath(dir, "benchmark.json"))) ? own : root;
}

function benchPaths({ dir, name }: { dir: string; name: string }): string[] {
  const root = keptAt(name);
  const plain = joinPath(dir, "benchmark.json");
  return root === undefined ? [plain] : [...new Set([joinPath(dir, root), plain, root])];
}

/** The longest part of a module's name after which its artifact can be named: what a file system takes for one name, less `.json`, and what the name of the file that T4 first writes beside it has more. */
export const MAX_PART_BYTES = MAX_NAME_BYTES - ".json".length - STAGE_EXTRA_BYTES;
/** So that the workspace and the module may lie deep. */
const MAX_WHOLE_BYTES = 1024;

/**
 * Where a module's artifact lies, relative to its folder or the root. Undefined for a name that says more than a path does: `a//b` and `a/../b` would share the
 * artifact of `a/b` and `b`, or lead to any other file. So it is for one that is too long for a file.
 */
function keptAt(name: string): string | undefined {
  const parts = name.split("/");
  const isPlain = parts.every((part) => part !== "" && part !== "." && part !== "..");
  // Where one module's artifact lies there can be no folder.
  const isBelowAnother = parts.slice(0, -1).some((part) => part.endsWith(".json"));
  const isShort =
    Buffer.byteLength(name) <= MAX_WHOLE_BYTES && parts.every((part) => Buffer.byteLength(part) <= MAX_PART_BYTES);
  return isPlain && !isBelowAnother && isShort ? `bench/manifest/${name}.json` : undefined;
}
