import { execa } from "execa";
import { chmod, chown, cp, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { bundlePath, type T4Run } from "./run-t4.ts";
import { emptyWorkspace } from "./temp-workspace.ts";

const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/**
 * Runs `t4` in a workspace as a user whom permissions bind: as the user nobody when the test runs as root, from a copy of the bundle
 * that nobody can read, else as the test itself. Time and actor are fixed.
 */
export async function runUnprivileged(root: string, args: readonly string[]): Promise<T4Run> {
  await using tool = await emptyWorkspace("t4-bundle-");
  await chmod(tool.root, 0o755);
  await cp(dirname(bundlePath()), tool.root, {
    recursive: true,
    filter: (path) => !/\.(?:js|ts|map|tsbuildinfo)$/.test(path),
  });
  const result = await execa(process.execPath, [join(tool.root, "t4.cjs"), ...args], {
    cwd: root,
    env: { NO_COLOR: "1", SOURCE_DATE_EPOCH: "1795251600", T4_ACTOR: "owner@example.org" },
    stdin: "ignore",
    reject: false,
    stripFinalNewline: false,
    ...(isRoot ? { uid: NOBODY, gid: NOBODY } : {}),
  });
  return { exitCode: result.exitCode, stdout: result.stdout, stderr: result.stderr };
}

/** Gives a whole workspace to the user of {@link runUnprivileged}, so that its permission bits are all that binds that user. */
export async function giveAway(root: string): Promise<void> {
  if (!isRoot) return;
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries.filter((entry) => !entry.isSymbolicLink()).map((entry) => join(entry.parentPath, entry.name));
  await Promise.all([root, ...paths].map((path) => chown(path, NOBODY, NOBODY)));
}
