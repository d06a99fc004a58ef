import { chmod, cp, lstat, mkdtemp, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { REPOSITORY } from "./repository.ts";

/** A folder of a test's own, gone when it is disposed of: `await using workspace = await copyFixture("aurora")`. */
export interface TempWorkspace extends AsyncDisposable {
  /** Absolute, with every link resolved. */
  root: string;
  /** Removes the folder, also what the test made unwritable in it; a second call does nothing. */
  remove(): Promise<void>;
}

/** Python's and the tools' leftovers, which a person may have made in a fixture by running its tests. */
const LEFTOVERS = new Set(["__pycache__", ".pytest_cache", ".benchmarks", ".coverage", ".t4"]);

/** An empty folder under the system's temporary one. */
export async function emptyWorkspace(prefix = "t4-"): Promise<TempWorkspace> {
  const root = await realpath(await mkdtemp(join(tmpdir(), prefix)));
  const remove = async () => {
    await makeWritable(root);
    await rm(root, { recursive: true, force: true });
  };
  return { root, remove, [Symbol.asyncDispose]: remove };
}

/** The absolute path of a folder in `fixtures/workspaces`, or, with a `/` in its name, in `fixtures`. Never write there. */
export function fixturePath(name: string): string {
  return join(REPOSITORY, "fixtures", ...(name.includes("/") ? name.split("/") : ["workspaces", name]));
}

/**
 * A copy of `fixtures/workspaces/<name>` (or of `fixtures/<name>` when the name has a `/`, such as `cases/billing-example/input`),
 * links kept as they are and tools' leftovers not copied. Throws `ENOENT` when there is no such fixture.
 */
export async function copyFixture(name: string): Promise<TempWorkspace> {
  const from = fixturePath(name);
  await lstat(from);
  const workspace = await emptyWorkspace(`t4-${name.replaceAll("/", "-")}-`);
  await cp(from, workspace.root, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !LEFTOVERS.has(path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1)),
  });
  return workspace;
}

async function makeWritable(folder: string): Promise<void> {
  const stats = await lstat(folder).catch(() => undefined);
  if (!stats?.isDirectory()) return;
  if ((stats.mode & 0o700) !== 0o700) await chmod(folder, stats.mode | 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}
