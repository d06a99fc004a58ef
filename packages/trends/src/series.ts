import { formatInstant, type JsonValue } from "@t4/core";
import { type BenchFigures, Manifest, type Measured } from "./measured.ts";
import { type Claim, settleTimes } from "./settle-times.ts";

/** A run of the ledger as far as it tells of measurements. */
export interface RecordedRun {
  /** When what it records happened, as a machine's clock had it: ISO 8601, UTC. */
  at: string;
  /** Whether `at` is that of a run before it. No run is dated before one that it follows, so its own clock may have said less. */
  isPushed: boolean;
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
 * The series of every module of which anything was measured. `runs` are oldest first, and their order is that of the readings. A measurement newer than the one before it has
 * the time at which it was measured, but none after its run; what only corrects, withdraws or undoes has that of its run. Clocks can be wrong: where times go back against
 * the order, {@link settleTimes} says which are believed, so that one wrong clock neither misplaces nor hides what comes after it.
 */
export function collectSeries(runs: readonly RecordedRun[]): ModuleSeries[] {
  const manifests = new Map<string, Manifest>();
  const series = new Map<string, Claimed>();
  for (const run of runs) {
    for (const [module, measured] of measuredAfter(run.entries, manifests)) {
      const known = series.get(module) ?? { coverage: [], bench: [] };
      series.set(module, known);
      append(known.coverage, run, measured.coverage);
      append(known.bench, run, measured.bench);
    }
  }
  return [...series]
    .map(([module, { coverage, bench }]) => ({ module, coverage: settle(coverage), bench: settle(bench) }))
    .filter(({ coverage, bench }) => coverage.length + bench.length > 0);
}

interface ClaimedReading<T> extends Claim, Omit<Reading<T>, "at"> {}

interface Claimed {
  coverage: ClaimedReading<NonNullable<Measured["coverage"]>>[];
  bench: ClaimedReading<BenchFigures>[];
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
  readings: ClaimedReading<T>[],
  run: RecordedRun,
  value: T | null,
): void {
  const last = readings.at(-1)?.value ?? null;
  if (JSON.stringify(last) !== JSON.stringify(value)) {
    readings.push({ ...claimOf(run, value, last), value, isRevert: run.isRevert });
  }
}

type Dated = { observedAt: string | null } | null;

function claimOf({ at, isPushed, isRevert }: RecordedRun, value: Dated, last: Dated): Claim {
  const recorded = Date.parse(at);
  const [measured, before] = [value, last].map((each) => Date.parse(each?.observedAt ?? "")) as [number, number];
  // Where the run's own clock is not known, an earlier measurement tells more of it than nothing.
  const tells = isPushed ? measured !== before : !(measured <= before);
  if (Number.isNaN(measured) || isRevert || !tells) return { time: recorded, isFirm: !isPushed };
  return { time: Math.min(measured, recorded), isFirm: true };
}

function settle<T>(readings: readonly ClaimedReading<T>[]): Reading<T>[] {
  const times = settleTimes(readings);
  return readings.map(({ value, isRevert }, index) => {
    return { at: formatInstant(new Date(times[index] as number)), value, isRevert };
  });
}
