import { watch } from "node:fs";
import type { Syscall } from "./kill-syscalls.ts";
import type { Random } from "./random.ts";

/** When a process is to be killed: so long after its start, after its pending run appears, or after that run is closed. */
export interface KillMoment {
  moment: "start" | "pending" | "closed";
  delayMs: number;
}

/** How a process is killed, and which ordinary command follows: one that has nothing of its own to do, or the killed one again. */
export interface KillPlan {
  /** Where it is killed when it is traced; undefined when only the time says. */
  call?: Syscall;
  /** Used also when the process ended before the call. */
  time: KillMoment;
  next: "fix" | "again";
}

/** How long an undisturbed command takes; of that with its pending run, and after that run is closed. */
export interface KillTimes {
  wholeMs: number;
  writingMs: number;
  endingMs: number;
}

/** Of the kills no more than this share are traced: the others meet the command at its own pace. */
const TRACED = 0.7;

/**
 * `count` plans: first one for each call with each command to follow, or a spread of these when there are too many; the others at times that the random
 * numbers choose.
 */
export function planKills(random: Random, count: number, calls: readonly Syscall[], times: KillTimes): KillPlan[] {
  const every = (["fix", "again"] as const).flatMap((next) => calls.map((call) => ({ call, next })));
  const room = Math.min(every.length, Math.floor(count * TRACED));
  const traced = Array.from({ length: room }, (_, index) => every[Math.floor((index * every.length) / room)]);
  return Array.from({ length: count }, (_, index): KillPlan => {
    const time = planTime(random, times);
    return { ...(traced[index] ?? { next: index % 2 === 0 ? "fix" : "again" }), time };
  });
}

/** One kill in four at any time, most while manifests are written, the others just after. */
function planTime(random: Random, { wholeMs, writingMs, endingMs }: KillTimes): KillMoment {
  const share = random.below(10_000) / 10_000;
  const kind = random.below(8);
  if (kind < 2) return { moment: "start", delayMs: share * wholeMs };
  if (kind < 7) return { moment: "pending", delayMs: share * writingMs };
  return { moment: "closed", delayMs: share * endingMs };
}

/**
 * Calls `kill` at the planned moment, which it sees in the folder of the runs; not at all when `ended` settles first. Resolves when there is
 * nothing left to wait for.
 */
export function killWhen(
  runs: string,
  { moment, delayMs }: KillMoment,
  kill: () => void,
  ended: Promise<unknown> = new Promise(() => {}),
): Promise<void> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    const stop = (): void => {
      clearTimeout(timer);
      watcher?.close();
      resolve();
    };
    const arm = (): void => {
      timer ??= setTimeout(() => {
        kill();
        stop();
      }, delayMs);
    };
    const watcher =
      moment === "start"
        ? undefined
        : watch(runs, (_event, name) => {
            if (name?.endsWith(moment === "pending" ? ".pending" : ".ndjson")) arm();
          });
    if (moment === "start") arm();
    void ended.then(stop);
  });
}
