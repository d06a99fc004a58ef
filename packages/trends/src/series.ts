import type { JsonValue } from "@t4/core";
import { type BenchFigures, Manifest, type Measured } from "./measured.ts";

/** A run of the ledger as far as it tells of measurements. */
export interface RecordedRun {
  /** When what it records happened: ISO 8601, UTC. */
  at: string;
  entries: RecordedEntry[];
}

/** What a run did to one manifest, or what an older ledger told about a module (then there is no path). */
export interface RecordedEntry {
  module: string;
  path: string | null;
  /** Whether the run removed the file. */
  isRemoved: boolean;
  /** The fields that changed, as JSON Pointers, with what they hold since; null for nothing. */
  changes: { field: string; value: JsonValue }[];
}

/** What a module was found to be from a time on; null from when nothing is measured any more. */
export interface Reading<T> {
  at: string;
  value: T | null;
}

/** What was measured of a module, in the order in which it was recorded. A reading stands for each run that changed something. */
export interface ModuleSeries {
  module: string;
  coverage: Reading<NonNullable<Measured["coverage"]>>[];
  bench: Reading<BenchFigures>[];
}

/** The series of every module of which anything was measured. `runs` are oldest first; what a revert restores is a reading like any other. */
export function collectSeries(runs: readonly RecordedRun[]): ModuleSeries[] {
  const manifests = new Map<string, Manifest>();
  const series = new Map<string, ModuleSeries>();
  for (const { at, entries } of runs) {
    for (const [module, measured] of measuredAfter(entries, manifests)) {
      const known = series.get(module) ?? { module, coverage: [], bench: [] };
      series.set(module, known);
      append(known.coverage, at, measured.coverage);
      append(known.bench, at, measured.bench);
    }
  }
  return [...series.values()].filter(({ coverage, bench }) => coverage.length + bench.length > 0);
}

const NOTHING: Measured = { coverage: null, bench: null };

/** What is measured of each module that these entries are about. A module that moves is where it was not removed. */
function measuredAfter(entries: readonly RecordedEntry[], manifests: Map<string, Manifest>): Map<string, Measured> {
  const measured = new Map<string, Measured>();
  for (const { module, path, isRemoved, changes } of entries) {
    const key = JSON.stringify(path === null ? { module } : { path });
    const manifest = manifests.get(key) ?? new Manifest();
    for (const { field, value } of changes) manifest.set(field, value);
    if (isRemoved) manifests.delete(key);
    else manifests.set(key, manifest);
    if (!isRemoved) measured.set(module, manifest.measured);
    else if (!measured.has(module)) measured.set(module, NOTHING);
  }
  return measured;
}

function append<T extends object>(readings: Reading<T>[], at: string, value: T | null): void {
  const last = readings.at(-1)?.value ?? null;
  if (JSON.stringify(last) !== JSON.stringify(value)) readings.push({ at, value });
}
