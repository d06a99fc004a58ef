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
  /** Resolves as soon as it has printed this text to standard error; never when it does not. */
  says: (text: string) => Promise<void>;
  ended: Promise<T4End>;
}

/**
 * Starts the bundled `t4` in a workspace at a fixed time and by a fixed actor, so that what it writes depends on the workspace only, and does not
 * wait for its end. Colours are off, there is no standard input. `under` is a command to run it under, such as `strace`.
 */
export function startT4(
  root: string,
  args: readonly string[],
  epoch = 1_795_251_600,
  under: readonly string[] = [],
): StartedT4 {
  const [file = process.execPath, ...rest] = [...under, process.execPath, bundlePath(), "--root", root, ...args];
  const child = execa(file, rest, {
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
  const says = (text: string): Promise<void> =>
    new Promise((resolve) => {
      let heard = "";
      child.stderr.on("data", (data: Buffer) => {
        heard += data.toString("utf8");
        if (heard.includes(text)) resolve();
      });
    });
  return { pid: child.pid, kill: (signal) => child.kill(signal), says, ended: end() };
}
