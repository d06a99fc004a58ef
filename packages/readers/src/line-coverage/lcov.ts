import { T4Error } from "@t4/core";
import { withoutMark } from "../reports/byte-order-mark.ts";
import type { Source } from "../sources.ts";
import { type FileLines, LineHits, type LineCount, NO_COVERAGE, type RawCoverage } from "./raw-coverage.ts";

const RECORD = /^[A-Z]{1,8}:/;
const LINE_DATA = /^DA:(\d{1,15}),(\d{1,15})(?:,|$)/;

/**
 * LCOV tracefiles: `SF:` … `DA:line,hits` … `end_of_record`. A file without line data counts by its `LF:` and `LH:`. Throws `E_REPORT`
 * with the line, also for one that ends inside a record.
 */
export function parseLcov(source: Source): RawCoverage {
  const hits = new LineHits();
  const totals = new Map<string, LineCount>();
  let file: { name: string; lines: FileLines; total: number; covered: number } | undefined;
  let number = 0;
  for (const line of linesOf(withoutMark(source.text))) {
    number += 1;
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("SF:")) {
      if (file !== undefined) throw fault(source, number, "starts a file inside another");
      const name = line.slice(3);
      file = { name, lines: hits.touch(name), total: 0, covered: 0 };
    } else if (line === "end_of_record") {
      if (file === undefined) throw fault(source, number, "ends a record that was not begun");
      if (file.lines.total === 0) totals.set(file.name, { covered: file.covered, total: file.total });
      file = undefined;
    } else if (line.startsWith("DA:") && file !== undefined) {
      const [, at, count] = LINE_DATA.exec(line) ?? [];
      if (at === undefined) throw fault(source, number, `has line data that T4 cannot read: ${line.slice(0, 60)}`);
      file.lines.mark(Number(at), Number(count) > 0);
    } else if ((line.startsWith("LF:") || line.startsWith("LH:")) && file !== undefined) {
      const count = Number(/^\d{1,15}$/.exec(line.slice(3))?.[0] ?? Number.NaN);
      if (Number.isNaN(count)) throw fault(source, number, `has a count that is none: ${line.slice(0, 60)}`);
      file[line.startsWith("LF:") ? "total" : "covered"] = count;
    } else if (!RECORD.test(line)) throw fault(source, number, `is no LCOV: ${line.slice(0, 60)}`, NO_COVERAGE);
  }
  if (file !== undefined) throw fault(source, number, "ends inside a record");
  return { observedAt: undefined, sourceFolders: [], files: merged(hits.counts(), totals, source) };
}

function merged(
  counts: Map<string, LineCount>,
  totals: ReadonlyMap<string, LineCount>,
  source: Source,
): Map<string, LineCount> {
  for (const [name, count] of totals) {
    if (count.covered > count.total) throw fault(source, 1, `covers more lines of ${name} than it has`);
    if (counts.get(name)?.total === 0) counts.set(name, count);
  }
  return counts;
}

function* linesOf(text: string): Generator<string> {
  for (let start = 0; start < text.length;) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    yield text.slice(start, end).trimEnd();
    start = end + 1;
  }
}

function fault(
  source: Source,
  line: number,
  what: string,
  hint = "Produce the report again with the tool that wrote it.",
): T4Error {
  return new T4Error("E_REPORT", `${source.path} ${what}`, { file: source.path, line, hint });
}
