import { type SourceRef, T4Error } from "@t4/core";
import { contestedName, locateFiles, type Workplace } from "../reports/locate.ts";
import type { Source } from "../sources.ts";
import { parseCobertura } from "./cobertura.ts";
import { parseIstanbul } from "./istanbul.ts";
import { parseLcov } from "./lcov.ts";
import type { LineCount, RawCoverage } from "./raw-coverage.ts";

/** Line coverage by workspace path, of the files that modules own. */
export interface CoverageReport extends SourceRef {
  /** When it was measured; undefined when the report carries no date. */
  observedAt: string | undefined;
  files: Map<string, LineCount>;
  /** How many more files the report counts lines of, which no module owns. */
  unowned: number;
}

/**
 * A coverage report of any format that T4 reads, told apart by how it begins: Cobertura XML, Istanbul's JSON, LCOV. Files that no
 * module owns are dropped. Throws `E_REPORT` with the place, also for a name that can mean two files, and `E_JSON` and its kin.
 */
export function parseCoverage(source: Source, place: Workplace): CoverageReport {
  const raw = parserFor(source.text)(source);
  const files = new Map<string, LineCount>();
  const located = locateFiles(raw.files.keys(), raw.sourceFolders, place);
  const contested =
    [...located.keys()].find((name) => raw.contested?.has(name)) ??
    contestedName(located.keys(), raw.sourceFolders, place);
  if (contested !== undefined) throw ambiguous(source, contested);
  for (const [name, path] of located) {
    const count = raw.files.get(name);
    const other = files.get(path);
    if (count !== undefined && (other === undefined || other.total < count.total)) files.set(path, count);
  }
  const { path, sha } = source;
  return { path, sha, observedAt: raw.observedAt, files, unowned: raw.files.size - located.size };
}

function ambiguous({ path }: Source, name: string): T4Error {
  return new T4Error("E_REPORT", `${path} has several sources, and ${name} can be a file of more than one of them`, {
    file: path,
    hint: "Measure with one --cov, such as --cov=., or set relative_files in coverage.py's config.",
  });
}

function parserFor(text: string): (source: Source) => RawCoverage {
  const start = /[^\s\uFEFF]/.exec(text)?.[0];
  if (start === "<") return parseCobertura;
  return start === "{" ? parseIstanbul : parseLcov;
}

/** Covered and total lines of a module's own files; undefined when the report counts no line of them. */
export function coverageOf(
  report: Pick<CoverageReport, "files">,
  moduleFiles: readonly string[],
): LineCount | undefined {
  let covered = 0;
  let total = 0;
  for (const path of moduleFiles) {
    const count = report.files.get(path);
    covered += count?.covered ?? 0;
    total += count?.total ?? 0;
  }
  return total === 0 ? undefined : { covered, total };
}
