import { isAbsolute, relative, resolve } from "node:path";
import { clockFrom, nodeFiles } from "@t4/core";
import type { WorkflowContext } from "@t4/workflows/context";
import type { Session } from "./command.ts";
import type { GlobalFlags } from "./main.ts";
import { terminalProgress } from "./progress.ts";
import { renderFinding } from "./render/finding.ts";
import type { Style } from "./style.ts";
import { VERSION } from "./version.ts";

/** Settles the global flags. Throws `E_CLOCK` for a time that is none. */
export async function openSession(flags: GlobalFlags, shippedFolder: string, style: Style): Promise<Session> {
  const root = resolve(flags.root);
  let actor: Promise<string> | undefined;
  const context: WorkflowContext = {
    root,
    configPath: flags.config === undefined ? undefined : inWorkspace(root, flags.config),
    files: nodeFiles,
    clock: clockFrom({ now: flags.now, sourceDateEpoch: process.env["SOURCE_DATE_EPOCH"] }),
    shippedFolder,
    version: VERSION,
    actor: () => (actor ??= askActor(root)),
    progress: flags.quiet || !process.stderr.isTTY ? () => {} : terminalProgress(process.stderr),
    warn: (finding) => process.stderr.write(`${renderFinding(finding, style)}\n`),
    onWait: (message) => process.stderr.write(`${message}\n`),
  };
  return {
    context,
    rootLabel: flags.root,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    ask: process.stdin.isTTY ? ask : undefined,
  };
}

function inWorkspace(root: string, path: string): string {
  return isAbsolute(path) ? relative(root, path) : path;
}

async function askActor(root: string): Promise<string> {
  const named = process.env["T4_ACTOR"];
  if (named !== undefined && named !== "") return named;
  const { gitActor } = await import("@t4/workflows/actor");
  return (await gitActor(root)) ?? "unknown";
}

async function ask(question: string): Promise<boolean> {
  const { createInterface } = await import("node:readline/promises");
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await prompt.question(`${question} [y/N] `)).trim());
  } finally {
    prompt.close();
  }
}
