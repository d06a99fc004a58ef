import { execa } from "execa";
import { cp, mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { delimiter, dirname, join } from "node:path";
import { REPOSITORY } from "./repository.ts";
import { emptyWorkspace } from "./temp-workspace.ts";

/** A command of a runbook, and the exit code that the page promises. */
interface RunbookStep {
  /** Of the page. */
  line: number;
  command: string;
  exit: number;
}

/** What a runbook does in one state of a workspace. */
export interface RunbookScenario {
  /** Its place on the page, from 1. */
  number: number;
  /** The state, in the page's words. */
  given: string;
  steps: RunbookStep[];
}

/** A page, and what keeps its test from running all of it. */
interface Runbook {
  scenarios: RunbookScenario[];
  /** States that the page and the test do not both name, states without a command, and commands that no block runs; [] when all is run. */
  gaps: string[];
}

/**
 * A page of the repository with the commands of its `sh` blocks, under the state that the nearest `<!-- given: … -->` above them names. `states` are those
 * that the test can make.
 */
export async function readRunbook(page: string, states: Iterable<string>): Promise<Runbook> {
  const text = await readFile(join(REPOSITORY, page), "utf8");
  const scenarios: RunbookScenario[] = [];
  let inBlock = false;
  for (const [index, line] of text.split("\n").entries()) {
    const given = /^<!-- given: (.*) -->$/.exec(line)?.[1];
    if (given !== undefined) scenarios.push({ number: scenarios.length + 1, given, steps: [] });
    else if (line.startsWith("```")) inBlock = line === "```sh";
    else if (inBlock && line !== "") scenarios.at(-1)?.steps.push(readStep(line, index + 1));
  }
  return { scenarios, gaps: [...unknownStates(scenarios, new Set(states)), ...untestedCommands(text, scenarios)] };
}

function unknownStates(scenarios: readonly RunbookScenario[], states: ReadonlySet<string>): string[] {
  const named = new Set(scenarios.map(({ given }) => given));
  return [
    ...[...named].filter((given) => !states.has(given)).map((given) => `the test makes no state: ${given}`),
    ...[...states].filter((state) => !named.has(state)).map((state) => `the page names no state: ${state}`),
    ...scenarios.filter(({ steps }) => steps.length === 0).map(({ number }) => `state ${number} has no command`),
  ];
}

/** `command   # exits 1: why`; without such a comment the command succeeds. */
function readStep(line: string, number: number): RunbookStep {
  const [command = "", comment = ""] = line.split(/\s{2,}# /);
  return { line: number, command, exit: Number(/^exits (\d)/.exec(comment)?.[1] ?? 0) };
}

/** Beginnings of the page's inline commands that none of its blocks runs; one with `…` in it only says what there is. */
function untestedCommands(text: string, scenarios: readonly RunbookScenario[]): string[] {
  const tested = new Set(scenarios.flatMap(({ steps }) => steps.map(({ command }) => beginning(command))));
  const inline = [...text.matchAll(/`((?:t4|make) [^`]+)`/g)].map((match) => match[1] ?? "");
  const untested = inline.filter((command) => !command.includes("…") && !tested.has(beginning(command)));
  return untested.map((command) => `no block runs: ${command}`);
}

function beginning(command: string): string {
  const words = command.startsWith("t4 ledger") ? 3 : 2;
  return command.split(" ").slice(0, words).join(" ");
}

/** Lays the Make targets of a governed repository into a folder, with a Makefile that has nothing else. */
export async function layTargets(root: string): Promise<void> {
  await mkdir(join(root, "mk"));
  await cp(join(REPOSITORY, "mk/t4.mk"), join(root, "mk/t4.mk"));
  await writeFile(join(root, "Makefile"), "include mk/t4.mk\n");
}

/**
 * Runs the commands of a scenario one after the other, each in a shell as a person would, with the built `t4` on the path and the page's variables as
 * they are by then. Gives what the first one said that ended otherwise than the page promises; undefined when all did.
 */
export async function runScenario(
  { steps }: RunbookScenario,
  root: string,
  variables: () => Promise<Readonly<Record<string, string>>> = () => Promise.resolve({}),
): Promise<string | undefined> {
  await using bin = await emptyWorkspace("t4-bin-");
  await symlink(join(REPOSITORY, "packages/cli/bin/t4.cjs"), join(bin.root, "t4"));
  const path = [bin.root, dirname(process.execPath), process.env["PATH"]].join(delimiter);
  for (const { line, command, exit } of steps) {
    const env = { PATH: path, T4: "t4", NO_COLOR: "1", ...IDENTITY, ...(await variables()) };
    const { exitCode, stdout, stderr } = await execa("bash", ["-c", command], { cwd: root, env, reject: false });
    if (exitCode !== exit) return `line ${line}: ${command} exits ${exitCode}, not ${exit}\n${stdout}\n${stderr}`;
  }
  return undefined;
}

const IDENTITY = {
  T4_ACTOR: "oncall@example.org",
  GIT_AUTHOR_NAME: "On Call",
  GIT_AUTHOR_EMAIL: "oncall@example.org",
  GIT_COMMITTER_NAME: "On Call",
  GIT_COMMITTER_EMAIL: "oncall@example.org",
};
