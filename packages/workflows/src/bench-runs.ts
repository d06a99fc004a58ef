import {
  type Collected,
  collectPytestBenchmarks,
  collectVitestBenchmarks,
  machineFacts,
  needVitest,
  nodeFacts,
  PYTEST_BENCHMARK,
  type Python,
  suitesOf,
} from "@t4/collectors";
import type { JsonObject } from "@t4/core";
import { type BenchFacts, type Benchmark, fingerprintOf, locateFiles, parseBench } from "@t4/readers";
import { nameInModule } from "./bench-reports.ts";
import type { LoadedModule } from "./load-modules.ts";
import type { Measurement } from "./measure-modules.ts";
import type { LoadedWorkspace } from "./open.ts";
import { workplaceFor } from "./read-report.ts";

/** Running benchmarks. */
export const BENCHMARKS: Measurement = {
  step: "running benchmarks",
  python: PYTEST_BENCHMARK,
  hasPython: ({ pythonBenchmarks }) => pythonBenchmarks.length > 0,
  hasScript: ({ scriptBenchmarks }) => scriptBenchmarks.length > 0,
  needScript: (module, surroundings) => needVitest("bench", module, surroundings),
  runPython: collectPytestBenchmarks,
  runScript: ({ scriptBenchmarks }, module, surroundings) =>
    collectVitestBenchmarks(scriptBenchmarks, module, surroundings),
};

/** True for a module that has benchmarks to run. */
export function hasBenchmarks(module: LoadedModule): boolean {
  const suites = suitesOf(module);
  return BENCHMARKS.hasPython(suites, module) || BENCHMARKS.hasScript(suites, module);
}

/** A module's benchmarks in what its runners reported, of this moment and this machine; undefined when there are none. Throws `E_REPORT`. */
export async function benchmarksOfRun(
  module: LoadedModule,
  collected: readonly Extract<Collected, { outcome: "measured" }>[],
  workspace: LoadedWorkspace,
  { now, python }: { now: string; python: Python | undefined },
): Promise<BenchFacts | undefined> {
  const benchmarks: Benchmark[] = [];
  const runtimes: JsonObject[] = [];
  for (const { report, base } of collected) {
    const { place } = await workplaceFor(report, workspace, workspace.modules);
    const found = parseBench(report).benchmarks;
    const files = locateFiles(new Set(found.flatMap(({ file }) => file ?? [])), [], { ...place, base });
    for (const each of found) benchmarks.push({ ...each, name: nameInModule(each, files, module) });
    runtimes.push(report.path === "(pytest-benchmark)" ? { ...python?.facts } : nodeFacts());
  }
  if (benchmarks.length === 0) return undefined;
  const runtime = runtimes.flatMap((facts) => facts["runtime"] ?? []).join(" + ");
  const env = { ...machineFacts(), ...Object.assign({}, ...runtimes), runtime } as JsonObject;
  return { module: module.name, observedAt: now, envFingerprint: fingerprintOf(env), env, benchmarks };
}
