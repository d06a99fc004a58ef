/** What this repository asks of its workflows beyond GitHub's schema. Pure: texts in, problems out. */
import { parse } from "yaml";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  needs?: string | string[];
  if?: string;
  uses?: string;
  permissions?: Record<string, string>;
  steps?: Step[];
  "timeout-minutes"?: number;
}
interface Workflow {
  on?: Record<string, unknown>;
  permissions?: Record<string, string>;
  jobs?: Record<string, Job>;
}

const PINNED = /^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/;
const FAILS_WHEN_ANY_DID = "contains(needs.*.result, 'failure') || contains(needs.*.result, 'cancelled')";
/** Events that run a stranger's change with the rights of this repository. */
const RISKY_EVENTS = ["pull_request_target", "workflow_run", "issue_comment"];

/** What is wrong with a workflow, a sentence each; [] when nothing is. Throws when the text is not YAML. */
export function judgeWorkflow(text: string): string[] {
  const { on = {}, permissions, jobs = {} } = parse(text) as Workflow;
  const problems = RISKY_EVENTS.filter((event) => event in on).map((event) => `is triggered by ${event}`);
  if (JSON.stringify(permissions) !== '{"contents":"read"}')
    problems.push("does not begin with `contents: read` alone");
  for (const [name, job] of Object.entries(jobs)) problems.push(...judgeJob(job).map((said) => `job ${name} ${said}`));
  return [...problems, ...judgePins(text), ...judgeLastJob(jobs)];
}

/** What is wrong with a composite action; [] when nothing is. Throws when the text is not YAML. */
export function judgeAction(text: string): string[] {
  const { inputs = {}, runs } = parse(text) as { inputs?: Record<string, unknown>; runs: { steps: Step[] } };
  const used = new Set([...text.matchAll(/\$\{\{ inputs\.([\w-]+) \}\}/g)].map(([, name]) => name!));
  const known = Object.keys(inputs);
  return [
    ...judgePins(text),
    ...judgeScripts(runs.steps),
    ...[...used].filter((name) => !known.includes(name)).map((name) => `uses an input that it does not have, ${name}`),
    ...known.filter((name) => !used.has(name)).map((name) => `has an input that it does not use, ${name}`),
  ];
}

/** The scripts of all steps of a workflow, but for that of the job that only sums up. */
export function scriptsOf(text: string): string[] {
  const { jobs = {} } = parse(text) as Workflow;
  const steps = Object.values(jobs).flatMap((job) => (job.needs !== undefined && sumsUp(job) ? [] : (job.steps ?? [])));
  return steps.flatMap(({ run }) => run ?? []);
}

/** The version of each action by its name and commit, such as `actions/checkout@9c09…` to `v7.0.0`. */
export function pinsOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(/uses: *([^\s#]+@[^\s#]+)(?: # (\S+))?/g)].map(([, use, tag]) => [use!, tag ?? ""]));
}

function judgePins(text: string): string[] {
  return [...pinsOf(text)].flatMap(([use, tag]) => [
    ...(PINNED.test(use) ? [] : [`uses ${use}, which is not pinned by its full commit`]),
    ...(/^v\d+\.\d+\.\d+$/.test(tag) ? [] : [`does not say which version ${use} is`]),
  ]);
}

function judgeJob(job: Job): string[] {
  const steps = job.steps ?? [];
  const problems = judgeScripts(steps);
  const written = Object.entries(job.permissions ?? {}).flatMap(([scope, right]) => (right === "write" ? [scope] : []));
  if (written.some((scope) => scope !== "security-events")) problems.push(`may write ${written.join(", ")}`);
  if (written.length > 0 && steps.some(({ run }) => run !== undefined)) problems.push("may write, and runs scripts");
  if (job.uses === undefined && job["timeout-minutes"] === undefined) problems.push("has no time limit");
  const checkouts = steps.filter(({ uses }) => uses?.startsWith("actions/checkout@"));
  if (checkouts.some((step) => step.with?.["persist-credentials"] !== false))
    problems.push("keeps the token after checkout");
  return problems;
}

function judgeScripts(steps: readonly Step[]): string[] {
  const scripts = steps.flatMap(({ run }) => run ?? []);
  return scripts.filter((run) => run.includes("${{")).map((run) => `puts an expression into a script: ${run.trim()}`);
}

function judgeLastJob(jobs: Record<string, Job>): string[] {
  const names = Object.keys(jobs);
  const last = jobs[names.at(-1) ?? ""];
  if (names.length < 2 || last === undefined) return [];
  const missing = names.slice(0, -1).filter((name) => ![last.needs].flat().includes(name));
  if (missing.length > 0) return [`the last job does not need ${missing.join(", ")}`];
  return sumsUp(last) ? [] : ["the last job does not fail whenever another did"];
}

function sumsUp({ if: condition, steps = [] }: Job): boolean {
  const [step, ...more] = steps as (Step & { if?: string })[];
  const isSaid = step?.if?.includes(FAILS_WHEN_ANY_DID) === true && step.run === "exit 1";
  return condition === "${{ always() }}" && isSaid && more.length === 0;
}
