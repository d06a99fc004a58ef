import { join } from "node:path";
import { baseName, compareCodeUnits, dirName, joinPath, T4Error, type Finding } from "@t4/core";
import type { Workspace } from "../workspace.ts";
import { compileIgnore } from "./ignore.ts";
import { checkLeftOut } from "./left-out.ts";
import { listFiles } from "./list-files.ts";
import { unreadableFolder } from "./list-git.ts";
import { findManifestFolders } from "./manifest-folders.ts";
import { MANIFEST_NAME } from "./manifest-name.ts";
import { findOutwardLinks } from "./outward-links.ts";

/** A folder with a manifest, and what in it is its own. */
export interface DiscoveredModule {
  /** Relative to the root; `""` when the root itself is a module. */
  dir: string;
  manifestPath: string;
  /** Workspace paths of the module's own files, its manifest among them, those of nested modules not; sorted by code units. */
  files: string[];
}

export interface Discovery {
  /** Sorted by folder. */
  modules: DiscoveredModule[];
  /** Manifests that are no files, links that lead out, folders that cannot be read, names that are not UTF-8. */
  findings: Finding[];
}

/**
 * The modules of a workspace. Takes time linear in its files. Throws `E_GIT` when there is a checkout and git does not list it, or leaves files of it out, and `E_ROOT` where
 * the root was only guessed and others lie below it.
 */
export async function discover(
  workspace: Pick<Workspace, "files" | "root" | "config" | "sources" | "isGuess">,
): Promise<Discovery> {
  const listed = await listFiles(workspace.files, workspace.root);
  const isIgnored = compileIgnore(workspace.config.ignore);
  if (workspace.isGuess === true) checkMeant(listed.nested.filter((path) => !isIgnored(path)));
  const leftOut = listed.leftOut.filter((path) => !isIgnored(path));
  const present = await checkLeftOut(leftOut, workspace.sources);
  const paths = [...listed.paths.filter((path) => !isIgnored(path)), ...present].sort(compareCodeUnits);
  const folders = await findManifestFolders(workspace, paths);
  const checks = await Promise.all(
    [...paths.filter((path) => baseName(path) === MANIFEST_NAME), ...folders].map(async (path) => ({
      path,
      fault: await manifestFault(workspace, path),
    })),
  );
  const notIgnored = (path: string): boolean => !isIgnored(path);
  const outward = await findOutwardLinks(workspace, listed.links.filter(notIgnored));
  const dirs = checks.filter((check) => check.fault === "none").map((check) => dirName(check.path));
  return {
    modules: groupByModule(dirs, paths),
    findings: [
      ...listed.findings.filter((finding) => !isIgnored(finding.file)),
      ...outward,
      ...checks.map((check) => check.fault).filter((fault) => typeof fault === "object"),
    ].sort((a, b) => compareCodeUnits(a.file, b.file)),
  };
}

/** Somebody in a folder of several repositories has hardly meant all that lies between them. Throws `E_ROOT`. */
function checkMeant(nested: readonly string[]): void {
  const [first] = [...nested].sort(compareCodeUnits);
  if (first === undefined) return;
  const below =
    nested.length === 1
      ? `${first} below it governs itself`
      : `${nested.length} folders below it govern themselves, such as ${first}`;
  throw new T4Error("E_ROOT", `this folder is not marked as a workspace, and ${below}`, {
    hint: "Go to the folder that is meant; `--root .` takes this one, and `t4 init` makes it a workspace.",
  });
}

/** Each path goes to the nearest folder above it that is a module. `paths` are sorted; the answers of folders are remembered. */
function groupByModule(dirs: readonly string[], paths: readonly string[]): DiscoveredModule[] {
  const modules = new Map<string, DiscoveredModule>();
  for (const dir of [...dirs].sort(compareCodeUnits)) {
    modules.set(dir, { dir, manifestPath: joinPath(dir, MANIFEST_NAME), files: [] });
  }
  const owners = new Map<string, DiscoveredModule | undefined>();
  const ownerOf = (folder: string): DiscoveredModule | undefined => {
    const owner = modules.get(folder) ?? owners.get(folder);
    if (owner !== undefined || folder === "" || owners.has(folder)) return owner;
    const found = ownerOf(dirName(folder));
    owners.set(folder, found);
    return found;
  };
  for (const path of paths) ownerOf(dirName(path))?.files.push(path);
  return [...modules.values()];
}

// A name that is not UTF-8 reaches us with this in place of its bytes, so nothing is found under it.
const REPLACEMENT = "\uFFFD";
const NOT_UTF8 = "The path of this manifest is not valid UTF-8.";

type Fault = "none" | "gone" | Finding;

async function manifestFault(
  { files, root, sources }: Pick<Workspace, "files" | "root" | "sources">,
  path: string,
): Promise<Fault> {
  try {
    const kind = await sources.kindOf(path);
    if (kind === undefined) return path.includes(REPLACEMENT) ? fault("E_ENCODING", path, NOT_UTF8) : "gone";
    if (kind === "file") return "none";
    if (kind !== "symlink") {
      const what = kind === "directory" ? "folder" : "device";
      return fault("E_NOT_A_FILE", path, `A ${what} stands where a manifest was expected.`);
    }
    await files.realPath(join(root, path));
    return fault("E_NOT_A_FILE", path, "The manifest is a link, and nothing is written through one.");
  } catch (error) {
    if (error instanceof T4Error && error.code === "E_READ") return unreadableFolder(dirName(path), "EACCES");
    if (error instanceof T4Error)
      return fault("E_OUTSIDE", path, "The manifest is a link that leads out of the workspace.");
    return fault("E_NOT_A_FILE", path, "The manifest is a link that leads nowhere.");
  }
}

function fault(code: "E_ENCODING" | "E_NOT_A_FILE" | "E_OUTSIDE", file: string, message: string): Finding {
  return {
    code,
    severity: "error",
    file,
    message,
    fix: `Replace it by a file, or add ${dirName(file) || file} to \`ignore\`.`,
  };
}
