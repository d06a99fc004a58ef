import { execa } from "execa";
import { bundlePath } from "./run-t4.ts";

/** How a process of `t4` ended. */
export interface T4End {
  /** Undefined when a signal ended it. */
  exitCode: number | undefined;
  signal: string | undefined;
  stdout: string;
  stderr: string;
}

/** A `t4` that runs in a process of its own. */
export interface StartedT4 {
  pid: number;
  kill: (signal: NodeJS.Signals) => void;
  /** What it has printed to standard error so far and from now on. */
  stderr: AsyncIterable<Uint8Array>;
  ended: Promise<T4End>;
}

/**
 * Starts the bundled `t4` in a workspace at a fixed time and by a fixed actor, so that what it writes depends on the workspace only, and does not
 * wait for its end. Colours are off, there is no standard input.
 */
export function startT4(root: string, args: readonly string[], epoch = 1_795_251_600): StartedT4 {
  const child = execa(process.execPath, [bundlePath(), "--root", root, ...args], {
    cwd: root,
    env: { NO_COLOR: "1", SOURCE_DATE_EPOCH: String(epoch), T4_ACTOR: "tester" },
    stdin: "ignore",
    reject: false,
  });
  const end = async (): Promise<T4End> => {
    const { exitCode, signal, stdout, stderr } = await child;
    return { exitCode, signal, stdout, stderr };
  };
  if (child.pid === undefined) throw new Error("t4 cannot be started");
  return { pid: child.pid, kill: (signal) => child.kill(signal), stderr: child.stderr, ended: end() };
}
