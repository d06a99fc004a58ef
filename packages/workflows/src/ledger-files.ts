import { join } from "node:path";
import { type Finding, joinPath, sortedSet, T4Error } from "@t4/core";
import type { Workspace } from "@t4/readers";

/** The paths of what is in a ledger's folders, relative to the workspace, sorted. */
export interface LedgerFiles {
  runs: string[];
  snapshots: string[];
  /** Folders of the ledger that are no folders. */
  findings: Finding[];
}

/**
 * Everything that lies where runs and snapshots do, whether it belongs there or not. Throws `E_READ` for a folder that cannot be listed: a
 * ledger that cannot be seen is not an empty one; and `E_OUTSIDE`.
 */
export async function listLedger(
  workspace: Pick<Workspace, "files" | "root" | "sources" | "config">,
): Promise<LedgerFiles> {
  const { ledger } = workspace.config;
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

/** False also for a link that leads out: reading it then says so. */
async function isFolder({ sources }: Pick<Workspace, "sources">, path: string): Promise<boolean> {
  try {
    return (await sources.kindOf(path)) === "directory";
  } catch (error) {
    if (error instanceof T4Error) return false;
    throw error;
  }
}

async function listFolder(
  { files, root, sources }: Pick<Workspace, "files" | "root" | "sources">,
  folder: string,
): Promise<{ paths: string[]; findings: Finding[] }> {
  const kind = await sources.kindOf(folder);
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
