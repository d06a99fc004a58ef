import type { FilePort } from "@t4/core";
import type { MemoryDisk } from "./memory-disk.ts";
import { type Fault, memoryFiles, type Operation } from "./memory-files.ts";
import { type SurvivorOptions, Survivors } from "./survivors.ts";

/**
 * How an act ended: it returned; it threw; it threw and said that recovery has something to do; or recovery ran, after that or because the
 * power went.
 */
export type Ending = "done" | "failed" | "unsettled" | "recovered";

/** Something that writes, what mends it after a crash, and who judges the files that are left. */
export interface Experiment {
  /** The disk before; it is copied for every state. */
  start: MemoryDisk;
  act(files: FilePort): Promise<unknown>;
  recover(files: FilePort): Promise<unknown>;
  /** What is wrong with the files; undefined when all is well. Not asked while they are unsettled. */
  judge(disk: MemoryDisk, ending: Ending): string | undefined;
  /** What is wrong with the error that the act threw, because an operation failed. */
  judgeError?(error: unknown): string | undefined;
  /** True for an error that says that recovery has something to do. */
  isUnsettled?(error: unknown): boolean;
}

export interface Exploration {
  /** Operations of the act when nothing goes wrong. */
  operations: Operation[];
  /** States of the disk that were reached, and how many of them differ: those were judged. */
  states: number;
  distinct: number;
  /** Problems, each with the way that led there; at the 20th the exploration ends. */
  problems: string[];
}

/** How much to try. */
export interface ExploreOptions extends SurvivorOptions {
  /** States tried after each crash of the act. */
  perCrash: number;
  /** States tried after each crash of the recovery; 0 when recovery is not to be crashed. */
  perSecondCrash: number;
  /** Errors that meet the act before the power goes, one in each pass: the way back is crashed as well. None by default. */
  faults?: readonly Fault[];
}

const MOST_PROBLEMS = 20;

/**
 * Makes every operation of the act fail with each code, once or for good; then runs the recovery undisturbed, which must leave the files as they are, or
 * settle them when the act said so.
 */
export async function exploreErrors(
  experiment: Experiment,
  codes: readonly string[],
  lasting = false,
): Promise<Exploration> {
  const exploration = await begin(experiment);
  for (const error of codes) {
    for (const [at, operation] of exploration.operations.entries()) {
      const way = `${error} ${lasting ? "from" : "at"} ${at} ${operation.name} ${operation.path}`;
      await failOnce(experiment, exploration, { at, error, lasting }, way);
    }
  }
  return exploration;
}

async function failOnce(experiment: Experiment, exploration: Exploration, fault: Fault, way: string): Promise<void> {
  const disk = experiment.start.copy();
  let ending: Ending = "done";
  try {
    await experiment.act(memoryFiles(disk, fault));
  } catch (error) {
    ending = experiment.isUnsettled?.(error) === true ? "unsettled" : "failed";
    const problem = experiment.judgeError?.(error);
    if (problem !== undefined) report(exploration, `${way}: ${problem}`);
  }
  exploration.states += 1;
  if (ending !== "unsettled") judge(experiment, exploration, disk, ending, way);
  try {
    await experiment.recover(memoryFiles(disk));
    judge(experiment, exploration, disk, ending === "unsettled" ? "recovered" : ending, `${way}, then recovery`);
  } catch (error) {
    report(exploration, `${way}: recovery failed: ${String(error)}`);
  }
}

/**
 * Cuts the power before every operation of the act and once after the last; then before every operation of each recovery, of the
 * recoveries after these, and so on until no disk comes up that was not there before. Whatever names and bytes survive, an undisturbed recovery
 * must lead to files that hold. A disk is tried once, because recovery depends on nothing else.
 */
export async function exploreCrashes(experiment: Experiment, options: ExploreOptions): Promise<Exploration> {
  const exploration = await begin(experiment);
  const open = new Survivors(exploration, options);
  for (const fault of [undefined, ...(options.faults ?? [])]) {
    const disk = experiment.start.copy();
    const way = fault === undefined ? "act" : `${fault.error} at ${fault.at} of the act`;
    const act = experiment.act(open.watch(disk, way, options.perCrash, fault));
    await (fault === undefined ? act : act.catch(() => undefined));
    open.collect(disk, `${way}, after its end`, options.perCrash);
    await recoverAll(experiment, exploration, open, options.perSecondCrash);
  }
  return exploration;
}

async function recoverAll(
  experiment: Experiment,
  exploration: Exploration,
  open: Survivors,
  perCrash: number,
): Promise<void> {
  for (let next = open.pop(); next !== undefined && !isHopeless(exploration); next = open.pop()) {
    const way = `${next.way}, recovery`;
    try {
      await experiment.recover(open.watch(next.disk, way, perCrash));
      open.collect(next.disk, `${way}, after its end`, perCrash);
      judge(experiment, exploration, next.disk, "recovered", next.way);
    } catch (error) {
      exploration.distinct += 1;
      report(exploration, `${next.way}: recovery failed: ${String(error)}`);
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
  if (!isHopeless(exploration)) exploration.problems.push(problem);
}

function isHopeless({ problems }: Exploration): boolean {
  return problems.length >= MOST_PROBLEMS;
}
