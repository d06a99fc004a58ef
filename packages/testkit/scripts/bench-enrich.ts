/**
 * Times `t4 enrich` on a generated workspace, cold (manifests never enriched, no cache) and warm (nothing changed), next to a bare script that
 * reads and hashes the same inputs, and `t4 --help` next to `node -e 0`. Every figure is the median of the runs; the ratios
 * are what counts, because they were taken on one machine in one go.
 */
import { spawnSync } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateWorkspace, gitInit } from "../src/index.ts";
import { inFolder, print, T4, time, type Timing } from "./measure.ts";

const MODULES = Number(process.argv[2] ?? 150);
const RUNS = Number(process.argv[3] ?? 5);

const READ_AND_HASH = `
  const { readFileSync } = require("node:fs");
  const { createHash } = require("node:crypto");
  for (const path of JSON.parse(readFileSync(process.argv[1], "utf8"))) createHash("sha256").update(readFileSync(path)).digest("hex");
`;
await inFolder(async (folder) => {
  const cold: Timing[] = [];
  const warm: Timing[] = [];
  const bare: Timing[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const root = join(folder, `workspace-${run}`);
    await generateWorkspace(root, { modules: MODULES });
    await gitInit(root);
    // What the generator wrote must be on the disk, as a checkout's files are: a sync of T4's would wait for all of it.
    spawnSync("sync");
    cold.push(await time(folder, [T4, "--root", root, "enrich", "--quiet"]));
    await time(folder, [T4, "--root", root, "enrich", "--quiet"]);
    warm.push(await time(folder, [T4, "--root", root, "enrich", "--quiet"]));
    await writeFile(join(folder, "inputs.json"), JSON.stringify(await inputsOf(root)));
    bare.push(await time(folder, ["-e", READ_AND_HASH, join(folder, "inputs.json")]));
    await rm(root, { recursive: true, force: true });
  }
  const empty = await repeat(folder, ["-e", "0"]);
  const help = await repeat(folder, [T4, "--help"]);
  print(`enrich, ${MODULES} modules, cold`, cold, bare, "the bare script");
  print(`enrich, ${MODULES} modules, warm`, warm, bare, "the bare script");
  print("reads and hashes the same inputs", bare, bare, "itself");
  print("t4 --help", help, empty, "node -e 0");
});

/** Every file that the evidence rests on, and the manifests, as the lines of the cache list them. */
async function inputsOf(root: string): Promise<string[]> {
  const [, ...lines] = (await readFile(join(root, ".t4/evidence.ndjson"), "utf8")).trimEnd().split("\n");
  const paths = lines.flatMap((line) => {
    const [, manifest = "", entry = ""] = line.split("\t");
    const { inputs } = JSON.parse(entry) as { inputs: [string, string | null][] };
    const present = inputs.filter(([path, sha]) => sha !== null && !path.endsWith("/") && path !== "**");
    return [JSON.parse(manifest) as string, ...present.map(([path]) => path)];
  });
  return [...new Set(paths)].map((path) => join(root, path));
}

async function repeat(folder: string, args: readonly string[]): Promise<Timing[]> {
  const timings: Timing[] = [];
  for (let run = 0; run < 3 * RUNS; run += 1) timings.push(await time(folder, args));
  return timings;
}
