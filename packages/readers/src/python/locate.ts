import { joinPath } from "@t4/core";
import type { PythonOutline } from "./outline.ts";
import type { LoadedModule } from "./scope.ts";

/** What is known of one path: an outline, nothing there, or a file that cannot be read. */
export interface KnownFile {
  present: boolean;
  outline?: PythonOutline | undefined;
}

/** The files of a workspace that are known so far, and where absolute imports start. */
export interface ModuleFiles {
  outlines: ReadonlyMap<string, KnownFile>;
  /** Folders in order of preference. */
  roots: readonly string[];
  /** Roots that hold one top-level name in particular. */
  rootsOf: (name: string) => readonly string[];
}

export type Located =
  | { type: "file"; file: string; folder: string | undefined }
  | { type: "namespace"; folder: string }
  | { type: "stub"; file: string }
  | { type: "absent" }
  | { type: "unknown" };

/** True when the workspace has a module under this top-level name, though the standard library has one too. */
export function isKnown(files: ModuleFiles, name: string): boolean {
  return files.rootsOf(name).length > 0;
}

/**
 * Where the module `name` lies: `x/__init__.py` before `x.py`, and a folder without either when `rest` leads to a module below it.
 * Paths that are not known yet go to `wanted`.
 */
export function locateModule(
  files: ModuleFiles,
  name: string,
  rest: readonly string[],
  parent: LoadedModule | undefined,
  wanted: Set<string>,
): Located {
  if (parent && parent.folder === undefined) return { type: "absent" };
  const parts = name.split(".");
  const last = parts.at(-1)!;
  const inRegularPackage = parent?.file !== undefined;
  const folders = inRegularPackage
    ? [joinPath(parent!.folder!, last)]
    : [...new Set([...files.rootsOf(parts[0]!), ...files.roots])].map((root) => joinPath(root, ...parts));
  for (const folder of folders) {
    const file = probe(files, folder, wanted);
    if (file === undefined) return { type: "unknown" };
    if (file) return { type: "file", file: file.path, folder: file.isPackage ? folder : undefined };
  }
  const below = rest.length > 0 ? probeBelow(files, folders, rest, wanted) : { type: "absent" as const };
  if (below.type !== "absent") return below;
  return inRegularPackage ? probeStub(files, folders[0]!, wanted) : { type: "absent" };
}

function probeBelow(
  files: ModuleFiles,
  folders: readonly string[],
  rest: readonly string[],
  wanted: Set<string>,
): Located {
  for (const folder of folders) {
    for (let length = 1; length <= rest.length; length += 1) {
      const file = probe(files, joinPath(folder, ...rest.slice(0, length)), wanted);
      if (file === undefined) return { type: "unknown" };
      if (file) return { type: "namespace", folder };
    }
  }
  return { type: "absent" };
}

function probeStub(files: ModuleFiles, folder: string, wanted: Set<string>): Located {
  for (const file of [`${folder}.pyi`, `${folder}/__init__.pyi`]) {
    const known = files.outlines.get(file);
    if (!known) {
      wanted.add(file);
      return { type: "unknown" };
    }
    if (known.present) return { type: "stub", file };
  }
  return { type: "absent" };
}

/** False when neither file is there, undefined when that is not known. */
function probe(
  files: ModuleFiles,
  base: string,
  wanted: Set<string>,
): { path: string; isPackage: boolean } | false | undefined {
  const inside = files.outlines.get(`${base}/__init__.py`);
  if (!inside) wanted.add(`${base}/__init__.py`);
  else if (inside.present) return { path: `${base}/__init__.py`, isPackage: true };
  const plain = files.outlines.get(`${base}.py`);
  if (!plain) wanted.add(`${base}.py`);
  if (!inside || !plain) return undefined;
  return plain.present ? { path: `${base}.py`, isPackage: false } : false;
}
