/**
 * Times `t4 revert --last` from the start of the process to its end, on a generated workspace that was enriched once: the first enrichment is undone,
 * redone and undone again, in a ledger with a history. Next to it `node -e 0`. Every figure is the median of the runs.
 */
import { spawnSync } from "node:child_process";
import { generateWorkspace, gitInit } from "../src/index.ts";
import { inFolder, T4 } from "./measure.ts";

const MODULES = Number(process.argv[2] ?? 150);
const RUNS = Number(process.argv[3] ?? 5);

await inFolder(async (root) => {
  await generateWorkspace(root, { modules: MODULES });
  await gitInit(root);
  runT4(root, "enrich", "--quiet");
  const undo: number[] = [];
  const redo: number[] = [];
  const again: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const { ms, report } = timed(root, "--last");
    undo.push(ms);
    again.push(timed(root, "--last").ms);
    redo.push(timed(root, "--run", report.run ?? "").ms);
  }
  const empty = Array.from({ length: 3 * RUNS }, () => timeOf(() => spawnSync(process.execPath, ["-e", "0"])));
  print(`revert --last, ${MODULES} manifests`, undo);
  print("revert --last again, nothing to do", again);
  print(`revert of the revert, ${MODULES} manifests`, redo);
  print("node -e 0", empty);
});

/** One revert that must put back every manifest, or none. */
function timed(root: string, ...args: string[]): { ms: number; report: { run: string | null; modules: unknown[] } } {
  let stdout = "";
  const ms = timeOf(() => {
    stdout = runT4(root, "revert", ...args, "--format", "json");
  });
  const report = JSON.parse(stdout) as { run: string | null; modules: unknown[] };
  if (report.run !== null && report.modules.length !== MODULES) {
    throw new Error(`${report.modules.length} of ${MODULES} manifests were put back`);
  }
  return { ms, report };
}

function runT4(root: string, ...args: string[]): string {
  const options = { encoding: "utf8" as const, maxBuffer: 1 << 28 };
  const child = spawnSync(process.execPath, [T4, "--root", root, ...args], options);
  if (child.status !== 0) throw new Error(`${args.join(" ")} ended with ${child.status}: ${child.stderr}`);
  return child.stdout;
}

function timeOf(act: () => void): number {
  const started = performance.now();
  act();
  return performance.now() - started;
}

function print(name: string, times: number[]): void {
  const sorted = times.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  const all = sorted.map((ms) => ms.toFixed(0)).join(", ");
  process.stdout.write(`${name.padEnd(44)} ${median.toFixed(0).padStart(6)} ms  (${all})\n`);
}
