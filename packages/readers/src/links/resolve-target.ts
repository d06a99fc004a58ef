import { dirName, joinPath } from "@t4/core";

/** What a link leads to. */
export interface ResolvedTarget {
  /** Relative to the root, as the link says it, decoded; undefined when it leaves the workspace. */
  path: string | undefined;
  /** Without `#`, decoded; undefined for none. */
  anchor: string | undefined;
}

const ELSEWHERE = /^(?:[a-z][a-z0-9+.-]*:|\/\/)/i;
const PARTS = /^([^?#]*)(?:\?[^#]*)?(?:#([^]*))?$/;

/** Where a link in the document at `path` leads, as GitHub takes it: `/` is the root. Undefined for one that does not lead into files. */
export function resolveTarget(target: string, path: string): ResolvedTarget | undefined {
  if (ELSEWHERE.test(target)) return undefined;
  const [, file = "", fragment = ""] = PARTS.exec(target) ?? [];
  const anchor = fragment === "" ? undefined : decode(fragment);
  if (file === "") return anchor === undefined ? undefined : { path, anchor };
  const decoded = decode(file);
  const joined = decoded.startsWith("/") ? joinPath(decoded.replace(/^\/+/, "")) : joinPath(dirName(path), decoded);
  const isOutside = joined === ".." || joined.startsWith("../") || joined.includes("\0");
  return { path: isOutside ? undefined : joined.replace(/\/+$/, ""), anchor };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
