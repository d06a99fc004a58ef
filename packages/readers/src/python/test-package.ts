import { nodeFiles } from "@t4/core";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Consulted, Sources } from "../sources.ts";
import { PythonProject, readPythonPackage, type PythonProjectOptions, type PythonRecord } from "./index.ts";

/** Sources of a workspace by their paths. */
export type Files = Record<string, string | Uint8Array>;

/** What {@link readPythonPackage} says of one module of a workspace that holds only these files. */
export async function read(
  files: Files,
  module = "pkg",
  options: PythonProjectOptions = {},
): Promise<PythonRecord | undefined> {
  const root = await mkdtemp(join(tmpdir(), "t4-python-"));
  try {
    for (const [path, source] of Object.entries(files)) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), source);
    }
    const sources = new Sources(nodeFiles, root);
    return await readPythonPackage(new PythonProject(sources, options), module, new Consulted(sources));
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Each export in a word or two: `function pkg/a.py#L1`, `literal`, `missing pkg.x`. */
export function shown(record: PythonRecord | undefined): Record<string, string> {
  const entries = (record?.exports.exports ?? []).map(({ name, outcome }): [string, string] => {
    if (outcome.type === "defined") return [name, `${outcome.kind} ${outcome.file}#L${outcome.lines.line}`];
    return [name, outcome.type === "refused" ? `${outcome.doubt.code} ${outcome.doubt.detail}` : outcome.type];
  });
  return Object.fromEntries(entries);
}
