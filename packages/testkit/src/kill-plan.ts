import { watch } from "node:fs";
import type { Random } from "./random.ts";

/** When a process is to be killed: so long after its start, after its pending run appears, or after that run is closed. */
export interface KillPlan {
  moment: "start" | "pending" | "closed";
  delayMs: number;
  /** The ordinary command that follows. */
  next: "fix" | "enrich";
}

/** How long an undisturbed command takes; of that with its pending run, and after that run is closed. */
export interface KillTimes {
  wholeMs: number;
  writingMs: number;
  endingMs: number;
}

/** A plan that the random numbers choose: one kill in four at any time, most while manifests are written, the others just after. */
export function planKill(random: Random, index: number, { wholeMs, writingMs, endingMs }: KillTimes): KillPlan {
  const next = index % 2 === 0 ? "fix" : "enrich";
  const share = random.below(10_000) / 10_000;
  const kind = random.below(8);
  if (kind < 2) return { moment: "start", delayMs: share * wholeMs, next };
  if (kind < 7) return { moment: "pending", delayMs: share * writingMs, next };
  return { moment: "closed", delayMs: share * endingMs, next };
}

/**
 * Calls `kill` at the planned moment, which it sees in the folder of the runs; not at all when `ended` settles first. Resolves when there is
 * nothing left to wait for.
 */
export function killWhen(
  runs: string,
  { moment, delayMs }: Pick<KillPlan, "moment" | "delayMs">,
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
