/**
 * Times all gates in one process on a generated workspace that was enriched and registered: without T4's cache, as on a fresh checkout, and with it;
 * and the gates on one staged module, as the hook runs them. Next to each, `node -e 0`. Every figure is the median of the runs.
 */
import { spawnSync } from "node:child_process";
import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { generateWorkspace, git, gitCommitAll, gitInit } from "../src/index.ts";
import { inFolder, print, T4, time, type Timing } from "./measure.ts";

const MODULES = Number(process.argv[2] ?? 150);
const RUNS = Number(process.argv[3] ?? 5);
// Generated modules have findings of their own; what counts here is that every gate was asked.
const JUDGED = [0, 1];

await inFolder(async (folder) => {
  const root = join(folder, "workspace");
  await generateWorkspace(root, { modules: MODULES });
  await gitInit(root);
  for (const command of ["enrich", "registry"]) await time(folder, [T4, "--root", root, command, "--quiet"]);
  await gitCommitAll(root);
  spawnSync("sync");
  const quality = (...args: string[]) => time(folder, [T4, "--root", root, "quality", "--quiet", ...args], JUDGED);
  const cold: Timing[] = [];
  const warm: Timing[] = [];
  const hook: Timing[] = [];
  const empty: Timing[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    await rm(join(root, ".t4"), { recursive: true, force: true });
    cold.push(await quality());
    await time(folder, [T4, "--root", root, "enrich", "--quiet"]);
    warm.push(await quality());
    await appendFile(join(root, "src/billing/claude.me"), `\nRun ${run}.\n`);
    await git(root, "add", "src/billing/claude.me");
    hook.push(await quality("--staged"));
    await git(root, "reset", "--quiet", "--hard");
    empty.push(await time(folder, ["-e", "0"]));
  }
  print(`quality, ${MODULES} modules, no cache`, cold, empty, "node -e 0");
  print(`quality, ${MODULES} modules, with its cache`, warm, empty, "node -e 0");
  print("quality --staged, one module", hook, empty, "node -e 0");
});
