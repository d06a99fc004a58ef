import { formatPointer, getOwn, isJsonObject, joinPath, staysInside, type JsonValue } from "@t4/core";
import type { SchemaProblem } from "./schema-problem.ts";
import { showPath, showValue } from "./show-value.ts";

/** Fields that are kept as people wrote them and may hold paths. */
const CARRIED = [
  "aliases",
  "contracts",
  "dependencies",
  "deprecations",
  "identity",
  "layout",
  "links",
  "matrix",
  "observability",
  "runtime",
  "tokenization",
];
const CLIMBS = /(?:^|[\\/])\.\.(?:[\\/]|$)/;

/**
 * The relative paths in a manifest's carried fields that lead out of the workspace; [] when none does. `folder` is the module's,
 * relative to the root. A schema cannot say this: how far up is still inside depends on where the module is.
 */
export function checkCarriedPaths(manifest: JsonValue, folder: string): SchemaProblem[] {
  if (!isJsonObject(manifest)) return [];
  const problems: SchemaProblem[] = [];
  for (const field of CARRIED) {
    const value = getOwn(manifest, field);
    if (value !== undefined) check(value, [field], folder, problems);
  }
  return problems;
}

function check(value: JsonValue, at: readonly string[], folder: string, problems: SchemaProblem[]): void {
  if (typeof value === "string") {
    if (!CLIMBS.test(value) || value.includes("://") || staysInside(joinPath(folder, value.replaceAll("\\", "/"))))
      return;
    problems.push({
      pointer: formatPointer(at),
      keyword: "path",
      message: `${showPath(at)} leads out of the workspace: ${showValue(value)}`,
    });
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) check(item, [...at, key], folder, problems);
  }
}
