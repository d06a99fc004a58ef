import { readdirSync, readFileSync } from "node:fs";

/** A process that runs, as Linux tells of it. */
export interface RunningProcess {
  parent: number;
  /** In clock ticks since the machine was started: with the id, no other process has it. */
  started: string;
}

/** The processes of this machine by their ids, those that have ended left out; none where there is no Linux to ask. Waits for nothing, so that it can be asked at the very end. */
export function runningProcesses(): Map<number, RunningProcess> {
  const found = new Map<number, RunningProcess>();
  for (const name of namesIn("/proc")) {
    const pid = Number(name);
    const running = Number.isInteger(pid) ? parseStat(textOf(`/proc/${pid}/stat`)) : undefined;
    if (running !== undefined) found.set(pid, running);
  }
  return found;
}

/** Whether a process was started with this variable, `NAME=value`; false where that cannot be told. */
export function wasStartedWith(pid: number, variable: string): boolean {
  return textOf(`/proc/${pid}/environ`).split("\0").includes(variable);
}

/** A program's name stands in parentheses and may hold any character, so that fields are counted from the last one. */
function parseStat(stat: string): RunningProcess | undefined {
  const [state = "Z", parent = "", ...rest] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const started = rest[STARTED - 2];
  return started === undefined || state === "Z" || state === "X" ? undefined : { parent: Number(parent), started };
}

/** Fields after the name: the state is the first, the parent the second, and when it was started the twentieth. */
const STARTED = 19;

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Empty for what is gone, and for what somebody else has started. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
