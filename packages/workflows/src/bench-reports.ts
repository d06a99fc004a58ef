import { relativeTo, T4Error } from "@t4/core";
import { type BenchFacts, type Benchmark, type BenchReport, locateFiles, parseBench } from "@t4/readers";
import { contested, speaksOfNobody, uniqueByPath } from "./cov-reports.ts";
import type { LoadedModule } from "./load-modules.ts";
import type { LoadedWorkspace } from "./open.ts";
import { type NamedReport, readNamedReport, workplaceFor } from "./read-report.ts";

/** What reports say of the modules, and what they say of nobody. */
export interface ReportedBenchmarks {
  facts: Map<LoadedModule, BenchFacts>;
  reports: { path: string; modules: number; unowned: number }[];
}

/**
 * Benchmarks of the selected modules from reports, each benchmark going to the module that owns the file it stands in. A report that names no files, as
 * hyperfine's, goes to the one module that was named. Throws `E_REPORT` for a report that is malformed or speaks of no module, and when two reports speak of
 * one; `E_USAGE` when it cannot be told whose the benchmarks are.
 */
export async function readBenchReports(
  named: readonly NamedReport[],
  selected: readonly LoadedModule[],
  workspace: LoadedWorkspace,
  isOneNamed: boolean,
): Promise<ReportedBenchmarks> {
  const facts = new Map<LoadedModule, BenchFacts>();
  const reports: ReportedBenchmarks["reports"] = [];
  const origins = new Map<LoadedModule, string>();
  for (const each of uniqueByPath(named)) {
    const source = await readNamedReport(workspace, each);
    const report = parseBench(source);
    if (report.benchmarks.length === 0) throw noBenchmarks(source.path);
    const { owned, unowned } = await assign(report, workspace, isOneNamed ? selected[0] : undefined);
    if (owned.size === 0) throw speaksOfNobody(source.path, unowned);
    const wanted = [...owned].filter(([module]) => selected.includes(module));
    for (const [module, benchmarks] of wanted) {
      const other = origins.get(module);
      if (other !== undefined) throw contested(module, other, source.path);
      origins.set(module, source.path);
      const { observedAt, envFingerprint, env } = report;
      facts.set(module, { module: module.name, observedAt, envFingerprint, env, benchmarks });
    }
    reports.push({ path: source.path, modules: wanted.length, unowned });
  }
  return { facts, reports };
}

async function assign(
  report: BenchReport,
  workspace: LoadedWorkspace,
  only: LoadedModule | undefined,
): Promise<{ owned: Map<LoadedModule, Benchmark[]>; unowned: number }> {
  const { place, ownerOf } = await workplaceFor(report, workspace, workspace.modules);
  const names = new Set(report.benchmarks.flatMap(({ file }) => file ?? []));
  if (names.size === 0) {
    const module = report.module === undefined ? only : workspace.modules.find(({ name }) => name === report.module);
    if (module === undefined) throw ownerless(report);
    return { owned: new Map([[module, report.benchmarks]]), unowned: 0 };
  }
  const files = locateFiles(names, [], place);
  const owned = new Map<LoadedModule, Benchmark[]>();
  for (const benchmark of report.benchmarks) {
    const module = ownerOf(files.get(benchmark.file ?? "") ?? "");
    if (module === undefined) continue;
    const known = owned.get(module) ?? [];
    known.push({ ...benchmark, name: nameInModule(benchmark, files, module) });
    owned.set(module, known);
  }
  return { owned, unowned: names.size - files.size };
}

/** A benchmark's name with its file relative to the module, where the report's name begins with that file: it stays the same wherever the runner was started. */
export function nameInModule(
  { name, file }: Benchmark,
  files: ReadonlyMap<string, string>,
  { dir }: LoadedModule,
): string {
  const path = file === undefined ? undefined : files.get(file);
  const inside = path === undefined ? undefined : relativeTo(dir, path);
  const [begin = ""] = name.split(/::| > /, 1);
  if (path === undefined || inside === undefined || begin === "") return name;
  return path === begin || path.endsWith(`/${begin}`) ? `${inside}${name.slice(begin.length)}` : name;
}

function noBenchmarks(path: string): T4Error {
  return new T4Error("E_REPORT", `${path} holds no benchmarks`, {
    file: path,
    hint: "Check that the run that wrote it had some: `pytest --benchmark-json`, `vitest bench --outputJson`, `hyperfine --export-json`.",
  });
}

function ownerless({ path, module }: BenchReport): T4Error {
  const what =
    module === undefined
      ? `${path} names no files, so whose its benchmarks are cannot be told`
      : `${path} names the module ${JSON.stringify(module)}, which is not here`;
  return new T4Error("E_USAGE", what, { file: path, hint: "Name one module: t4 bench MODULE --from REPORT." });
}
