import { T4Error } from "@t4/core";
import type { Sources } from "../sources.ts";

/** What to do about a sparse checkout that leaves out what T4 needs. */
export const CHECK_OUT =
  "`git sparse-checkout disable` checks everything out; what T4 never needs can go into `ignore`.";

/**
 * Those of the paths that are on the disk although git leaves them out. Throws `E_GIT` where any is not: a module that is not checked out is not gone, and others
 * import it, link to it and are measured beside it, so that whatever T4 said or wrote would be wrong.
 */
export async function checkLeftOut(paths: readonly string[], sources: Sources): Promise<string[]> {
  const present: string[] = [];
  const absent: string[] = [];
  for (const path of paths) ((await sources.has(path)) ? present : absent).push(path);
  const [first] = absent;
  if (first === undefined) return present;
  const files = absent.length === 1 ? "1 file" : `${absent.length} files`;
  throw new T4Error(
    "E_GIT",
    `this sparse checkout leaves out ${files}, such as ${first}, so nothing can be told of the whole`,
    {
      hint: CHECK_OUT,
    },
  );
}
