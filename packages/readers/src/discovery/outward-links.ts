import { join } from "node:path";
import { baseName, T4Error, type Finding } from "@t4/core";
import type { Workspace } from "../workspace.ts";
import { MANIFEST_NAME } from "./manifest-name.ts";

/**
 * A finding for each of these paths that is a link to a folder outside the workspace with a manifest in it: somebody means it for a module.
 * The manifest is not read. Links that stay inside are none of it, for the module is found at its real place.
 */
export async function findOutwardLinks(
  workspace: Pick<Workspace, "files" | "root" | "sources">,
  links: readonly string[],
): Promise<Finding[]> {
  const asked = links.filter((path) => baseName(path) !== MANIFEST_NAME);
  const findings = await Promise.all(asked.map((path) => linkFault(workspace, path)));
  return findings.filter((finding) => finding !== undefined);
}

async function linkFault(
  { files, root, sources }: Pick<Workspace, "files" | "root" | "sources">,
  path: string,
): Promise<Finding | undefined> {
  try {
    await sources.kindOf(path);
    return undefined;
  } catch (error) {
    // What cannot even be looked at leads nowhere that we know of.
    if (!(error instanceof T4Error)) return undefined;
  }
  const manifest = await files.stat(join(root, path, MANIFEST_NAME)).catch(() => undefined);
  if (manifest === undefined) return undefined;
  return {
    code: "E_OUTSIDE",
    severity: "error",
    file: path,
    message: "The folder is a link that leads out of the workspace, so the module in it is not read.",
    fix: `Replace the link by the folder itself, or add ${path} to \`ignore\`.`,
  };
}
