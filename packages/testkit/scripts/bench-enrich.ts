/**
 * Times `t4 enrich` on a generated workspace, cold (manifests never enriched, no cache) and warm (nothing changed), next to a bare script that
 * reads and hashes the same inputs, and `t4 --help` next to `node -e 0`. Every figure is the median of the runs; the ratios
 * are what counts, because they were taken on one machine in one go.
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateWorkspace, gitInit } from "../src/index.ts";

const MODULES = Number(process.argv[2] ?? 150);
const RUNS = Number(process.argv[3] ?? 5);
const T4 = join(import.meta.dirname, "../../cli/bin/t4.cjs");

const READ_AND_HASH = `
  const { readFileSync } = require("node:fs");
  const { createHash } = require("node:crypto");
  for (const path of JSON.parse(readFileSync(process.argv[1], "utf8"))) createHash("sha256").update(readFileSync(path)).digest("hex");
`;
const REPORT_MEMORY = `process.on("exit", () => require("node:fs").writeFileSync(process.env.T4_BENCH_RSS, String(process.resourceUsage().maxRSS)));`;

interface Timing {
  ms: number;
  /** Peak resident memory in MiB. */
  memory: number;
}

const folder = await mkdtemp(join(tmpdir(), "t4-bench-"));
try {
  await writeFile(join(folder, "memory.cjs"), REPORT_MEMORY);
  const cold: Timing[] = [];
  const warm: Timing[] = [];
  const bare: Timing[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const root = join(folder, `workspace-${run}`);
    await generateWorkspace(root, { modules: MODULES });
    await gitInit(root);
    // What the generator wrote must be on the disk, as a checkout's files are: a sync of T4's would wait for all of it.
    spawnSync("sync");
    cold.push(await time([T4, "--root", root, "enrich", "--quiet"]));
    await time([T4, "--root", root, "enrich", "--quiet"]);
    warm.push(await time([T4, "--root", root, "enrich", "--quiet"]));
    await writeFile(join(folder, "inputs.json"), JSON.stringify(await inputsOf(root)));
    bare.push(await time(["-e", READ_AND_HASH, join(folder, "inputs.json")]));
    await rm(root, { recursive: true, force: true });
  }
  const empty = await repeat(["-e", "0"]);
  const help = await repeat([T4, "--help"]);
  print(`enrich, ${MODULES} modules, cold`, cold, bare, "the bare script");
  print(`enrich, ${MODULES} modules, warm`, warm, bare, "the bare script");
  print("reads and hashes the same inputs", bare, bare, "itself");
  print("t4 --help", help, empty, "node -e 0");
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** Every file that the evidence rests on, and the manifests, as the cache lists them. */
async function inputsOf(root: string): Promise<string[]> {
  const [, body = "{}"] = (await readFile(join(root, ".t4/evidence.json"), "utf8")).split("\n");
  const { modules } = JSON.parse(body) as { modules: Record<string, { inputs: [string, string | null][] }> };
  const paths = Object.entries(modules).flatMap(([manifest, { inputs }]) => [
    manifest,
    ...inputs.filter(([path, sha]) => sha !== null && !path.endsWith("/") && path !== "**").map(([path]) => path),
  ]);
  return [...new Set(paths)].map((path) => join(root, path));
}

async function repeat(args: readonly string[]): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (let run = 0; run < 3 * RUNS; run += 1) timings.push(await time(args));
  return timings;
}

async function time(args: readonly string[]): Promise<Timing> {
  const rss = join(folder, "rss");
  const started = performance.now();
  const child = spawnSync(process.execPath, ["--require", join(folder, "memory.cjs"), ...args], {
    env: { ...process.env, T4_BENCH_RSS: rss },
    encoding: "utf8",
  });
  const ms = performance.now() - started;
  if (child.status !== 0) throw new Error(`${args.join(" ")} ended with ${child.status}: ${child.stderr}`);
  return { ms, memory: Number(await readFile(rss, "utf8")) / 1024 };
}

function print(name: string, timings: readonly Timing[], base: readonly Timing[], baseName: string): void {
  const [ms, baseMs] = [median(timings.map((timing) => timing.ms)), median(base.map((timing) => timing.ms))];
  const memory = Math.max(...timings.map((timing) => timing.memory));
  process.stdout.write(
    `${name.padEnd(40)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / baseMs).toFixed(2).padStart(6)}× ${baseName}  peak ${memory.toFixed(0)} MiB\n`,
  );
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
