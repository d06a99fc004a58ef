import { execa } from "execa";
import { readFile, symlink } from "node:fs/promises";
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
  /** The state, in the page's words. */
  given: string;
  steps: RunbookStep[];
}

/** A page of the repository with the commands of its `sh` blocks, under the state that the nearest `<!-- given: … -->` above them names. */
export async function readRunbook(page: string): Promise<{ text: string; scenarios: RunbookScenario[] }> {
  const text = await readFile(join(REPOSITORY, page), "utf8");
  const scenarios: RunbookScenario[] = [];
  let inBlock = false;
  for (const [index, line] of text.split("\n").entries()) {
    const given = /^<!-- given: (.*) -->$/.exec(line)?.[1];
    if (given !== undefined) scenarios.push({ given, steps: [] });
    else if (line.startsWith("```")) inBlock = line === "```sh";
    else if (inBlock && line !== "") scenarios.at(-1)?.steps.push(readStep(line, index + 1));
  }
  return { text, scenarios };
}

/** `command   # exits 1: why`; without such a comment the command succeeds. */
function readStep(line: string, number: number): RunbookStep {
  const [command = "", comment = ""] = line.split(/\s{2,}# /);
  return { line: number, command, exit: Number(/^exits (\d)/.exec(comment)?.[1] ?? 0) };
}

/** Beginnings of the page's inline commands that none of its blocks runs; one with `…` in it only says what there is. */
export function untestedCommands(text: string, scenarios: readonly RunbookScenario[]): string[] {
  const tested = new Set(scenarios.flatMap(({ steps }) => steps.map(({ command }) => beginning(command))));
  const inline = [...text.matchAll(/`((?:t4|make) [^`]+)`/g)].map((match) => match[1] ?? "");
  return inline.filter((command) => !command.includes("…") && !tested.has(beginning(command)));
}

function beginning(command: string): string {
  const words = command.startsWith("t4 ledger") ? 3 : 2;
  return command.split(" ").slice(0, words).join(" ");
}

/**
 * Runs the commands of a scenario one after the other, each in a shell as a person would, with the built `t4` on the path and the page's variables as
 * they are by then. Gives what the first one
 * said that ended otherwise than the page promises; undefined when all did.
 */
export async function runScenario(
  { steps }: RunbookScenario,
  root: string,
  variables: () => Promise<Readonly<Record<string, string>>>,
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
