import { joinPath, staysInside, T4Error } from "@t4/core";
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
 * `exists` says what is there. Undefined for a module whose name leads out of the workspace.
 */
export async function keptBenchPath(
  { dir, name }: { dir: string; name: string },
  exists: (path: string) => Promise<boolean>,
): Promise<string | undefined> {
  const [own, plain, root] = [joinPath(dir, keptAt(name)), joinPath(dir, "benchmark.json"), joinPath(keptAt(name))];
  if (![own, root].every((path) => staysInside(path))) return undefined;
  return (await exists(own)) || (await exists(plain)) ? own : root;
}

function benchPaths({ dir, name }: { dir: string; name: string }): string[] {
  const paths = [joinPath(dir, keptAt(name)), joinPath(dir, "benchmark.json"), joinPath(keptAt(name))];
  return [...new Set(paths)].filter((path) => staysInside(path));
}

function keptAt(name: string): string {
  return `bench/manifest/${name}.json`;
}
