import { join } from "node:path";
import { dirName, type FilePort } from "@t4/core";

const PYTHON_MARKS = ["pytest.ini", ".pytest.ini", "pyproject.toml", "tox.ini", "setup.cfg", ".coveragerc"];
const VITE = /^vite(?:st)?\.config\.[cm]?[jt]s$/;

/** The folder, relative to the root, that pytest and coverage.py are started in: the nearest upwards that holds a configuration of theirs, else the root. */
export function pythonProject(files: FilePort, root: string, dir: string): Promise<string> {
  return nearest(files, root, dir, (names) => PYTHON_MARKS.some((mark) => names.includes(mark)));
}

/** The folder that vitest is started in: the nearest upwards with a configuration of it, else the nearest with a `package.json`, else the root. */
export async function vitestProject(files: FilePort, root: string, dir: string): Promise<string> {
  const configured = await nearest(files, root, dir, (names) => names.some((name) => VITE.test(name)), NONE);
  return configured === NONE ? nearest(files, root, dir, (names) => names.includes("package.json")) : configured;
}

// No folder has this name.
const NONE = "\0";

async function nearest(
  files: FilePort,
  root: string,
  dir: string,
  holds: (names: readonly string[]) => boolean,
  otherwise = "",
): Promise<string> {
  for (let folder = dir; ; folder = dirName(folder)) {
    if (holds((await files.list(join(root, folder))) ?? [])) return folder;
    if (folder === "") return otherwise;
  }
}
