/** Vitest's global set-up: bundles `t4` once, before any test, when a source is newer than the bundle. `pnpm run generate` must have run. */
import { execFile } from "node:child_process";
import { readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const cli = join(dirname(fileURLToPath(import.meta.url)), "..");
const root = join(cli, "..", "..");

/** When the sources cannot be bundled, it says so and leaves no bundle: the tests that start it fail, all others go on. */
export async function setup(): Promise<void> {
  const bundled = (await modified(join(cli, "dist/t4.cjs"))) ?? 0;
  if ((await newestSource()) < bundled) return;
  try {
    await promisify(execFile)(process.execPath, ["--import", "tsx", join(cli, "scripts/bundle.ts")], { cwd: root });
  } catch (error) {
    await rm(join(cli, "dist/t4.cjs"), { force: true });
    process.stderr.write(`t4 cannot be bundled: ${String(error)}\n`);
  }
}

async function newestSource(): Promise<number> {
  const packages = await readdir(join(root, "packages"));
  const folders = ["schemas", "vocab", "mk", ...packages.map((name) => join("packages", name, "src"))];
  const files = (await Promise.all(folders.map(filesBelow))).flat().filter((path) => !path.endsWith(".test.ts"));
  const times = await Promise.all([join(cli, "scripts/bundle.ts"), ...files].map(modified));
  return Math.max(...times.map((time) => time ?? 0));
}

async function filesBelow(folder: string): Promise<string[]> {
  const names = await readdir(join(root, folder), { recursive: true }).catch(() => []);
  return names.map((name) => join(root, folder, name));
}

async function modified(path: string): Promise<number | undefined> {
  const stats = await stat(path).catch(() => undefined);
  return stats?.isFile() ? stats.mtimeMs : undefined;
}
