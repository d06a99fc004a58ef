/** A runner of benchmarks for vitest, which by itself takes one that throws while it is warmed up for one without samples, and drops the error. */
const VITEST_BENCHMARK_RUNNER = `
const { BenchmarkRunner = (await import("vitest/runners")).NodeBenchmarkRunner } = await import("vitest");
export default class extends BenchmarkRunner {
  async importTinybench() {
    const { Task: Quiet, ...others } = await super.importTinybench();
    class Task extends Quiet {
      async warmup() {
        await super.warmup();
        if (this.result?.error !== undefined) throw this.result.error;
      }
    }
    return { ...others, Task };
  }
}
`;

/**
 * Runs benchmark files through vitest's own API, because its command line cannot keep samples, and writes what it would write, with the median, the 95th and
 * the 99th percentile of the samples: between two of them by linear interpolation with both ends included. Ends with 1 when a benchmark fails, which it prints.
 */
export const VITEST_BENCHMARK_SCRIPT = `
import { writeFileSync } from "node:fs";
const { api, files, report } = JSON.parse(process.argv[1]);
const { startVitest } = await import(api);
const runner = "t4:benchmark-runner";
const keepSamples = {
  name: "t4-keep-samples",
  config: ({ test }) => ({ test: { benchmark: { includeSamples: true }, runner: test?.runner ?? runner } }),
  resolveId: (id) => (id.endsWith(runner) ? "\\0" + runner : undefined),
  load: (id) => (id === "\\0" + runner ? ${JSON.stringify(VITEST_BENCHMARK_RUNNER)} : undefined),
};
const vitest = await startVitest("benchmark", files, { watch: false }, { plugins: [keepSamples] });
const percentile = (ascending, percent) => {
  const scaled = percent * (ascending.length - 1);
  const index = Math.floor(scaled / 100);
  const share = scaled % 100;
  return share === 0 ? ascending[index] : (ascending[index] * (100 - share) + ascending[index + 1] * share) / 100;
};
const groups = [];
const blank = [];
const visit = (filepath, suite, names) => {
  const benchmarks = [];
  for (const task of suite.tasks) {
    if (task.type === "suite") visit(filepath, task, [...names, task.name]);
    else if (task.meta?.benchmark && task.result?.benchmark) {
      const { samples, mean, sd } = task.result.benchmark;
      const ascending = Float64Array.from(samples).sort();
      if (ascending.length === 0) blank.push([...names, task.name].join(" > "));
      const at = (percent) => (ascending.length === 0 ? undefined : percentile(ascending, percent));
      benchmarks.push({ name: task.name, mean, sd, median: at(50), p95: at(95), p99: at(99), sampleCount: ascending.length });
    }
  }
  if (benchmarks.length > 0) groups.push({ filepath, fullName: names.join(" > "), benchmarks });
};
for (const file of vitest.state.getFiles()) visit(file.filepath, file, [file.name]);
const documentOf = (files) => ({
  files: files.map(({ filepath }) => ({ filepath, groups: groups.filter((group) => group.filepath === filepath) })),
});
const document = documentOf(vitest.state.getFiles());
const failed = process.exitCode ?? 0;
await vitest.close();
writeFileSync(report, JSON.stringify(document));
// With a runner of the workspace's own, or in a project with a config of its own, vitest may drop errors and samples as it does by itself.
if (failed === 0) for (const name of blank) console.error(name + " was run, and vitest kept no samples of it: it throws, or a config of its own keeps them out");
process.exit(failed === 0 && blank.length > 0 ? 1 : failed);
`;

/**
 * Runs test files with coverage through vitest's own API, because no flag takes the floors back that its config has for single globs: floors are the gate's to
 * judge, and `autoUpdate` would write into the workspace. Ends as vitest does: with 1 when a test fails.
 */
export const VITEST_COVERAGE_SCRIPT = `
const { api, files, coverage } = JSON.parse(process.argv[1]);
const { startVitest } = await import(api);
const withoutFloors = {
  name: "t4-without-floors",
  // After every plugin of the workspace has had its say.
  enforce: "post",
  config: ({ test }) => {
    delete test?.coverage?.thresholds;
  },
  configureVitest: ({ vitest }) => {
    delete vitest.config.coverage.thresholds;
  },
};
const vitest = await startVitest("test", files, { watch: false, run: true, coverage }, { plugins: [withoutFloors] });
await vitest.exit();
`;
