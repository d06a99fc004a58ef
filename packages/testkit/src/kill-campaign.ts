import { cp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateWorkspace } from "./generate/generate-workspace.ts";
import { type Generations, judgeEnd, judgeRecovered, judgeTorn, phaseOf } from "./kill-judge.ts";
import { type KillPlan, type KillTimes, killWhen, planKills } from "./kill-plan.ts";
import { startKilledAt, type Syscall, traceT4, whyNotTraced } from "./kill-syscalls.ts";
import { collectState, leftoversOf, restoreState, RUNS } from "./kill-workspace.ts";
import { randomFrom } from "./random.ts";
import { keepCache, type KillWorkflows, type RunCommand, runnerHere, runProcess, verifyHere } from "./kill-tools.ts";
import { startT4 } from "./start-t4.ts";
import { emptyWorkspace } from "./temp-workspace.ts";
import { testContext } from "./workflow-context.ts";

export interface KillCampaign {
  /** How many; half of them hit `t4 enrich`, half `t4 revert`. */
  kills: number;
  seed: number;
  /** Modules of the workspace; each is one of aurora's. */
  modules: number;
  workflows: KillWorkflows;
}

export interface KillReport {
  /** How many kills met each command in each phase of its work, and in which way. */
  met: Map<string, number>;
  /** Why no process was killed at a system call, as a sentence; undefined when some were. */
  untraced: string | undefined;
  /** What was wrong, each with the number of the kill and its plan; [] when all held. */
  problems: string[];
}

/** A command that is killed again and again, and its workspace before and after it. */
interface Victim extends Generations {
  /** Ways to say the command that come to the same. */
  says: readonly (readonly string[])[];
  epoch: number;
  times: KillTimes;
  calls: readonly Syscall[];
}

const EPOCH = 1_795_251_600;
const LANES = 2;
/** After one kill in so many the commands that follow are processes, too; after the others they run here. */
const FOLLOWED_BY_PROCESSES = 5;

/**
 * Kills real `t4 enrich` and `t4 revert` processes again and again, at system calls where processes can be traced, and at moments that the seed chooses. Right
 * after each kill every manifest must be old or new; the next ordinary command, in turn `t4 fix` (which has nothing of its own to do) and the killed
 * one, must leave all of them of one generation with the record of that one and nothing left over; then the killed command must end with the very
 * bytes of an undisturbed one, the ledger verify, and recovery leave no temporary file at all. Whatever is killed is a real process; what follows is one after
 * one kill in five, and else the workflow.
 */
