import { join } from "node:path";
import { type FileKind, type Finding, joinPath, sortedSet, T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";

/** The paths of what is in a ledger's folders, relative to the workspace, sorted. */
export interface LedgerFiles {
  runs: string[];
  snapshots: string[];
  /** Folders of the ledger that are no folders, and links on the way to them. */
  findings: Finding[];
}

/**
 * Everything that lies where runs and snapshots do, whether it belongs there or not. Throws `E_READ` for a folder that cannot be listed: a
 * ledger that cannot be seen is not an empty one.
 */
export async function listLedger(
  workspace: Pick<Workspace, "files" | "root" | "sources" | "config">,
): Promise<LedgerFiles> {
  const { ledger } = workspace.config;
  const link = await findLink(workspace, joinPath(ledger));
  if (link !== undefined) return { runs: [], snapshots: [], findings: [noFolder(link)] };
  const runs = await listFolder(workspace, joinPath(ledger, "runs"));
  const objects = await listFolder(workspace, joinPath(ledger, "objects"));
  const snapshots: string[] = [];
  const findings = [...runs.findings, ...objects.findings];
  for (const path of objects.paths) {
    if (!(await isFolder(workspace, path))) {
      snapshots.push(path);
      continue;
    }
    const folder = await listFolder(workspace, path);
    snapshots.push(...folder.paths);
    findings.push(...folder.findings);
  }
  return { runs: runs.paths, snapshots, findings };
}

/** The first part of the way to a folder that is a link: what is behind it is not the workspace's own. */
async function findLink(workspace: Pick<Workspace, "sources">, folder: string): Promise<string | undefined> {
  const parts = folder.split("/");
  for (const [index] of parts.entries()) {
    const path = parts.slice(0, index + 1).join("/");
    if ((await kindAt(workspace, path)) === "symlink") return path;
  }
  return undefined;
}

/** False also for a link: reading it then says so. */
async function isFolder(workspace: Pick<Workspace, "sources">, path: string): Promise<boolean> {
  return (await kindAt(workspace, path)) === "directory";
}

/** A link also for one that leads out. Throws `E_READ`. */
async function kindAt({ sources }: Pick<Workspace, "sources">, path: string): Promise<FileKind | undefined> {
  try {
    return await sources.kindOf(path);
  } catch (error) {
    if (error instanceof T4Error && error.code === "E_OUTSIDE") return "symlink";
    throw error;
  }
}

async function listFolder(
  { files, root, sources }: Pick<Workspace, "files" | "root" | "sources">,
  folder: string,
): Promise<{ paths: string[]; findings: Finding[] }> {
  const kind = await kindAt({ sources }, folder);
  if (kind === undefined) return { paths: [], findings: [] };
  if (kind !== "directory") return { paths: [], findings: [noFolder(folder)] };
  try {
    const names = await files.entries(join(root, folder));
    return { paths: sortedSet(names?.keys() ?? []).map((name) => `${folder}/${name}`), findings: [] };
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (cause instanceof T4Error || code === undefined) throw cause;
    throw new T4Error("E_READ", `${folder} cannot be listed (${code})`, {
      file: folder,
      cause,
      hint: "Check its permissions.",
    });
  }
}

function noFolder(file: string): Finding {
  return {
    code: "E_LEDGER",
    severity: "error",
    file,
    message: `${file} is not a folder, so the ledger in it is not seen`,
    fix: "Restore the folder from git.",
  };
}
