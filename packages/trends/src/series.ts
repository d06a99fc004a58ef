import { formatInstant, type JsonValue } from "@t4/core";
import { type BenchFigures, Manifest, type Measured } from "./measured.ts";
import { settleTimes } from "./settle-times.ts";

/** A run of the ledger as far as it tells of measurements. One that tells of none still tells how its clock stood. */
export interface RecordedRun {
  /** When what it records happened, as a machine's clock had it: ISO 8601, UTC. Clocks can be wrong, so it can be before that of a run that it follows. */
  at: string;
  /** Whether it undoes other runs: what it restores was measured before, and holds from then on. */
  isRevert: boolean;
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
  /** Never before that of the reading before it. */
  at: string;
  value: T | null;
  /** Whether it is what a revert restored, and so undoes what was recorded since. */
  isRevert: boolean;
}

/** What was measured of a module, in the order in which it was recorded. A reading stands for each run that changed something. */
export interface ModuleSeries {
  module: string;
  coverage: Reading<NonNullable<Measured["coverage"]>>[];
  bench: Reading<BenchFigures>[];
}

/**
 * The series of every module of which anything was measured. `runs` are all of the ledger, oldest first, and their order is that of the readings. Where their times go back
 * against it, {@link settleTimes} says which are believed, over all modules, so that one wrong clock neither misplaces nor hides anything that others tell. A measurement
 * newer than all before it has the time at which it was measured, but none after its run; what only corrects, withdraws or undoes has that of its run.
 */
export function collectSeries(runs: readonly RecordedRun[]): ModuleSeries[] {
  const manifests = new Map<string, Manifest>();
  const series = new Map<string, Timed>();
  const times = settleTimes(runs.map(({ at }) => Date.parse(at)));
  for (const [index, { entries, isRevert }] of runs.entries()) {
    const run = { time: times[index] as number, isRevert };
    for (const [module, measured] of measuredAfter(entries, manifests)) {
      const known = series.get(module) ?? { coverage: [], bench: [] };
      series.set(module, known);
      append(known.coverage, run, measured.coverage);
      append(known.bench, run, measured.bench);
    }
  }
  return [...series]
    .map(([module, { coverage, bench }]) => ({ module, coverage: coverage.map(dated), bench: bench.map(dated) }))
    .filter(({ coverage, bench }) => coverage.length + bench.length > 0);
}

/** A reading with its time in milliseconds, and when the newest was measured of all up to it, but none after its run. */
interface TimedReading<T> extends Omit<Reading<T>, "at"> {
  time: number;
  newest: number;
}

interface Timed {
  coverage: TimedReading<NonNullable<Measured["coverage"]>>[];
  bench: TimedReading<BenchFigures>[];
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

function append<T extends { observedAt: string | null }>(
  readings: TimedReading<T>[],
  { time: recorded, isRevert }: { time: number; isRevert: boolean },
  value: T | null,
): void {
  const last = readings.at(-1);
  if (JSON.stringify(last?.value ?? null) === JSON.stringify(value)) return;
  const newest = last?.newest ?? -Infinity;
  const measured = Math.min(Date.parse(value?.observedAt ?? ""), recorded);
  const isNewer = measured > newest;
  const time = Math.max(last?.time ?? -Infinity, isNewer && !isRevert ? measured : recorded);
  readings.push({ time, newest: isNewer ? measured : newest, value, isRevert });
}

function dated<T>({ time, value, isRevert }: TimedReading<T>): Reading<T> {
  return { at: formatInstant(new Date(time)), value, isRevert };
}
