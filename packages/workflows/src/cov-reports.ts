import { coveredBySuites, suitesOf } from "@t4/collectors";
import { T4Error } from "@t4/core";
import { coverageOf, type CoverageReport, type LineCount, type ModuleCoverage, parseCoverage } from "@t4/readers";
import type { LoadedModule } from "./load-modules.ts";
import type { LoadedWorkspace } from "./open.ts";
import { type NamedReport, readNamedReport, workplaceFor } from "./read-report.ts";

/** What reports say of the modules, and what they say of nobody. */
export interface ReportedCoverage {
  coverage: Map<LoadedModule, ModuleCoverage>;
  reports: { path: string; modules: number; unowned: number }[];
}

/**
 * Coverage of the selected modules from reports. Throws `E_REPORT` for a report that is malformed, that counts no line of any module, and when two reports
 * count lines of one module: which of them is right cannot be told.
 */
export async function readCoverageReports(
  named: readonly NamedReport[],
  selected: readonly LoadedModule[],
  workspace: LoadedWorkspace,
): Promise<ReportedCoverage> {
  const coverage = new Map<LoadedModule, ModuleCoverage>();
  const reports: ReportedCoverage["reports"] = [];
  for (const each of uniqueByPath(named)) {
    const source = await readNamedReport(workspace, each);
    const { place } = await workplaceFor(source, workspace, workspace.modules);
    const report = parseCoverage(source, place);
    if (report.files.size === 0) throw speaksOfNobody(source.path, report.unowned);
    let modules = 0;
    for (const module of selected) {
      const lines = linesOf(report, module, module.files);
      if (lines === undefined) continue;
      const other = coverage.get(module);
      if (other !== undefined) throw contested(module, other.path, source.path);
      coverage.set(module, { path: source.path, sha: source.sha, observedAt: report.observedAt, ...lines });
      modules += 1;
    }
    reports.push({ path: source.path, modules, unowned: report.unowned });
  }
  return { coverage, reports };
}

/**
 * Lines of a module's own files that a report counts. No lines of a module that has tests are counted as none of none when the report knows all of its code, or one
 * of its tests; else undefined: nothing was measured. One that has only its empty `__init__.py` is a report of others that import it.
 */
export function linesOf(
  { files }: Pick<CoverageReport, "files">,
  module: LoadedModule,
  own: readonly string[],
): LineCount | undefined {
  const lines = coverageOf({ files }, own);
  if (lines !== undefined) return lines;
  const { pythonTests, scriptTests } = suitesOf(module);
  const tests = [...pythonTests, ...scriptTests];
  const code = coveredBySuites(module);
  const isKnown = (file: string): boolean => files.has(file);
  const isMeasured = tests.some(isKnown) || (code.length > 0 && code.every(isKnown));
  return tests.length > 0 && isMeasured ? { covered: 0, total: 0 } : undefined;
}

/** A report that is named twice is one report. */
export function uniqueByPath(named: readonly NamedReport[]): NamedReport[] {
  return [...new Map(named.map((report) => [report.path, report])).values()];
}

/** The `E_REPORT` for a report that names files, none of which is a module's. */
export function speaksOfNobody(path: string, files: number): T4Error {
  const what =
    files === 0 ? "names no files" : `names ${files} ${files === 1 ? "file" : "files"}, none of which is a module's`;
  return new T4Error("E_REPORT", `${path} ${what}`, {
    file: path,
    hint: "Check that it was made in this workspace, and that the modules have a module.manifest.json.",
  });
}

/** The `E_REPORT` for two reports that speak of one module. */
export function contested({ name }: LoadedModule, one: string, other: string): T4Error {
  return new T4Error("E_REPORT", `${one} and ${other} both speak of ${name}`, {
    file: other,
    hint: "Give one report a module, or have the tool combine them, as `coverage combine` does; nothing was written.",
  });
}
