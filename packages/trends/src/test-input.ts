import type { BenchFigures } from "./measured.ts";
import type { Reading, RecordedEntry, RecordedRun } from "./series.ts";

/** A day of November 2026, in the morning. */
export function day(of: number): string {
  return `2026-11-${String(of).padStart(2, "0")}T09:00:00Z`;
}

/** What is usual for a run at this time. */
export function recorded(at: string): Omit<RecordedRun, "entries"> {
  return { at, isRevert: false };
}

/** A run that left these values in the manifest of `module`. */
export function runOf(
  at: string,
  module: string,
  fields: Record<string, RecordedEntry["changes"][number]["value"]>,
): RecordedRun {
  const changes = Object.entries(fields).map(([field, value]) => ({ field, value }));
  return { ...recorded(at), entries: [{ module, path: `${module}/module.manifest.json`, isRemoved: false, changes }] };
}

/** Figures with this median, as a quiet machine would give them. */
export function figuresOf(p50: number, rest: Partial<BenchFigures> = {}): BenchFigures {
  return { p50, p95: p50 * 1.2, p99: p50 * 1.5, environment: "ci", observedAt: null, ...rest };
}

/** A reading a day, from the first of November. */
export function readingsOf(figures: readonly (BenchFigures | null)[]): Reading<BenchFigures>[] {
  const start = Date.parse(day(1));
  return figures.map((value, index) => {
    const at = new Date(start + index * 86_400_000).toISOString();
    return { at, value: value && { ...value, observedAt: value.observedAt ?? at }, isRevert: false };
  });
}

/** Numbers between 0 and 1 that look like chance, the same for one seed (mulberry32). */
export function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Normal noise of mean 0 and standard deviation 1 (Box and Muller). */
export function normal(next: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
}
