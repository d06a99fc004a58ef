import type { FilePort } from "@t4/core";
import type { LostBytes, MemoryDisk } from "./memory-disk.ts";
import { memoryFiles, type Operation } from "./memory-files.ts";
import { survivors } from "./survivors.ts";

/** How an act ended: it returned, it threw, or the power went and recovery ran. */
export type Ending = "done" | "failed" | "recovered";

/** Something that writes, what mends it after a crash, and who judges the files that are left. */
export interface Experiment {
  /** The disk before; it is copied for every state. */
  start: MemoryDisk;
  act(files: FilePort): Promise<unknown>;
  recover(files: FilePort): Promise<unknown>;
  /** What is wrong with the files; undefined when all is well. */
  judge(disk: MemoryDisk, ending: Ending): string | undefined;
}

export interface Exploration {
  /** Operations of the act when nothing goes wrong. */
  operations: Operation[];
  /** States of the disk that were reached, and how many of them differ: those were judged. */
  states: number;
  distinct: number;
  /** Problems, each with the way that led there; at most 20 are kept. */
  problems: string[];
}

/** How much to try. */
export interface ExploreOptions {
  /** States tried after each crash of the act. */
  perCrash: number;
  /** States tried after each crash of the recovery; 0 when recovery is not to be crashed. */
  perSecondCrash: number;
  seed: number;
  /** Fates of bytes that were not synced. */
  bytes?: readonly LostBytes[];
}

const MOST_PROBLEMS = 20;
const ALL_FATES: readonly LostBytes[] = ["kept", "half", "none"];

/** Makes every operation of the act fail once with each code; then runs the recovery, which must leave the files as they are. */
export async function exploreErrors(experiment: Experiment, codes: readonly string[]): Promise<Exploration> {
  const exploration = await begin(experiment);
  for (const error of codes) {
    for (const [at, operation] of exploration.operations.entries()) {
      const disk = experiment.start.copy();
      const ending = await end(experiment.act(memoryFiles(disk, { at, error })));
      exploration.states += 1;
      const way = `${error} at ${at} ${operation.name} ${operation.path}`;
      judge(experiment, exploration, disk, ending, way);
      await end(experiment.recover(memoryFiles(disk)));
      judge(experiment, exploration, disk, ending, `${way}, then recovery`);
    }
  }
  return exploration;
}

/**
 * Cuts the power before every operation of the act and once after the last; then before every operation of each recovery, of the
 * recoveries after these, and so on until no disk comes up that was not there before. Whatever names and bytes survive, an undisturbed recovery
 * must lead to files that hold. A disk is tried once, because recovery depends on nothing else.
 */
export async function exploreCrashes(experiment: Experiment, options: ExploreOptions): Promise<Exploration> {
  const exploration = await begin(experiment);
  const open = new Survivors(exploration, options);
  const disk = experiment.start.copy();
  await experiment.act(open.watch(disk, "act", options.perCrash));
  open.collect(disk, "act, after its end", options.perCrash);
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const way = `${next.way}, recovery`;
    try {
      await experiment.recover(open.watch(next.disk, way, options.perSecondCrash));
      open.collect(next.disk, `${way}, after its end`, options.perSecondCrash);
      judge(experiment, exploration, next.disk, "recovered", next.way);
    } catch (error) {
      exploration.distinct += 1;
      report(exploration, `${next.way}: recovery failed: ${String(error)}`);
    }
  }
  return exploration;
}

/** A disk after a power loss, and how it came about. */
interface Survivor {
  disk: MemoryDisk;
  way: string;
}

/** Disks after a power loss that were not there before. */
class Survivors {
  readonly #exploration: Exploration;
  readonly #options: ExploreOptions;
  readonly #seen = new Set<string>();
  readonly #open: Survivor[] = [];

  constructor(exploration: Exploration, options: ExploreOptions) {
    this.#exploration = exploration;
    this.#options = options;
  }

  pop(): Survivor | undefined {
    return this.#open.pop();
  }

  /** A file port that collects what a power loss before each of its operations leaves: what is done up to there depends on nothing later. */
  watch(disk: MemoryDisk, way: string, most: number): FilePort {
    return memoryFiles(disk, undefined, (at) => this.collect(disk, `${way}, crash before ${at}`, most));
  }

  collect(disk: MemoryDisk, way: string, most: number): void {
    if (most === 0) return;
    const { seed, bytes = ALL_FATES } = this.#options;
    for (const survivor of survivors(disk, most, seed + this.#exploration.states, bytes)) {
      this.#exploration.states += 1;
      const fingerprint = survivor.fingerprint();
      if (!this.#seen.has(fingerprint)) this.#open.push({ disk: survivor, way });
      this.#seen.add(fingerprint);
    }
  }
}

async function begin(experiment: Experiment): Promise<Exploration> {
  const disk = experiment.start.copy();
  const files = memoryFiles(disk);
  await experiment.act(files);
  const exploration: Exploration = { operations: [...files.operations], states: 0, distinct: 0, problems: [] };
  judge(experiment, exploration, disk, "done", "undisturbed");
  return exploration;
}

function judge(experiment: Experiment, exploration: Exploration, disk: MemoryDisk, ending: Ending, way: string): void {
  exploration.distinct += 1;
  const problem = experiment.judge(disk, ending);
  if (problem !== undefined) report(exploration, `${way}: ${problem}`);
}

function report(exploration: Exploration, problem: string): void {
  if (exploration.problems.length < MOST_PROBLEMS) exploration.problems.push(problem);
}

async function end(act: Promise<unknown>): Promise<Ending> {
  try {
    await act;
    return "done";
  } catch {
    return "failed";
  }
}
