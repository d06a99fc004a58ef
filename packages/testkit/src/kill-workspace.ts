import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The bytes of files by path relative to the root, each byte a character. */
export type Bytes = ReadonlyMap<string, string>;

/** The folder of a workspace's runs. */
export const RUNS = "manifests/.ledger/runs";
const SEEN = /(?:^|\/)module\.manifest\.json$|^manifests\/|\.tmp$|^\.t4\/draft\./;

/** Manifests and what lies beside them under T4's names, queue, ledger, and drafts of locks. */
export async function collectState(root: string): Promise<Bytes> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => SEEN.test(path))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), "latin1")));
  return new Map(paths.map((path, index) => [path, texts[index] ?? ""]));
}

/** Puts everything that {@link collectState} sees back. The folder of the runs is made, so that it can be watched. */
export async function restoreState(root: string, state: Bytes): Promise<void> {
  const found = await collectState(root);
  await rm(join(root, "manifests"), { recursive: true, force: true });
  for (const path of found.keys()) if (!state.has(path)) await rm(join(root, path), { force: true });
  await mkdir(join(root, RUNS), { recursive: true });
  for (const [path, bytes] of state) {
    if (!path.startsWith("manifests/") && found.get(path) === bytes) continue;
    await mkdir(join(root, path, ".."), { recursive: true });
    await writeFile(join(root, path), bytes, "latin1");
  }
}

/** The paths of the manifests among them. */
export function manifestsOf(state: Bytes): string[] {
  return [...state.keys()].filter((path) => path.endsWith("/module.manifest.json"));
}

/** The files that should not be there once nothing is unfinished. */
export function leftoversOf(state: Bytes): string[] {
  return [...state.keys()].filter((path) => /\.tmp$|\.pending$|\.draft$|^\.t4\/draft\./.test(path));
}
