import { dirName } from "@t4/core";
import { ignoredAmong, type Sources, type Workspace } from "@t4/readers";

/**
 * Those of the paths, which are there, that git ignores, so that no other checkout has them; none where git says nothing. `listed` is a path that it lists:
 * where it ignores that one too, it ignores the whole workspace, which then is no checkout of its own. Throws `E_READ`.
 */
export async function ignoredTargets(
  { files, root, sources }: Pick<Workspace, "files" | "root" | "sources">,
  paths: readonly string[],
  listed: string,
): Promise<string[]> {
  const asked: string[] = [];
  for (const path of paths) if (path !== "" && (await isInRepository(path, sources))) asked.push(path);
  if (asked.length === 0) return [];
  const ignored = await ignoredAmong(files, root, [...new Set([listed, ...asked])]);
  return ignored.includes(listed) ? [] : ignored;
}

/** False behind a link and in another repository, about which git answers nothing, and then nothing about the rest either. */
async function isInRepository(path: string, sources: Sources): Promise<boolean> {
  for (let folder = dirName(path); folder !== ""; folder = dirName(folder)) {
    if ((await sources.kindOf(folder)) !== "directory" || (await sources.has(`${folder}/.git`))) return false;
  }
  return true;
}
