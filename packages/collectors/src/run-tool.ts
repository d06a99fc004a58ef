import { randomUUID } from "node:crypto";
import { execa } from "execa";
import { Descendants, markedEnvironment } from "./descendants.ts";
import { whenEnding } from "./ending.ts";
import { Tail } from "./tail.ts";

/** A program to run: no shell, an argument list, an environment of its own. */
export interface ToolCall {
  command: string;
  args: readonly string[];
  cwd: string;
  env: Readonly<Record<string, string>>;
  timeoutMs: number;
}

/** How a program ended, with the end of what it printed. */
export type ToolEnd = { tail: string[] } & (
  | { outcome: "done" }
  | { outcome: "failed"; exitCode: number | undefined; signal: string | undefined }
  /** The time limit was reached. */
  | { outcome: "timeout" }
  /** There is no such program, or it cannot be started. */
  | { outcome: "missing"; why: string }
);

const TAIL_BYTES = 64 * 1024;
const TAIL_LINES = 40;
/** For ending in an orderly way after being told to. */
const GRACE_MS = 2000;

/**
 * Runs a program to its end, or to its time limit. Whatever it has started goes with it, see {@link Descendants}: at the time limit, when the program ends before its
 * children, and when this process is told to end. Of the output, however long, the end is kept. Never throws for what the program does.
 */
export async function runTool({ command, args, cwd, env, timeoutMs }: ToolCall): Promise<ToolEnd> {
  const tail = new Tail(TAIL_BYTES);
  const run = randomUUID();
  const child = execa(command, args, {
    cwd,
    env: markedEnvironment(env, run),
    extendEnv: false,
    stdin: "ignore",
    all: true,
    buffer: false,
    reject: false,
    detached: true,
    cleanup: false,
  });
  const { pid } = child;
  child.all.on("data", (chunk: Uint8Array) => tail.push(chunk));
  const timers: NodeJS.Timeout[] = [];
  let timedOut = false;
  let forget: (() => void) | undefined;
  if (pid !== undefined) {
    const descendants = new Descendants(pid, run);
    forget = whenEnding(() => descendants.end());
    timers.push(
      setTimeout(() => {
        timedOut = true;
        descendants.ask();
        timers.push(setTimeout(() => descendants.end(), GRACE_MS));
      }, timeoutMs),
    );
    child.on("exit", () => {
      // A child that it left behind would hold the pipes open, and go on writing into the workspace.
      descendants.end();
      // One that cannot be found need not be waited for.
      timers.push(setTimeout(() => child.all.destroy(), GRACE_MS));
    });
  }
  try {
    const result = await child;
    const lines = tail.lines(TAIL_LINES);
    if (pid === undefined) return { outcome: "missing", why: String(result.code ?? "ENOENT"), tail: lines };
    if (timedOut) return { outcome: "timeout", tail: lines };
    if (result.exitCode === 0) return { outcome: "done", tail: lines };
    return { outcome: "failed", exitCode: result.exitCode, signal: result.signal, tail: lines };
  } finally {
    for (const timer of timers) clearTimeout(timer);
    forget?.();
  }
}
