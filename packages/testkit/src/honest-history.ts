import { plantModules } from "./honest-history-modules.ts";
import { HistoryRepository } from "./honest-history-repository.ts";
import { historyTools, type HistoryWorkflows } from "./honest-history-tools.ts";
import { STEPS, type StepName } from "./honest-history-steps.ts";
import { randomFrom } from "./random.ts";
import { emptyWorkspace } from "./temp-workspace.ts";

export interface HistoryReport {
  /** How often each step was taken. */
  taken: Map<StepName, number>;
  /** How many merges, picks and rebased commits needed a hand. */
  conflicts: number;
  /** Histories in which a run stood without those it follows, which git excused: the commit was picked without them. */
  excused: number;
  /** Runs in the ledgers of all branches in the end. */
  runs: number;
  /** What was wrong, each with its seed and the steps up to there; [] when all held. */
  problems: string[];
}

const LANES = 4;

/**
 * Makes `histories` random histories of a small workspace in real git repositories, such as honest people make them, and verifies the ledger after
 * each step that changes something and, in the end, on one of the branches against another. The seeds are `seed`, `seed + 1`, ….
 */
export async function makeHonestHistories(
  histories: number,
  seed: number,
  workflows: HistoryWorkflows,
): Promise<HistoryReport> {
  const report: HistoryReport = { taken: new Map(), conflicts: 0, excused: 0, runs: 0, problems: [] };
  await using template = await emptyWorkspace("t4-honest-");
  await plantModules(template.root);
  await using start = await HistoryRepository.begin(template.root);
  await historyTools(template.root, workflows).enrich([], start.later());
  await start.commit("Start");
  await start.git("repack", "-a", "-d", "--quiet");
  const seeds = Array.from({ length: histories }, (_, index) => seed + index).values();
  const lane = async (): Promise<void> => {
    for (const each of seeds) await makeHistory(each, template.root, workflows, report);
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return report;
}

async function makeHistory(
  seed: number,
  template: string,
  workflows: HistoryWorkflows,
  report: HistoryReport,
): Promise<void> {
  const random = randomFrom(seed);
  await using workspace = await emptyWorkspace("t4-honest-");
  const tools = historyTools(workspace.root, workflows);
  await using repository = await HistoryRepository.copy(template, workspace.root, random);
  const story: string[] = [];
  let isExcused = false;
  const tell = (problem: string): void => {
    report.problems.push(`seed ${seed}, after ${story.join("; ")}: ${problem}`);
  };
  try {
    const end = OPENING.length + 3 + random.below(5);
    for (let at = 0; at < end; at += 1) {
      const name = OPENING[at] ?? random.pick(STEP_NAMES);
      const what = await STEPS[name].take(repository, tools);
      if (what === undefined) continue;
      story.push(what);
      report.taken.set(name, (report.taken.get(name) ?? 0) + 1);
      if (UNCHANGING.has(name)) continue;
      const { findings, notes } = await tools.verify();
      isExcused ||= notes.length > 0;
      for (const finding of [...findings, ...repository.takeComplaints()]) tell(finding);
      if (findings.length > 0) return;
    }
    const branch = random.pick(repository.branches);
    await repository.checkout(branch);
    const base = random.pick(repository.branches);
    for (const finding of (await tools.verify(base)).findings) tell(`on ${branch} against ${base}: ${finding}`);
  } catch (error) {
    tell(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  report.conflicts += repository.conflicts;
  report.excused += isExcused ? 1 : 0;
  const runs = await repository.countRuns();
  report.runs += runs;
}

/** What leaves nothing that has not been verified before: the other branch was, as it was left. */
const UNCHANGING: ReadonlySet<StepName> = new Set(["branch", "switch"]);

/** A branch with something to take over. */
const OPENING: readonly StepName[] = ["branch", "enrich", "enrich", "switch"];

/** Each step as often as its weight says. */
const STEP_NAMES = (Object.keys(STEPS) as StepName[]).flatMap((name) =>
  Array.from({ length: STEPS[name].weight }, () => name),
);
