import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startT4 } from "./start-t4.ts";
import { type TestContext, testContext } from "./workflow-context.ts";

/** The workflows that follow a kill, as `@t4/workflows` declares them. */
export interface KillWorkflows {
  enrich: Workflow<{ modules: readonly string[]; dryRun: boolean }>;
  fix: Workflow<{ modules: readonly string[]; dryRun: boolean }>;
  revert: Workflow<{ aim: "last" | { run: string }; modules: readonly string[]; reason: null; dryRun: boolean }>;
  recoverLedger: (context: TestContext) => Promise<unknown>;
  verifyLedger: (
    input: object,
    context: TestContext,
  ) => Promise<{ findings: readonly { file: string; message: string }[] }>;
}

type Workflow<Input> = (input: Input, context: TestContext) => Promise<unknown>;

/** Runs a command in a workspace, at a time in seconds, to its end. Gives what was wrong; [] when nothing was. */
export type RunCommand = (root: string, args: readonly string[], epoch: number) => Promise<string[]>;

/** Runs the command as a process of its own. */
export const runProcess: RunCommand = async (root, args, epoch) => {
  const { exitCode, stderr } = await startT4(root, args, epoch).ended;
  // `fix` says 1 as long as descriptions are missing that only a person or `enrich` can give.
  const said = stderr.replaceAll(/^a command was cut short here; .*\n?/gm, "");
  const isFine = exitCode === 0 || (exitCode === 1 && args[0] === "fix" && said === "");
  return isFine ? [] : [`t4 ${args.join(" ")} exits ${exitCode}: ${stderr}`];
};

/** Runs `enrich`, `fix` and `revert` in this process, which takes a fraction of the time of a new one. */
export function runnerHere({ enrich, fix, revert }: KillWorkflows): RunCommand {
  const [modules, dryRun] = [[], false];
  return async (root, [command, flag, run = ""], epoch) => {
    const now = new Date(epoch * 1000).toISOString().replace(".000Z", "Z");
    const context = testContext(root, undefined, now);
    const aim = flag === "--last" ? "last" : { run };
    try {
      if (command === "enrich") await enrich({ modules, dryRun }, context);
      else if (command === "fix") await fix({ modules, dryRun }, context);
      else await revert({ aim, modules, reason: null, dryRun }, context);
      return [];
    } catch (error) {
      return [`${command} here: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`];
    }
  };
}

/** What verification of the ledger finds, a line each. */
export async function verifyHere({ verifyLedger }: KillWorkflows, root: string): Promise<string[]> {
  const { findings } = await verifyLedger({}, testContext(root));
  return findings.map(({ file, message }) => `${file}: ${message}`);
}

/** Keeps what processes have cached of a workspace. Gives what puts it back: what runs here caches for itself, and would slow the next process. */
export async function keepCache(root: string): Promise<() => Promise<void>> {
  const path = join(root, ".t4/evidence.ndjson");
  const kept = await readFile(path);
  return () => writeFile(path, kept);
}
