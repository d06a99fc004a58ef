import { joinPath, staysInside } from "@t4/core";

/** A provenance string taken apart. */
export interface Citation {
  /** As it stands in the manifest. */
  source: string;
  /** The cited file relative to the workspace; undefined when no file is cited (`policy:`, `human:`, `git:`). */
  path: string | undefined;
  /** 1-based and inclusive; undefined when the whole file is cited. */
  lines: { first: number; last: number } | undefined;
  /** True for a report of a tool, which a measurement may outlive. */
  report: boolean;
  /** True when a file is cited that cannot be evidence: one out of the workspace, or one that git or T4 keeps for itself. */
  outside: boolean;
}

const KIND = /^([a-z]+):(.*)$/s;
const LINES = /^(.*)#L(\d{1,9})(?:-L(\d{1,9}))?$/s;
const SOURCE_KINDS = new Set(["importcheck", "exports"]);
const REPORT_KINDS = new Set(["bench", "coverage", "junit"]);

/** False for what cannot be evidence: a path out of the workspace, and what git and T4 keep for themselves. */
function isEvidencePath(path: string): boolean {
  return (
    path !== "" &&
    staysInside(path) &&
    !joinPath(path)
      .split("/")
      .some((part) => /^\.(?:git|t4)$/i.test(part))
  );
}

/**
 * Takes a provenance string apart: `source#locator` is relative to the module folder, what follows a `kind:` to the workspace.
 * A path that would leave the workspace is not taken for one.
 */
export function parseCitation(source: string, moduleDir: string): Citation {
  const [, kind, detail] = KIND.exec(source) ?? [];
  const report = kind !== undefined && REPORT_KINDS.has(kind);
  // In parentheses stands what measured and left no file here: a runner, or a report from outside.
  const gone = report && detail?.startsWith("(") === true;
  if (gone || (kind !== undefined && !report && !SOURCE_KINDS.has(kind)))
    return { source, path: undefined, lines: undefined, report, outside: false };
  const place = detail ?? source;
  const [, file = place.replace(/#.*$/s, ""), first, last = first] = LINES.exec(place) ?? [];
  const path = kind === undefined ? joinPath(moduleDir, file) : file;
  const lines = first === undefined || last === undefined ? undefined : { first: Number(first), last: Number(last) };
  const outside = !isEvidencePath(path);
  return { source, path: outside ? undefined : path, lines, report, outside };
}
