import { runningProcesses, wasStartedWith } from "./running.ts";

/** The variable that tells the processes of one run from all others. */
const MARK = "T4_RUN";
/** New ones can begin while the others are ended; a program that never stops beginning them must not hold up everything. */
const MOST_ROUNDS = 20;

/**
 * A program that was started as leader of a process group, and all that it has started. On Linux that holds also what has left the group (`setsid`): it is found by its
 * parents while these run, and afterwards by the mark in its environment. What has lost its parents, left the group and emptied its environment is not found; elsewhere
 * nothing that has left the group is, and on Windows the program alone.
 */
export class Descendants {
  readonly #leader: number;
  readonly #mark: string;
  /** Those seen so far, with when they were started. */
  readonly #seen = new Map<number, string>();

  /** `run` is what {@link markedEnvironment} was given. */
  constructor(leader: number, run: string) {
    this.#leader = leader;
    this.#mark = `${MARK}=${run}`;
    const started = runningProcesses().get(leader)?.started;
    if (started !== undefined) this.#seen.set(leader, started);
  }

  /** Asks all of them to end. */
  ask(): void {
    const strays = this.#look();
    this.#sendGroup("SIGTERM");
    for (const pid of strays) send(pid, "SIGTERM");
  }

  /** Ends all of them, whatever they do about it. */
  end(): void {
    const ended = new Set<number>();
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      const strays = this.#look().filter((pid) => !ended.has(pid));
      this.#sendGroup("SIGKILL");
      if (strays.length === 0) return;
      for (const pid of strays) {
        send(pid, "SIGKILL");
        ended.add(pid);
      }
    }
  }

  /** The ids of those that run now. */
  #look(): number[] {
    const running = runningProcesses();
    const children = new Map<number, number[]>();
    for (const [pid, { parent }] of running) {
      const siblings = children.get(parent);
      if (siblings === undefined) children.set(parent, [pid]);
      else siblings.push(pid);
    }
    const found = new Set([...running].flatMap(([pid, process]) => (this.#isOwn(pid, process) ? [pid] : [])));
    // A set goes on over what is added to it meanwhile.
    for (const pid of found) for (const child of children.get(pid) ?? []) found.add(child);
    for (const pid of found) this.#seen.set(pid, running.get(pid)?.started ?? "");
    return [...found];
  }

  #isOwn(pid: number, { started }: { started: string }): boolean {
    return this.#seen.get(pid) === started || wasStartedWith(pid, this.#mark);
  }

  #sendGroup(signal: NodeJS.Signals): void {
    send(process.platform === "win32" ? this.#leader : -this.#leader, signal);
  }
}

/** The environment of a program whose descendants are to be found. */
export function markedEnvironment(env: Readonly<Record<string, string>>, run: string): Record<string, string> {
  return { ...env, [MARK]: run };
}

function send(target: number, signal: NodeJS.Signals): void {
  try {
    process.kill(target, signal);
  } catch {
    // It is gone already, or was never ours to end.
  }
}
