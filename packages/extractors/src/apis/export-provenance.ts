import { compareCodeUnits, relativeTo, sortedSet } from "@t4/core";
import type { Lines, PythonExport } from "@t4/readers";

/** Where a module's provenance starts from, and where its exports are bound. */
export interface ExportPlace {
  moduleFolder: string;
  /** Workspace path of the package's `__init__.py`. */
  file: string;
}

/** For one symbol: the lines that bind it in `__init__.py`, or list it there, and its definition. */
export function citeExport(found: PythonExport, place: ExportPlace): string[] {
  const lines = found.bound ?? (found.listed?.file === place.file ? found.listed.lines : undefined);
  return [citeLines(place, lines ?? { line: 1, endLine: 1 }), ...citeDefinition(found)];
}

/** For a field: every line that lists or binds one of its symbols, adjacent ones joined, then their definitions. */
export function citeExports(all: readonly PythonExport[], place: ExportPlace): string[] {
  const lines = all.flatMap(({ bound, listed }) => [
    ...(bound ? [bound] : []),
    ...(listed?.file === place.file ? [listed.lines] : []),
  ]);
  const ranges = joinRanges(lines.length > 0 ? lines : [{ line: 1, endLine: 1 }]);
  return [...ranges.map((range) => citeLines(place, range)), ...sortedSet(all.flatMap(citeDefinition))];
}

function citeDefinition({ outcome }: PythonExport): string[] {
  return outcome.type === "defined" ? [`importcheck:${outcome.file}#L${outcome.lines.line}`] : [];
}

function citeLines({ moduleFolder, file }: ExportPlace, { line, endLine }: Lines): string {
  const locator = line === endLine ? `#L${line}` : `#L${line}-L${endLine}`;
  return `${relativeTo(moduleFolder, file) ?? `exports:${file}`}${locator}`;
}

function joinRanges(lines: readonly Lines[]): Lines[] {
  const joined: Lines[] = [];
  for (const { line, endLine } of [...lines].sort((a, b) => a.line - b.line || a.endLine - b.endLine)) {
    const last = joined.at(-1);
    if (last && line <= last.endLine + 1) last.endLine = Math.max(last.endLine, endLine);
    else joined.push({ line, endLine });
  }
  return joined;
}

/** Orders exports by name, so that the order of `__all__` changes nothing. */
export function byName(a: { found: PythonExport }, b: { found: PythonExport }): number {
  return compareCodeUnits(a.found.name, b.found.name);
}
