import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** One run of a process, from its start to its end. */
export interface Timing {
  ms: number;
  /** Peak resident memory in MiB. */
  memory: number;
}

/** The built `t4`. */
export const T4 = join(import.meta.dirname, "../../cli/bin/t4.cjs");

const REPORT_MEMORY = `process.on("exit", () => require("node:fs").writeFileSync(process.env.T4_BENCH_RSS, String(process.resourceUsage().maxRSS)));`;

/** Does `work` with an empty folder, and removes it. */
export async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "t4-bench-"));
  try {
    await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Runs node with `args` and times it; what it needs for that goes into `folder`. Throws when it ends otherwise than with one of `exits`. */
export async function time(folder: string, args: readonly string[], exits: readonly number[] = [0]): Promise<Timing> {
  const [rss, hook] = [join(folder, "rss"), join(folder, "memory.cjs")];
  await writeFile(hook, REPORT_MEMORY);
  const started = performance.now();
  const child = spawnSync(process.execPath, ["--require", hook, ...args], {
    env: { ...process.env, T4_BENCH_RSS: rss },
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  const ms = performance.now() - started;
  if (!exits.includes(child.status ?? -1)) {
    throw new Error(`${args.join(" ")} ended with ${child.status}: ${child.stderr}`);
  }
  return { ms, memory: Number(await readFile(rss, "utf8")) / 1024 };
}

/** Prints the median time with its ratio to that of `base`, and the peak of memory. */
export function print(name: string, timings: readonly Timing[], base: readonly Timing[], baseName: string): void {
  const [ms, baseMs] = [timings, base].map((list) => median(list.map((timing) => timing.ms))) as [number, number];
  const memory = Math.max(...timings.map((timing) => timing.memory));
  const ratio = `${(ms / baseMs).toFixed(2).padStart(6)}× ${baseName}`;
  process.stdout.write(`${name.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms  ${ratio}  peak ${memory.toFixed(0)} MiB\n`);
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
