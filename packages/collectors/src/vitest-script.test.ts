import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { emptyWorkspace } from "@t4/testkit";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { VITEST_BENCHMARK_SCRIPT } from "./vitest-script.ts";

/** Runs the script on a vitest that has measured benchmarks with these samples. */
async function measured(samplesOf: Readonly<Record<string, readonly number[]>>) {
  await using folder = await emptyWorkspace();
  const tasks = Object.entries(samplesOf).map(([name, samples]) => ({
    name,
    type: "test",
    meta: { benchmark: true },
    result: { benchmark: { samples, mean: 1, sd: 0 } },
  }));
  const file = { filepath: "/w/a.bench.ts", name: "a.bench.ts", tasks: [{ type: "suite", name: "s", tasks }] };
  const code = `export const startVitest = async () => ({ state: { getFiles: () => [${JSON.stringify(file)}] }, close() {} });`;
  const report = join(folder.root, "report.json");
  const given = JSON.stringify({ api: `data:text/javascript,${encodeURIComponent(code)}`, files: [], report });
  const args = ["--input-type=module", "--eval", VITEST_BENCHMARK_SCRIPT, "--", given];
  const { exitCode, stderr } = await execa(process.execPath, args, { reject: false });
  const [{ filepath, groups }] = JSON.parse(await readFile(report, "utf8")).files;
  return { exitCode, stderr, filepath, groups };
}

describe("the script for benchmarks", () => {
  it("gives percentiles as Python's statistics.quantiles does with both ends included", async () => {
    const hundred = Array.from({ length: 101 }, (_, index) => (index * 37) % 101);
    const { exitCode, filepath, groups } = await measured({ few: [10, 1, 100, 4, 7], many: hundred, one: [3] });
    expect(exitCode).toBe(0);
    expect(filepath).toBe("/w/a.bench.ts");
    const others = { mean: 1, sd: 0 };
    expect(groups).toEqual([
      {
        filepath,
        fullName: "a.bench.ts > s",
        benchmarks: [
          { name: "few", ...others, median: 7, p95: 82, p99: 96.4, sampleCount: 5 },
          { name: "many", ...others, median: 50, p95: 95, p99: 99, sampleCount: 101 },
          { name: "one", ...others, median: 3, p95: 3, p99: 3, sampleCount: 1 },
        ],
      },
    ]);
  });

  it("fails when a benchmark was run and has no samples, and says which", async () => {
    const { exitCode, stderr } = await measured({ good: [1, 2], bad: [] });
    expect(exitCode).toBe(1);
    expect(stderr).toContain("a.bench.ts > s > bad was run");
    expect(stderr).not.toContain("good");
  });
});
