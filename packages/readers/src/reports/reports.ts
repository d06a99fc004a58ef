import { joinPath, relativeTo, staysInside, type SourceRef } from "@t4/core";
import { coverageOf, parseCoverage, type CoverageReport } from "../line-coverage/parse-coverage.ts";
import type { LineCount } from "../line-coverage/raw-coverage.ts";
import type { DiscoveredModule } from "../discovery/discover.ts";
import { assignTests } from "../junit/assign-tests.ts";
import { parseJunit, type TestGroup, type TestOutcome } from "../junit/parse-junit.ts";
import { MAX_REPORT_BYTES, type Consulted, type Source } from "../sources.ts";
import type { Workspace } from "../workspace.ts";
import type { Workplace } from "./locate.ts";

/** Line coverage of one module's own files, and the report that says so. */
export interface ModuleCoverage extends SourceRef, LineCount {
  observedAt: string | undefined;
}

/** Outcomes of one module's tests, and the reports that say so. */
export interface ModuleTests extends Record<TestOutcome, number> {
  sources: SourceRef[];
  observedAt: string | undefined;
}

const COVERAGE_PLACES = [
  "coverage.xml",
  "coverage/coverage.xml",
  "coverage/cobertura-coverage.xml",
  "reports/coverage.xml",
  "lcov.info",
  "coverage/lcov.info",
  "coverage/coverage-summary.json",
];
const JUNIT_PLACES = ["junit.xml", "report.xml", "reports/junit.xml", "test-results.xml"];
const JUNIT_FOLDER = "test-results";

const BENCH_FOLDER = "bench/manifest";

/** True for a path at which a report is looked for at the root: it can speak of any module. */
export function isSharedReport(path: string): boolean {
  const isListed = [JUNIT_FOLDER, BENCH_FOLDER].some((folder) => relativeTo(folder, path) !== undefined);
  return isListed || COVERAGE_PLACES.includes(path) || JUNIT_PLACES.includes(path);
}

type Scoped = Pick<DiscoveredModule, "dir" | "files">;

interface ParsedTests extends SourceRef {
  observedAt: string | undefined;
  byModule: Map<string, TestGroup[]>;
}

/**
 * The coverage and test reports of a workspace. A report is looked for in the module's folder, then at the root; the first that says something
 * about the module is taken. Each is read and parsed once a run, whoever asks, and noted with everyone who asks.
 */
export class Reports {
  readonly #workspace: Pick<Workspace, "files" | "root" | "config" | "sources">;
  readonly #owners = new Map<string, string>();
  readonly #coverage = new Map<string, Promise<CoverageReport | undefined>>();
  readonly #tests = new Map<string, Promise<ParsedTests | undefined>>();
  #roots: Promise<string[]> | undefined;

  constructor(workspace: Pick<Workspace, "files" | "root" | "config" | "sources">, modules: readonly Scoped[]) {
    this.#workspace = workspace;
    for (const { dir, files } of modules) for (const file of files) this.#owners.set(file, dir);
  }

  /** Line coverage of the module's own files; undefined when no report counts any. Throws `E_REPORT` and what reading a file throws. */
  async coverage(consulted: Consulted, module: Scoped): Promise<ModuleCoverage | undefined> {
    for (const base of new Set([module.dir, ""])) {
      for (const place of COVERAGE_PLACES) {
        const path = joinPath(base, place);
        const report = await remember(this.#coverage, path, () => this.#readCoverage(path, base));
        consulted.note(path, report?.sha);
        const lines = report && coverageOf(report, module.files);
        if (lines) return { path, sha: report.sha, observedAt: report.observedAt, ...lines };
      }
    }
    return undefined;
  }

  /** Outcomes of the module's tests; undefined when no report holds any. Throws `E_REPORT` and what reading a file throws. */
  async tests(consulted: Consulted, module: Scoped): Promise<ModuleTests | undefined> {
    for (const base of new Set([module.dir, ""])) {
      for (const place of JUNIT_PLACES) {
        const found = await this.#testsIn(consulted, [joinPath(base, place)], base, module.dir);
        if (found !== undefined) return found;
      }
      const folder = joinPath(base, JUNIT_FOLDER);
      const names = (await consulted.names(folder)) ?? [];
      const paths = names.filter((name) => name.endsWith(".xml")).map((name) => joinPath(folder, name));
      const found = await this.#testsIn(consulted, paths, base, module.dir);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #testsIn(consulted: Consulted, paths: string[], base: string, dir: string): Promise<ModuleTests | undefined> {
    const total: ModuleTests = { sources: [], observedAt: undefined, passed: 0, failed: 0, errors: 0, skipped: 0 };
    for (const path of paths) {
      const report = await remember(this.#tests, path, () => this.#readTests(path, base));
      consulted.note(path, report?.sha ?? (await this.#workspace.sources.sha(path)));
      const groups = report?.byModule.get(dir);
      if (report === undefined || groups === undefined) continue;
      total.sources.push({ path, sha: report.sha });
      if ((report.observedAt ?? "") > (total.observedAt ?? "")) total.observedAt = report.observedAt;
      for (const { counts } of groups) addCounts(total, counts);
    }
    return total.sources.length === 0 ? undefined : total;
  }

  async #readCoverage(path: string, base: string): Promise<CoverageReport | undefined> {
    const source = await this.#read(path);
    return source && parseCoverage(source, await this.#placeOf(base));
  }

  async #readTests(path: string, base: string): Promise<ParsedTests | undefined> {
    const source = await this.#read(path);
    const tests = source && parseJunit(source);
    if (!tests) return undefined;
    const byModule = assignTests(tests, {
      ...(await this.#placeOf(base)),
      pythonRoots: this.#workspace.config.pythonRoots ?? ["src"],
      ownerOf: (file) => this.#owners.get(file),
      fallback: base === "" ? undefined : base,
    });
    return { path, sha: source.sha, observedAt: tests.observedAt, byModule };
  }

  async #read(path: string): Promise<Source | undefined> {
    const { sources } = this.#workspace;
    return staysInside(path) && (await sources.has(path)) ? sources.read(path, MAX_REPORT_BYTES) : undefined;
  }

  async #placeOf(base: string): Promise<Workplace> {
    const { files, root } = this.#workspace;
    this.#roots ??= files.realPath(root).then((real) => [...new Set([root, real])]);
    return { roots: await this.#roots, base, isOwned: (path) => this.#owners.has(path) };
  }
}

function addCounts(total: Record<TestOutcome, number>, counts: Record<TestOutcome, number>): void {
  total.passed += counts.passed;
  total.failed += counts.failed;
  total.errors += counts.errors;
  total.skipped += counts.skipped;
}

function remember<T>(memo: Map<string, Promise<T>>, key: string, make: () => Promise<T>): Promise<T> {
  let known = memo.get(key);
  if (known === undefined) {
    known = make();
    memo.set(key, known);
  }
  return known;
}
