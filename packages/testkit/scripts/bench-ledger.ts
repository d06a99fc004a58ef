/**
 * Times `t4 ledger verify`, from the start of the process to its end, on ledgers of 100,000 lines with their snapshots: one with a merge now and then,
 * one straight line of runs, and one of few but long runs. Every figure is the median of the runs.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LedgerSize, makeLedger } from "../src/index.ts";

const LINES = Number(process.argv[2] ?? 100_000);
const RUNS = Number(process.argv[3] ?? 5);
const T4 = join(import.meta.dirname, "../../cli/bin/t4.cjs");

const SHAPES: readonly [name: string, size: LedgerSize][] = [
  ["20 a run, merges", { runs: LINES / 20, linesPerRun: 20, modules: 150, branchEvery: 25 }],
  ["20 a run, one line", { runs: LINES / 20, linesPerRun: 20, modules: 150, branchEvery: 0 }],
  ["2,000 a run", { runs: LINES / 2000, linesPerRun: 2000, modules: 4000, branchEvery: 10 }],
];

for (const [name, size] of SHAPES) {
  const root = await mkdtemp(join(tmpdir(), "t4-bench-"));
  try {
    await makeLedger(root, size);
    const times = Array.from({ length: RUNS }, () => time(root)).sort((a, b) => a - b);
    const median = times[Math.floor(RUNS / 2)] ?? Number.NaN;
    process.stdout.write(
      `ledger verify, ${LINES} lines, ${name.padEnd(20)} ${median.toFixed(0).padStart(6)} ms  (${times.map((ms) => ms.toFixed(0)).join(", ")})\n`,
    );
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

function time(root: string): number {
  const started = performance.now();
  const child = spawnSync(process.execPath, [T4, "--root", root, "ledger", "verify"], { encoding: "utf8" });
  const ms = performance.now() - started;
  if (child.status !== 0) throw new Error(`t4 ended with ${child.status}: ${child.stdout}${child.stderr}`);
  return ms;
}
