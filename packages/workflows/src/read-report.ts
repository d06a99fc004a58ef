import { isAbsolute, relative, sep } from "node:path";
import { baseName, decodeUtf8, sha256, T4Error } from "@t4/core";
import { MAX_REPORT_BYTES, type Source, type Workplace, type Workspace } from "@t4/readers";
import type { LoadedModule } from "./load-modules.ts";

/** A report that somebody named. */
export interface NamedReport {
  /** Absolute. */
  path: string;
  /** As it was typed. */
  typed: string;
}

/**
 * The report as a source. Its path is relative to the workspace; of one outside it only the name is told, behind `(outside)`, since where a machine keeps its
 * files is nobody's business. Throws `E_READ`, `E_NOT_A_FILE`, `E_ENCODING`, and `E_TOO_LARGE` beyond 64 MB.
 */
export async function readNamedReport({ files, root }: Workspace, { path, typed }: NamedReport): Promise<Source> {
  const roots = [root, await files.realPath(root)];
  const inside = roots.map((each) => relative(each, path).replaceAll(sep, "/")).find(isInside);
  const label = inside ?? `(outside)/${baseName(path.replaceAll(sep, "/"))}`;
  let bytes: Uint8Array;
  try {
    bytes = await files.read(path, MAX_REPORT_BYTES);
  } catch (cause) {
    throw unreadable(typed, cause);
  }
  return { path: label, sha: sha256(bytes), text: decodeUtf8(bytes, typed) };
}

function isInside(path: string): boolean {
  return path !== ".." && !path.startsWith("../") && !isAbsolute(path);
}

function unreadable(typed: string, cause: unknown): T4Error {
  const code = (cause as NodeJS.ErrnoException).code ?? "unknown error";
  const details = { file: typed, cause };
  if (code === "EFBIG") {
    const hint = "Have the tool write a report for each part of the workspace, and give them all in one --from.";
    return new T4Error(
      "E_TOO_LARGE",
      `${typed} is larger than ${MAX_REPORT_BYTES / 1024 / 1024} MB, the most that T4 reads`,
      {
        ...details,
        hint,
      },
    );
  }
  if (code === "EISDIR" || code === "EINVAL") {
    return new T4Error("E_NOT_A_FILE", `${typed} is not a regular file`, {
      ...details,
      hint: "Name the report itself.",
    });
  }
  const hint = code === "ENOENT" ? "Check the path; it is relative to the current folder." : "Check its permissions.";
  return new T4Error("E_READ", `${typed} cannot be read (${code})`, { ...details, hint });
}

/** What finds a report's files: the modules' own ones, the report's folder being that of the module it lies in. */
export async function workplaceFor(
  report: Pick<Source, "path">,
  { files, root }: Workspace,
  modules: readonly LoadedModule[],
): Promise<{ place: Workplace; ownerOf: (file: string) => LoadedModule | undefined }> {
  const owners = new Map(modules.flatMap((module) => module.files.map((file) => [file, module] as const)));
  const above = modules.map(({ dir }) => dir).filter((dir) => dir !== "" && report.path.startsWith(`${dir}/`));
  const base = above.reduce((longest, dir) => (dir.length > longest.length ? dir : longest), "");
  const roots = [...new Set([root, await files.realPath(root)])];
  return { place: { roots, base, isOwned: (path) => owners.has(path) }, ownerOf: (file) => owners.get(file) };
}
