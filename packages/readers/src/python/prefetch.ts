import type { PythonOutline } from "./outline.ts";
import { everyStatement } from "./statements.ts";

/**
 * Dotted paths that the top level of a file may import on some way, relative ones resolved. Of the names in `from x import y` only those of
 * `from . import y`, which mostly are modules.
 */
export function importedPaths(outline: PythonOutline, name: string, isPackage: boolean): string[] {
  const found = new Set<string>();
  for (const statement of everyStatement(outline)) {
    if (statement.type === "import") for (const { module } of statement.names) found.add(module);
    else if (statement.type === "from") {
      const path = absolutePath(statement, name, isPackage);
      if (path !== undefined) found.add(path);
      if (path === undefined || statement.module !== "" || statement.names === "*") continue;
      for (const { name: member } of statement.names) found.add(`${path}.${member}`);
    }
  }
  return [...found];
}

function absolutePath(
  statement: { level: number; module: string },
  name: string,
  isPackage: boolean,
): string | undefined {
  if (statement.level === 0) return statement.module;
  const parts = name.split(".");
  const up = statement.level - (isPackage ? 1 : 0);
  if (up >= parts.length) return undefined;
  return [...parts.slice(0, parts.length - up), ...(statement.module === "" ? [] : [statement.module])].join(".");
}

/** All files that may stand for the module that a wanted file would be, stubs among them: who wants one next wants the others. */
export function siblingFiles(file: string): string[] {
  const base = file.replace(/(?:\/__init__)?\.pyi?$/, "");
  return ["/__init__.py", ".py", ".pyi", "/__init__.pyi"].map((ending) => base + ending);
}

/** The two files that a dotted path may stand for under a root. */
export function candidateFiles(root: string, path: string): [string, string] {
  const base = `${root === "" ? "" : `${root}/`}${path.replaceAll(".", "/")}`;
  return [`${base}/__init__.py`, `${base}.py`];
}
