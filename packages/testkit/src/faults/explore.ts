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
  /** States of the disk that were judged. */
  states: number;
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
      const way = `${error} at ${at} ${operation.name} ${operation.path}`;
      judge(experiment, exploration, disk, ending, way);
      await end(experiment.recover(memoryFiles(disk)));
      judge(experiment, exploration, disk, ending, `${way}, then recovery`);
    }
  }
  return exploration;
}

/**
 * Cuts the power before every operation of the act, and once after the last. For each set of names and bytes that may survive, the recovery must lead to
 * files that hold; so must it when the power goes again before any of its own operations.
 */
export async function exploreCrashes(experiment: Experiment, options: ExploreOptions): Promise<Exploration> {
  const exploration = await begin(experiment);
  const fates = options.bytes ?? ALL_FATES;
  for (let at = 0; at <= exploration.operations.length; at += 1) {
    const disk = experiment.start.copy();
    await end(experiment.act(memoryFiles(disk, { at })));
    for (const [index, survivor] of [...survivors(disk, options.perCrash, options.seed + at, fates)].entries()) {
      await mend(experiment, exploration, survivor, options, `crash before ${at}, survivor ${index}`);
    }
  }
  return exploration;
}

async function mend(
  experiment: Experiment,
  exploration: Exploration,
  disk: MemoryDisk,
  options: ExploreOptions,
  way: string,
): Promise<void> {
  const whole = disk.copy();
  const files = memoryFiles(whole);
  await recoverAndJudge(experiment, exploration, whole, files, way);
  if (options.perSecondCrash === 0) return;
  for (let at = 0; at <= files.operations.length; at += 1) {
    const again = disk.copy();
    await end(experiment.recover(memoryFiles(again, { at })));
    const states = survivors(again, options.perSecondCrash, options.seed + at, options.bytes ?? ALL_FATES);
    for (const [index, survivor] of [...states].entries()) {
      const path = `${way}, recovery crashed before ${at}, survivor ${index}`;
      await recoverAndJudge(experiment, exploration, survivor, memoryFiles(survivor), path);
    }
  }
}

async function recoverAndJudge(
  experiment: Experiment,
  exploration: Exploration,
  disk: MemoryDisk,
  files: FilePort,
  way: string,
): Promise<void> {
  try {
    await experiment.recover(files);
    judge(experiment, exploration, disk, "recovered", way);
  } catch (error) {
    exploration.states += 1;
    report(exploration, `${way}: recovery failed: ${String(error)}`);
  }
}

async function begin(experiment: Experiment): Promise<Exploration> {
  const disk = experiment.start.copy();
  const files = memoryFiles(disk);
  await experiment.act(files);
  const exploration: Exploration = { operations: [...files.operations], states: 0, problems: [] };
  judge(experiment, exploration, disk, "done", "undisturbed");
  return exploration;
}

function judge(experiment: Experiment, exploration: Exploration, disk: MemoryDisk, ending: Ending, way: string): void {
  exploration.states += 1;
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
