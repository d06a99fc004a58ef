import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateWorkspace } from "./generate/generate-workspace.ts";
import { killWhen, type KillPlan, type KillTimes, planKill } from "./kill-plan.ts";
import { randomFrom } from "./random.ts";
import { startT4 } from "./start-t4.ts";
import { emptyWorkspace } from "./temp-workspace.ts";

export interface KillCampaign {
  kills: number;
  seed: number;
  /** Modules of the workspace; each is one of aurora's. */
  modules: number;
  /** Parses the ledger of a workspace and gives how many runs it holds; throws when it does not parse. */
  countRuns: (root: string) => Promise<number>;
}

export interface KillReport {
  /** How many kills met the process in each state of its work. */
  met: Map<string, number>;
  /** What was wrong, each with the number of the kill and its plan; [] when all held. */
  problems: string[];
}

/** The bytes of files by path relative to the root. */
type Bytes = ReadonlyMap<string, string>;

/** A workspace before and after `t4 enrich`: manifests, queue and ledger. */
interface Generations {
  old: Bytes;
  fresh: Bytes;
  times: KillTimes;
}

const LEDGER = "manifests/.ledger";
const RUNS = `${LEDGER}/runs`;
const CACHE = ".t4/evidence.json";
/** What is left beside a derived file goes when that file is written next, and that is not what `t4 fix` does. */
const LATER = /^manifests\/(?:\.review_queue\.json|(?:\.ledger\/)?\.\.gitattributes)\.t4-[0-9a-f]{8}\.tmp$|^\.t4\//;
const LANES = 2;

/**
 * Kills a real `t4 enrich` again and again at moments that the seed chooses, most of them while it writes. Right after each kill every manifest
 * must be old or new; the next ordinary command, in turn `t4 fix` (which has nothing of its own to do) and `t4 enrich`, must leave all of them of
 * one generation, with a run in the ledger exactly when that is the new one, and nothing left over; then `t4 enrich` must end with the very
 * bytes of an undisturbed run.
 */
