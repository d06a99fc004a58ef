import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { type JsonObject, relativeTo, T4Error } from "@t4/core";
import { collect, type Collected, inRoot, type Subject, type Surroundings } from "./collect.ts";
import { vitestProject } from "./project-folder.ts";
import { withScratch } from "./scratch.ts";
import { VITEST_BENCHMARK_SCRIPT, VITEST_COVERAGE_SCRIPT } from "./vitest-script.ts";

const COVERAGE_PROVIDERS = ["@vitest/coverage-v8", "@vitest/coverage-istanbul"];

/** Throws `E_RUNNER` with what to install unless vitest, and for coverage one of its providers, can be loaded from the module's project. */
export async function needVitest(
  kind: "coverage" | "bench" | "tests",
  { dir }: Pick<Subject, "dir">,
  { root, files }: Pick<Surroundings, "root" | "files">,
): Promise<void> {
  const base = inRoot(root, await vitestProject(files, root, dir));
  const missing = [
    ...(packageFolder("vitest", base) === undefined ? ["vitest"] : []),
    ...(kind === "coverage" && COVERAGE_PROVIDERS.every((name) => packageFolder(name, base) === undefined)
      ? ["@vitest/coverage-v8"]
      : []),
  ];
  if (missing.length === 0) return;
  throw new T4Error(
    "E_RUNNER",
    `${missing.join(" and ")} cannot be loaded from ${dir === "" ? "the workspace" : dir}`,
    {
      hint: `npm install --save-dev ${missing.join(" ")}`,
    },
  );
}

/** Runs a module's own tests under vitest with coverage. The report is an Istanbul summary. Throws as {@link collect} does. */
export async function collectVitestCoverage(
  tests: readonly string[],
  { dir }: Subject,
  surroundings: Surroundings,
): Promise<Collected> {
  return runVitest("vitest", "coverage-summary.json", dir, surroundings, ({ base, cwd, report }) => {
    const folder = dir === base ? "" : `${escapeGlob(relativeTo(base, dir) ?? dir)}/`;
    const coverage = {
      enabled: true,
      reporter: ["json-summary"],
      reportsDirectory: dirname(report),
      // Also the files that no test loads: they are the module's, and not covered.
      include: [`${folder}**/*.{ts,tsx,mts,cts,js,jsx,mjs,cjs}`],
    };
    return throughApi(VITEST_COVERAGE_SCRIPT, cwd, { files: tests, coverage }, surroundings);
  });
}

/** Runs some test files of a module under vitest. The report is a JUnit one. Throws as {@link collect} does. */
export async function collectVitestTests(
  tests: readonly string[],
  { dir }: Subject,
  surroundings: Surroundings,
): Promise<Collected> {
  return runVitest("vitest", "tests.xml", dir, surroundings, ({ cwd, report }) => [
    join(vitestFolder(cwd), "vitest.mjs"),
    "run",
    "--reporter=default",
    "--reporter=junit",
    `--outputFile.junit=${report}`,
    ...tests.map((path) => inRoot(surroundings.root, path)),
  ]);
}

/**
 * Runs a module's `*.bench.ts` under vitest. The report has the form of vitest's own, with percentiles of all samples in place of the samples, of which there
 * can be millions. Throws as {@link collect} does.
 */
export async function collectVitestBenchmarks(
  benchmarks: readonly string[],
  { dir }: Subject,
  surroundings: Surroundings,
): Promise<Collected> {
  return runVitest("vitest bench", "bench.json", dir, surroundings, ({ cwd, report }) => {
    return throughApi(VITEST_BENCHMARK_SCRIPT, cwd, { files: benchmarks, report }, surroundings);
  });
}

/** Node's arguments for one of the scripts that use the API of the project's vitest, with what the script is given. */
function throughApi(
  script: string,
  cwd: string,
  { files, ...input }: { files: readonly string[]; report?: string; coverage?: JsonObject },
  { root }: Pick<Surroundings, "root">,
): string[] {
  const api = pathToFileURL(createRequire(join(vitestFolder(cwd), "package.json")).resolve("vitest/node")).href;
  const given = { ...input, api, files: files.map((path) => inRoot(root, path)) };
  return ["--input-type=module", "--eval", script, "--", JSON.stringify(given)];
}

/** Where a run of vitest takes place, and the file that it is to leave. */
interface VitestPlace {
  /** The folder of the project, relative to the root, and the same as an absolute path. */
  base: string;
  cwd: string;
  report: string;
}

/** Starts node for vitest in the folder of the module's project, and collects the report. Throws as {@link collect} does. */
async function runVitest(
  name: string,
  reportName: string,
  dir: string,
  { root, files, env, timeoutMs }: Surroundings,
  argsFor: (place: VitestPlace) => string[],
): Promise<Collected> {
  const base = await vitestProject(files, root, dir);
  const cwd = inRoot(root, base);
  return withScratch((scratch) => {
    const report = join(scratch, reportName);
    const call = { command: process.execPath, args: argsFor({ base, cwd, report }), cwd, env, timeoutMs };
    return collect({ name, call, base }, report, files);
  });
}

/** Where vitest's own import of a package leads from a folder: the nearest `node_modules` upwards that has it; undefined for nowhere. */
function packageFolder(name: string, from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, "node_modules", name);
    if (existsSync(join(found, "package.json"))) return found;
    if (dirname(folder) === folder) return undefined;
  }
}

/** The folder of vitest, which {@link needVitest} found. */
function vitestFolder(cwd: string): string {
  return packageFolder("vitest", cwd) ?? join(cwd, "node_modules/vitest");
}

function escapeGlob(path: string): string {
  return path.replaceAll(/[\\()[\]{}!*?+@]/g, String.raw`\$&`);
}
