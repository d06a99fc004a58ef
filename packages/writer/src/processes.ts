import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { FilePort } from "@t4/core";

/** A process, told from every other one, also from a later one with the same number. */
export interface ProcessIdentity {
  pid: number;
  /** When it started, in the kernel's count since boot; empty where the system does not tell. */
  start: string;
  host: string;
  /** The boot of that host; empty where the system does not tell. */
  boot: string;
  /** What process numbers are counted in, such as a container; empty where the system does not tell. */
  space: string;
}

/** `unknown`: it runs, or ran, where this process cannot look. */
export type Liveness = "alive" | "dead" | "unknown";

/** What the lock asks about processes. */
export interface Processes {
  self(): Promise<ProcessIdentity>;
  judge(other: ProcessIdentity): Promise<Liveness>;
}

/** The processes of this machine, as `/proc` and signal 0 tell about them. A stopped process is alive, a zombie is dead. */
export function nodeProcesses(files: FilePort): Processes {
  const self = async (): Promise<ProcessIdentity> => ({
    pid: process.pid,
    start: (await readStat(files, process.pid))?.start ?? "",
    host: hostname(),
    boot: ((await readText(files, "/proc/sys/kernel/random/boot_id")) ?? "").trim(),
    space: ownSpace(),
  });
  return { self, judge: async (other) => judge(files, await self(), other) };
}

/** What tells the processes of one container from those of another; empty where the system does not say. */
function ownSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid");
  } catch {
    return "";
  }
}

async function judge(files: FilePort, own: ProcessIdentity, other: ProcessIdentity): Promise<Liveness> {
  if (other.host !== own.host) return "unknown";
  const isTold = other.boot !== "" && own.boot !== ""; // Where /proc is hidden from one of the two, it is not.
  if (isTold && other.boot !== own.boot) return "dead"; // The machine was started anew since.
  if (other.space !== own.space) return "unknown";
  if (!isNumberInUse(other.pid)) return "dead";
  const stat = await readStat(files, other.pid);
  // Where the system does not tell, a number in use counts as the same process: to wait is the safe mistake.
  if (stat === undefined || other.start === "") return "alive";
  return stat.start === other.start && !ENDED.has(stat.state) ? "alive" : "dead";
}

const ENDED = new Set(["Z", "X", "x"]);

function isNumberInUse(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // Somebody else's process.
  }
}

/** State and start of a process, from the fields behind its name, which may itself hold spaces and brackets. */
async function readStat(files: FilePort, pid: number): Promise<{ state: string; start: string } | undefined> {
  const text = await readText(files, `/proc/${pid}/stat`);
  const fields = text?.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, start] = [fields?.[0], fields?.[19]];
  return state === undefined || start === undefined ? undefined : { state, start };
}

async function readText(files: FilePort, path: string): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await files.read(path));
  } catch {
    return undefined;
  }
}