export async function killAgainAndAgain(campaign: KillCampaign): Promise<KillReport> {
  await using template = await emptyWorkspace("t4-kill-");
  await generateWorkspace(template.root, { modules: campaign.modules });
  const generations = await prepare(template.root);
  const random = randomFrom(campaign.seed);
  const plans = Array.from({ length: campaign.kills }, (_, index) => planKill(random, index, generations.times));
  const report: KillReport = { met: new Map(), problems: [] };
  const queue = plans.entries();
  const lane = async (): Promise<void> => {
    await using workspace = await emptyWorkspace("t4-kill-");
    await cp(template.root, workspace.root, { recursive: true });
    for (const [index, plan] of queue) {
      await killSurely(workspace.root, template.root, plan, generations);
      const problems = await judgeKill(workspace.root, plan, generations, campaign, report);
      report.problems.push(...problems.map((problem) => `kill ${index} (${JSON.stringify(plan)}): ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return report;
}

/** Brings the template to its old generation, with a warm cache, and learns the new one and how long the steps take. */
async function prepare(root: string): Promise<Generations> {
  await leaveNothingToFix(root);
  const old = await collect(root);
  expectNone(await tryRun(root, "enrich"));
  const fresh = await collect(root);
  await restore(root, old);
  const times = await measure(root);
  await restore(root, old);
  return { old, fresh, times };
}

/** Does what `t4 fix` does, and sorts the tags also where it leaves a manifest alone because a description is missing. */
async function leaveNothingToFix(root: string): Promise<void> {
  for (const [path, text] of await collect(root)) {
    const manifest = JSON.parse(Buffer.from(text, "latin1").toString("utf8")) as { tags?: string[] };
    manifest.tags?.sort();
    await writeFile(join(root, path), `${JSON.stringify(manifest, undefined, 2)}\n`);
  }
  expectNone(await tryRun(root, "fix"));
  await rm(join(root, LEDGER), { recursive: true, force: true });
}

async function measure(root: string): Promise<KillTimes> {
  const seen = { start: performance.now(), pending: 0, closed: 0 };
  const { ended } = startT4(root, ["enrich"]);
  const note = (moment: "pending" | "closed"): Promise<void> =>
    killWhen(join(root, RUNS), { moment, delayMs: 0 }, () => {
      seen[moment] = performance.now();
    });
  await Promise.all([note("pending"), note("closed"), ended]);
  const endMs = performance.now();
  return {
    wholeMs: endMs - seen.start,
    writingMs: Math.max(1, seen.closed - seen.pending),
    endingMs: Math.max(1, endMs - seen.closed),
  };
}

/** Kills a process that writes; one that was quicker than the kill does not count, and another one is waited for less long. */
async function killSurely(root: string, template: string, plan: KillPlan, { old }: Generations): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    await cp(join(template, CACHE), join(root, CACHE));
    await restore(root, old);
    const victim = startT4(root, ["enrich"]);
    const moment = tries < 4 ? plan.moment : "pending";
    const kill = (): void => victim.kill("SIGKILL");
    await killWhen(join(root, RUNS), { moment, delayMs: plan.delayMs / 2 ** tries }, kill, victim.ended);
    if ((await victim.ended).signal !== undefined) return;
  }
}

async function judgeKill(
  root: string,
  plan: KillPlan,
  { old, fresh }: Generations,
  { countRuns }: KillCampaign,
  report: KillReport,
): Promise<string[]> {
  const problems: string[] = [];
  const torn = await collect(root);
  const met = describe(torn, old, fresh);
  report.met.set(met, (report.met.get(met) ?? 0) + 1);
  for (const path of manifestsOf(old)) {
    const bytes = torn.get(path);
    if (bytes !== old.get(path) && bytes !== fresh.get(path)) problems.push(`${path} is neither old nor new`);
  }
  if (plan.next === "fix") {
    problems.push(...(await tryRun(root, "fix")));
    const mended = await collect(root);
    for (const path of mended.keys()) if (LATER.test(path)) mended.delete(path);
    problems.push(...judge(mended, old, fresh, await countRuns(root)));
  }
  problems.push(...(await tryRun(root, "enrich")));
  const end = await collect(root);
  problems.push(...judge(end, old, fresh, await countRuns(root)));
  for (const path of new Set([...end.keys(), ...fresh.keys()])) {
    if (end.get(path) !== fresh.get(path)) problems.push(`${path} is not as an undisturbed run leaves it`);
  }
  return problems;
}

/** What is wrong after recovery. */
function judge(found: Bytes, old: Bytes, fresh: Bytes, runs: number): string[] {
  const manifests = manifestsOf(old);
  const isNew = manifests.every((path) => found.get(path) === fresh.get(path));
  const isOld = manifests.every((path) => found.get(path) === old.get(path));
  const problems = isNew || isOld ? [] : ["manifests of two generations"];
  if (runs !== (isNew ? 1 : 0)) problems.push(`${runs} runs in the ledger, manifests ${isNew ? "new" : "old"}`);
  const leftovers = [...found.keys()].filter((path) => /\.tmp$|\.pending$|\.draft$|draft\./.test(path));
  return [...problems, ...leftovers.map((path) => `left over: ${path}`)];
}

function describe(found: Bytes, old: Bytes, fresh: Bytes): string {
  const names = [...found.keys()];
  const changing = manifestsOf(old).filter((path) => old.get(path) !== fresh.get(path));
  const renamed = changing.filter((path) => found.get(path) === fresh.get(path)).length;
  if (names.some((name) => name.endsWith(".pending"))) {
    if (renamed === changing.length) return "pending, all renamed";
    if (renamed > 0) return "pending, some renamed";
    return names.some((name) => /manifest\.json\.t4-.*\.tmp$/.test(name)) ? "pending, staged" : "pending, not staged";
  }
  return renamed > 0 ? "committed, not ended" : "before the write";
}

function manifestsOf(bytes: Bytes): string[] {
  return [...bytes.keys()].filter((path) => path.endsWith("/module.manifest.json"));
}

/**
 * Manifests and what lies beside them under T4's names, queue, ledger, and drafts that were left; but for the draft of a released lock,
 * which goes when the lock is taken next.
 */
async function collect(root: string): Promise<Map<string, string>> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .filter((path) => /(?:^|\/)module\.manifest\.json$|^manifests\/|\.tmp$|^\.t4\/draft\.(?!.*\.released$)/.test(path))
    .sort();
  const texts = await Promise.all(paths.map((path) => readFile(join(root, path), "latin1")));
  return new Map(paths.map((path, index) => [path, texts[index] ?? ""]));
}

/** Puts manifests, queue and ledger back; the cache stays. The folder of the runs is made, so that it can be watched. */
async function restore(root: string, old: Bytes): Promise<void> {
  const found = await collect(root);
  await rm(join(root, "manifests"), { recursive: true, force: true });
  for (const path of found.keys()) if (!old.has(path)) await rm(join(root, path), { force: true });
  await mkdir(join(root, RUNS), { recursive: true });
  for (const [path, bytes] of old) if (found.get(path) !== bytes) await writeFile(join(root, path), bytes, "latin1");
}

function expectNone([problem]: readonly string[]): void {
  if (problem !== undefined) throw new Error(problem);
}

async function tryRun(root: string, command: string): Promise<string[]> {
  const { exitCode, stderr } = await startT4(root, [command]).ended;
  // `fix` says 1 as long as descriptions are missing that only a person or `enrich` can give.
  const isFine = exitCode === 0 || (exitCode === 1 && command === "fix" && stderr === "");
  return isFine ? [] : [`t4 ${command} exits ${exitCode}: ${stderr}`];
}
