import { statSync } from "node:fs";
import { isAbsolute, relative, resolve } from "node:path";
import { clockFrom, nodeFiles } from "@t4/core";
import type { WorkflowContext } from "@t4/workflows/context";
import type { Command } from "commander";
import type { Session } from "./command.ts";
import { findRoot, isGuessed } from "./find-root.ts";
import type { GlobalFlags } from "./program.ts";
import { terminalProgress } from "./progress.ts";
import { shownText } from "./shown.ts";
import type { Style } from "./style.ts";
import { VERSION } from "./version.ts";

/** What `main` gives every session. */
export interface Surroundings {
  /** The folder with `vocab/`, `schemas/` and `grammars/`. */
  shippedFolder: string;
  /** The file that starts the thread for reading code. */
  codeThread: string;
  /** Changes with every build. */
  build: string;
  /** Writes to stderr: talk, not results. */
  talk: (text: string) => void;
  talkStyle: Style;
  /** `t4` with every command declared in full. */
  program: () => Promise<Command>;
}

/** Settles the global flags. Throws `E_CLOCK` for a time that is none. */
export async function openSession(flags: GlobalFlags, surroundings: Surroundings): Promise<Session> {
  const { talk, talkStyle } = surroundings;
  const label = flags.root ?? findRoot(process.cwd());
  const root = resolve(label);
  if (flags.root === undefined && label !== "." && !flags.quiet && !isRead(flags)) {
    talk(`The workspace is ${shownText(label)}, found above this folder; --root takes another.\n`);
  }
  let actor: Promise<string> | undefined;
  const context: WorkflowContext = {
    root,
    isGuess: flags.root === undefined && flags.config === undefined && isGuessed(root),
    configPath: flags.config === undefined ? undefined : inWorkspace(root, flags.config),
    files: nodeFiles,
    clock: clockFrom({ now: flags.now, sourceDateEpoch: process.env["SOURCE_DATE_EPOCH"] }),
    shippedFolder: surroundings.shippedFolder,
    codeThread: surroundings.codeThread,
    cacheBinding: `${VERSION} ${surroundings.build} ${folderIdentity(root)}`,
    actor: () => (actor ??= askActor(root)),
    progress: flags.quiet || !process.stderr.isTTY ? () => {} : terminalProgress(process.stderr),
    say: flags.quiet ? undefined : (message) => talk(`${shownText(message)}\n`),
    onWait: flags.wait ? (message) => talk(`${shownText(message)}\n`) : undefined,
  };
  return {
    context,
    rootLabel: label,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    ask: process.stdin.isTTY ? ask : undefined,
    askText: process.stdin.isTTY ? askText : undefined,
    talk,
    talkStyle,
    program: surroundings.program,
  };
}

/** True when a program reads the report, which names the root itself. */
function isRead({ format = [] }: GlobalFlags): boolean {
  return format.some(({ name, file }) => name === "json" && file === undefined);
}

/** What tells this folder from any other, also from a copy of it or one of its name elsewhere. */
function folderIdentity(root: string): string {
  const stats = statSync(root, { bigint: true, throwIfNoEntry: false });
  return stats === undefined ? root : `${stats.dev} ${stats.ino} ${stats.birthtimeNs}`;
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
  return /^y(es)?$/i.test(await askText(`${question} [y/N]`));
}

/** The line that is typed; empty when the terminal is closed instead. Ctrl-C ends the process, as it does everywhere else. */
async function askText(question: string): Promise<string> {
  const { createInterface } = await import("node:readline");
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    prompt.question(`${shownText(question)} `, resolve);
    prompt.once("close", () => resolve(""));
    prompt.once("SIGINT", () => {
      prompt.close();
      process.kill(process.pid, "SIGINT");
    });
  });
  prompt.close();
  return answer.trim();
}