export async function killAgainAndAgain(campaign: KillCampaign): Promise<KillReport> {
  await using template = await emptyWorkspace("t4-kill-");
  await generateWorkspace(template.root, { modules: campaign.modules });
  const untraced = await whyNotTraced();
  const victims = await prepare(template.root, untraced === undefined);
  const random = randomFrom(campaign.seed);
  const plans = victims.flatMap((victim) =>
    planKills(random, campaign.kills / 2, victim.calls, victim.times).map((plan) => ({ victim, plan })),
  );
  const report: KillReport = { met: new Map(), untraced, problems: [] };
  const queue = plans.entries();
  const lane = async (): Promise<void> => {
    await using workspace = await emptyWorkspace("t4-kill-");
    const { root } = workspace;
    await cp(template.root, root, { recursive: true });
    expectNone(await runProcess(root, ["enrich"], EPOCH));
    const restoreCache = await keepCache(root);
    const runHere = runnerHere(campaign.workflows);
    for (const [index, { victim, plan }] of queue) {
      const args = victim.says[index % victim.says.length] ?? [];
      await restoreCache();
      const way = await killSurely(root, args, plan, victim);
      const run = index % FOLLOWED_BY_PROCESSES === 0 ? runProcess : runHere;
      const problems = await judgeKill(root, args, plan, way, victim, run, campaign.workflows, report);
      const shown = `kill ${index} of t4 ${args.join(" ")} (${JSON.stringify(plan)})`;
      report.problems.push(...problems.map((problem) => `${shown}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return report;
}

/** Learns the generations of the workspace, how long each command takes, and by which calls it writes. */
async function prepare(root: string, isTraced: boolean): Promise<Victim[]> {
  await leaveNothingToFix(root);
  const bare = await collectState(root);
  expectNone(await runProcess(root, ["enrich"], EPOCH));
  const enriched = await collectState(root);
  const [run = ""] = await readdir(join(root, RUNS));
  const undo = ["revert", "--run", run.replace(".ndjson", "")];
  expectNone(await runProcess(root, undo, EPOCH + 60));
  const reverted = await collectState(root);
  const enrich = { says: [["enrich"]], old: bare, fresh: enriched, epoch: EPOCH };
  const revert = { says: [["revert", "--last"], undo], old: enriched, fresh: reverted, epoch: EPOCH + 60 };
  const victims: Victim[] = [];
  for (const { says, ...rest } of [enrich, revert]) {
    await restoreState(root, rest.old);
    const times = await measure(root, says[0] ?? [], rest.epoch);
    await restoreState(root, rest.old);
    const calls = isTraced ? await traceT4(root, says[0] ?? [], rest.epoch) : [];
    victims.push({ says, ...rest, times, calls });
  }
  await restoreState(root, bare);
  return victims;
}

/** Does what `t4 fix` does, and sorts the tags also where it leaves a manifest alone because a description is missing. */
async function leaveNothingToFix(root: string): Promise<void> {
  for (const [path, text] of await collectState(root)) {
    const manifest = JSON.parse(Buffer.from(text, "latin1").toString("utf8")) as { tags?: string[] };
    manifest.tags?.sort();
    await writeFile(join(root, path), `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
  expectNone(await runProcess(root, ["fix"], EPOCH));
  await rm(join(root, "manifests"), { recursive: true, force: true });
}

async function measure(root: string, args: readonly string[], epoch: number): Promise<KillTimes> {
  const begin = performance.now();
  const seen = { pending: begin, closed: begin };
  const { ended } = startT4(root, args, epoch);
  const note = (moment: "pending" | "closed") => (): void => {
    seen[moment] = performance.now();
  };
  const runs = join(root, RUNS);
  await Promise.all(
    (["pending", "closed"] as const).map((moment) => killWhen(runs, { moment, delayMs: 0 }, note(moment), ended)),
  );
  await ended;
  const end = performance.now();
  return {
    wholeMs: end - begin,
    writingMs: Math.max(1, seen.closed - seen.pending),
    endingMs: Math.max(1, end - seen.closed),
  };
}

/** Kills a process that writes; one that was quicker than the kill does not count, and another one is waited for less long. Says in which way. */
async function killSurely(
  root: string,
  args: readonly string[],
  { call, time }: KillPlan,
  { old, epoch }: Victim,
): Promise<string> {
  if (call !== undefined) {
    await restoreState(root, old);
    const { signal } = await startKilledAt(root, args, epoch, call).ended;
    if (signal !== undefined) return `at ${call.name}`;
  }
  for (let tries = 0; ; tries += 1) {
    await restoreState(root, old);
    const victim = startT4(root, args, epoch);
    const moment = tries < 4 ? time.moment : "pending";
    const kill = (): void => victim.kill("SIGKILL");
    await killWhen(join(root, RUNS), { moment, delayMs: time.delayMs / 2 ** tries }, kill, victim.ended);
    const { signal, exitCode, stderr } = await victim.ended;
    if (signal !== undefined) return "by time";
    if (exitCode !== 0) throw new Error(`t4 ${args.join(" ")} exits ${exitCode} before it is killed: ${stderr}`);
  }
}

async function judgeKill(
  root: string,
  args: readonly string[],
  { next }: KillPlan,
  way: string,
  victim: Victim,
  run: RunCommand,
  workflows: KillWorkflows,
  { met }: KillReport,
): Promise<string[]> {
  const torn = await collectState(root);
  const phase = `${args[0]} ${phaseOf(torn, victim)}, ${way}`;
  met.set(phase, (met.get(phase) ?? 0) + 1);
  const problems = judgeTorn(torn, victim);
  let unlike: string[] = [];
  for (const command of next === "fix" ? [["fix"], args] : [args]) {
    problems.push(...(await run(root, command, victim.epoch)), ...(await verifyHere(workflows, root)));
    const found = await collectState(root);
    problems.push(...judgeRecovered(found, victim));
    unlike = judgeEnd(found, victim.fresh);
    if (unlike.length === 0) break;
  }
  problems.push(...unlike);
  await workflows.recoverLedger(testContext(root));
  const left = leftoversOf(await collectState(root));
  return [...problems, ...left.map((path) => `left over at last: ${path}`)];
}

function expectNone([problem]: readonly string[]): void {
  if (problem !== undefined) throw new Error(problem);
}
