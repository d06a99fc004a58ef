import type { FilePort } from "@t4/core";
import type { Fates, LostBytes, MemoryDisk } from "./memory-disk.ts";
import { type Fault, memoryFiles } from "./memory-files.ts";

/** A disk after a power loss, and how it came about. */
export interface Survivor {
  disk: MemoryDisk;
  way: string;
}

export interface SurvivorOptions {
  seed: number;
  /** Fates of bytes that were not synced; all by default. */
  bytes?: readonly LostBytes[];
}

const ALL_FATES: readonly LostBytes[] = ["kept", "half", "none"];

/** Disks after a power loss that were not there before. */
export class Survivors {
  readonly #count: { states: number };
  readonly #options: SurvivorOptions;
  readonly #seen = new Set<string>();
  readonly #open: Survivor[] = [];

  /** `states` of `count` goes up with every disk, also with those that were there before. */
  constructor(count: { states: number }, options: SurvivorOptions) {
    this.#count = count;
    this.#options = options;
  }

  pop(): Survivor | undefined {
    return this.#open.pop();
  }

  /** A file port that collects what a power loss before each of its operations leaves: what is done up to there depends on nothing later. */
  watch(disk: MemoryDisk, way: string, most: number, fault?: Fault): FilePort {
    return memoryFiles(disk, fault, (at) => this.collect(disk, `${way}, crash before ${at}`, most));
  }

  collect(disk: MemoryDisk, way: string, most: number): void {
    if (most === 0) return;
    const { seed, bytes = ALL_FATES } = this.#options;
    for (const survivor of survivors(disk, most, seed + this.#count.states, bytes)) {
      this.#count.states += 1;
      const fingerprint = survivor.fingerprint();
      if (!this.#seen.has(fingerprint)) this.#open.push({ disk: survivor, way });
      this.#seen.add(fingerprint);
    }
  }
}

/**
 * Disks that a power loss may leave: every subset of the changes that wait for a sync, with each fate for all bytes and one mixed, when that
 * makes at most `limit`; else all, none, and a seeded choice of the others, up to `limit`.
 */
function* survivors(disk: MemoryDisk, limit: number, seed: number, fates: readonly LostBytes[]): Generator<MemoryDisk> {
  const random = randomFrom(~seed);
  const mixed = (): LostBytes => fates[Math.floor(random() * fates.length)] ?? "kept";
  const bytes: readonly Fates[] = disk.hasUnsyncedBytes() ? [...fates, mixed] : ["kept"];
  const most = Math.max(2, Math.floor(limit / bytes.length));
  for (const subset of subsets(disk.pending.length, most, seed)) {
    for (const fate of bytes) yield disk.afterPowerLoss((index) => subset[index] === true, fate);
  }
}

/** Subsets of `size` things, each as a list of yes and no; all of them when they are at most `most`. */
function* subsets(size: number, most: number, seed: number): Generator<boolean[]> {
  const things = Array.from({ length: size }, (_, index) => index);
  if (2 ** size <= most) {
    for (let mask = 0; mask < 2 ** size; mask += 1) yield things.map((index) => (mask & (1 << index)) !== 0);
    return;
  }
  const random = randomFrom(seed);
  yield things.map(() => true);
  yield things.map(() => false);
  // In turn a first few, which an ordered journal leaves, and any others, which an unordered one may.
  for (let count = 2; count < most; count += 1) {
    const first = Math.floor(random() * size);
    yield things.map((index) => (count % 2 === 0 ? index < first : random() < 0.5));
  }
}

/** Numbers in [0, 1) that depend on the seed only (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
