import { compareCodeUnits } from "@t4/core";
import type { BenchFigures } from "./measured.ts";
import type { ModuleSeries, Reading } from "./series.ts";

/** A module's coverage at the end of a day. */
export interface CoverageRow {
  /** In UTC, `2026-11-21`. */
  date: string;
  module: string;
  /** Percent, with at most two decimals, rounded down. */
  pct: number;
  /** Points since the row before; null for the first. */
  delta: number | null;
}

/** A module's latencies at the end of a day, in milliseconds. */
export interface BenchRow extends Omit<BenchFigures, "observedAt"> {
  /** In UTC, `2026-11-21`. */
  date: string;
  module: string;
  /** Milliseconds since the row before; null for the first, between two environments, and where one of the two has no p95. */
  deltaP95: number | null;
}

/** The rows of each day on which coverage was measured, by date and module; in place of the last row of a day on which it was withdrawn, none. */
export function coverageRows(series: readonly ModuleSeries[]): CoverageRow[] {
  return inOrder(
    series.flatMap(({ module, coverage }) => {
      let before: number | null = null;
      return lastOfDays(coverage).map(({ date, value }): CoverageRow => {
        const hundredths = toHundredths(value.pct);
        const delta = before === null ? null : (hundredths - before) / 100;
        before = hundredths;
        return { date, module, pct: hundredths / 100, delta };
      });
    }),
  );
}

/** The rows of each day on which latencies were measured, by date and module. */
export function benchRows(series: readonly ModuleSeries[]): BenchRow[] {
  return inOrder(
    series.flatMap(({ module, bench }) => {
      let before: BenchFigures | undefined;
      return lastOfDays(bench).map(({ date, value }): BenchRow => {
        const { observedAt: _, ...figures } = value;
        const deltaP95 = before === undefined ? null : differenceOf(before, value);
        before = value;
        return { date, module, ...figures, deltaP95 };
      });
    }),
  );
}

/** Two environments that nobody names are not known to be one. */
function differenceOf(before: BenchFigures, after: BenchFigures): number | null {
  if (before.environment === null || before.environment !== after.environment) return null;
  return before.p95 === null || after.p95 === null ? null : Number((after.p95 - before.p95).toPrecision(12));
}

/** The last reading of each day, oldest first, days without one left out. */
function lastOfDays<T>(readings: readonly Reading<T>[]): { date: string; value: T }[] {
  const last = new Map(readings.map(({ at, value }) => [at.slice(0, "2026-11-21".length), value]));
  return [...last]
    .flatMap(([date, value]) => (value === null ? [] : [{ date, value }]))
    .sort((a, b) => compareCodeUnits(a.date, b.date));
}

function inOrder<R extends { date: string; module: string }>(rows: R[]): R[] {
  return rows.sort((a, b) => compareCodeUnits(a.date, b.date) || compareCodeUnits(a.module, b.module));
}

/** Binary fractions fall short of what people wrote by far less than the millionth. */
function toHundredths(value: number): number {
  return Math.floor(value * 100 + 1e-6);
}
