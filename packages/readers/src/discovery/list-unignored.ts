import { compareCodeUnits } from "@t4/core";
import type { Workspace } from "../workspace.ts";
import { compileIgnore } from "./ignore.ts";
import { type FileList, listFiles } from "./list-files.ts";

/**
 * Every file of a workspace that nothing ignores, with or without a module around it; paths are sorted by code units. Throws `E_GIT` when there is a
 * checkout and git does not list it.
 */
export async function listUnignored({
  files,
  root,
  config,
}: Pick<Workspace, "files" | "root" | "config">): Promise<FileList> {
  const listed = await listFiles(files, root);
  const isIgnored = compileIgnore(config.ignore);
  return {
    paths: listed.paths.filter((path) => !isIgnored(path)).sort(compareCodeUnits),
    links: listed.links.filter((path) => !isIgnored(path)),
    nested: listed.nested.filter((path) => !isIgnored(path)),
    leftOut: listed.leftOut.filter((path) => !isIgnored(path)),
    findings: listed.findings.filter(({ file }) => !isIgnored(file)),
  };
}
