import { stringify } from "csv-stringify/sync";
import type { BenchRow, CoverageRow } from "./daily.ts";

/** The text of coverage_trend.csv: `date,module,coverage_pct,delta_from_previous`. */
export function coverageCsv(rows: readonly CoverageRow[]): string {
  return toCsv(
    ["date", "module", "coverage_pct", "delta_from_previous"],
    rows.map(({ date, module, pct, delta }) => [date, module, pct, delta]),
  );
}

/** The text of bench_trend.csv: `date,module,p50_ms,p95_ms,p99_ms,delta_p95,env_fingerprint`. */
export function benchCsv(rows: readonly BenchRow[]): string {
  return toCsv(
    ["date", "module", "p50_ms", "p95_ms", "p99_ms", "delta_p95", "env_fingerprint"],
    rows.map((row) => [row.date, row.module, row.p50, row.p95, row.p99, row.deltaP95, row.environment]),
  );
}

/** RFC 4180 with line feeds. A text that a spreadsheet would take for a formula has an apostrophe put before it; numbers stay as they are. */
function toCsv(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  return stringify([head, ...rows], { record_delimiter: "unix", escape_formulas: true });
}
