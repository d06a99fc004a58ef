import { getOwn, isJsonObject, joinPath, type JsonObject, type JsonValue } from "@t4/core";

const SOURCE = /\.[cm]?[jt]sx?$/;
const USUAL = [
  "src/index.ts",
  "index.ts",
  "src/index.tsx",
  "src/index.mts",
  "index.mts",
  "src/index.js",
  "index.js",
  "src/index.mjs",
  "index.mjs",
];

/**
 * The source file that a package of npm is imported by, relative to its folder: the first that is there of those its `package.json` names in `exports`, `source`,
 * `module` and `main`, and of the usual ones. What is built is not among `files`. Undefined for none.
 */
export function scriptEntry(packageFile: JsonObject | undefined, files: ReadonlySet<string>): string | undefined {
  const named = packageFile === undefined ? [] : namedEntries(packageFile);
  return [...named.map((path) => joinPath(path)), ...USUAL].find(
    (path) => SOURCE.test(path) && isSource(path) && files.has(path),
  );
}

/** Declarations hold nothing that could be run. */
function isSource(path: string): boolean {
  return !/\.d\.[cm]?ts$/.test(path);
}

function namedEntries(file: JsonObject): string[] {
  const exported = getOwn(file, "exports");
  const main = isJsonObject(exported) ? (getOwn(exported, ".") ?? exported) : exported;
  return [...textsIn(main, 8), ...["source", "module", "main"].flatMap((key) => textsIn(getOwn(file, key), 0))];
}

/** The paths in the conditions of an export, in their order. Of subpaths (`./x`) none is the entry. */
function textsIn(value: JsonValue | undefined, depth: number): string[] {
  if (typeof value === "string") return [value];
  if (depth === 0) return [];
  if (Array.isArray(value)) return value.flatMap((each) => textsIn(each, depth - 1));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, each]) => (key.startsWith(".") ? [] : textsIn(each, depth - 1)));
}
