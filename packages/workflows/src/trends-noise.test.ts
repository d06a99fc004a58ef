import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { sha256 } from "@t4/core";
import { parseBench } from "@t4/readers";
import { emptyWorkspace, findPython } from "@t4/testkit";
import { judgeSeries, type Verdict } from "@t4/trends";
import { describe, expect, it } from "vitest";

const RERUNS = 20;
const SLOWED = 3;
/** Steps through the numbers of all runs in an order that scatters them, so that load which comes and goes meets early and late ones alike. */
const STRIDE = 7;
const SCRIPT = `
import pytest

def work(steps):
    total = 0
    for step in range(steps):
        total += step * step
    return total

ORDER = [(index * ${STRIDE}) % ${RERUNS + SLOWED} for index in range(${RERUNS + SLOWED})]

@pytest.mark.parametrize("run", ORDER, ids=lambda run: f"{run:02d}")
def test_work(benchmark, run):
    steps = 10_000 if run < ${RERUNS} else 13_000
    benchmark.pedantic(work, args=(steps,), rounds=40, iterations=1, warmup_rounds=5)
`;

const python = await findPython(["pytest", "pytest_benchmark"]);

/** What twenty measurements of one code say, and what they say after three of one that takes 30 % longer. */
async function measure(root: string): Promise<{ rerun: Verdict; slowed: Verdict }> {
  // Time that other processes take is not the code's: the tests run side by side.
  const timer = "--benchmark-timer=time.process_time";
  const args = [
    "-B",
    "-m",
    "pytest",
    "-q",
    "-p",
    "no:cacheprovider",
    timer,
    "--benchmark-json=bench.json",
    "test_work.py",
  ];
  await promisify(execFile)(python ?? "", args, { cwd: root });
  const text = await readFile(join(root, "bench.json"), "utf8");
  const { benchmarks, envFingerprint = null } = parseBench({ path: "bench.json", text, sha: sha256(text) });
  const readings = benchmarks
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, p50Ms = null, p95Ms = null, p99Ms = null }) => ({
      at: "2026-11-21T09:00:00Z",
      value: { p50: p50Ms, p95: p95Ms, p99: p99Ms, environment: envFingerprint, observedAt: name },
      isRevert: false,
    }));
  expect(readings).toHaveLength(RERUNS + SLOWED);
  return { rerun: judgeSeries(readings.slice(0, RERUNS)) as Verdict, slowed: judgeSeries(readings) as Verdict };
}

describe("real timings", () => {
  it.skipIf(python === undefined)(
    "give no regression in twenty re-runs, and call a slowdown by 30 % within three (skipped where no python on the PATH has pytest-benchmark)",
    async () => {
      await using workspace = await emptyWorkspace();
      await writeFile(join(workspace.root, "test_work.py"), SCRIPT);
      let verdict: Verdict | undefined;
      // A machine too busy to tell says so, and is asked again.
      for (let tries = 0; tries < 5 && verdict?.outcome !== "regression"; tries += 1) {
        const { rerun, slowed } = await measure(workspace.root);
        expect(rerun.changes).toEqual([]);
        expect(slowed.outcome).not.toBe("steady");
        verdict = slowed;
      }
      expect(verdict).toMatchObject({ outcome: "regression", changes: [{ kind: "regression" }] });
      expect(verdict?.changes[0]?.change).toBeGreaterThan(0.15);
    },
    60_000,
  );
});
