import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { type StartedT4, startT4 } from "./start-t4.ts";
import { emptyWorkspace } from "./temp-workspace.ts";

/** A system call of a command that writes: `nth` of its name in the thread that makes it, counted from 1. */
export interface Syscall {
  name: string;
  nth: number;
}

/** What changes names, or makes something durable; of those that open a file only the ones that make it. */
const NAMES =
  "rename renameat renameat2 fsync fdatasync open openat unlink unlinkat rmdir link linkat mkdir mkdirat".split(" ");
// Not every architecture has all of them; those that it does not have are passed over.
const TRACED = `trace=${NAMES.map((name) => `?${name}`).join(",")}`;
// One thread for all syncs, so that they are counted as one.
const STRACE = ["strace", "-f", "-qq", "-E", "UV_THREADPOOL_SIZE=1"];

/** Undefined when a process can be killed at a system call here; else why not, as a sentence. */
export async function whyNotTraced(): Promise<string | undefined> {
  const call = { name: "openat", nth: 1 };
  const [file = "", ...options] = [...killedAt(call), process.execPath, "--version"];
  try {
    const { signal, stderr } = await execa(file, options, { reject: false });
    return signal === "SIGKILL" ? undefined : `strace may not trace here: ${stderr.split("\n")[0]}`;
  } catch {
    return "strace is absent";
  }
}

/** The system calls by which a command of `t4` changes files, in the order of its undisturbed run, which this is. */
export async function traceT4(root: string, args: readonly string[], epoch: number): Promise<Syscall[]> {
  await using folder = await emptyWorkspace("t4-trace-");
  const log = join(folder.root, "log");
  const { exitCode, stderr } = await startT4(root, args, epoch, [...STRACE, "-o", log, "-e", TRACED]).ended;
  if (exitCode !== 0) throw new Error(`t4 ${args.join(" ")} exits ${exitCode}: ${stderr}`);
  return parseTrace(await readFile(log, "utf8"));
}

/** Starts a command of `t4` that is killed on entering the call, which is not made. */
export function startKilledAt(root: string, args: readonly string[], epoch: number, call: Syscall): StartedT4 {
  return startT4(root, args, epoch, killedAt(call));
}

function killedAt({ name, nth }: Syscall): string[] {
  return [...STRACE, "-o", "/dev/null", "-e", `trace=${name}`, "-e", `inject=${name}:signal=KILL:when=${nth}`];
}

/** The calls that the trace of `strace -f -o` shows and that change something; those that fail do not. */
export function parseTrace(log: string): Syscall[] {
  const counts = new Map<string, number>();
  const calls: Syscall[] = [];
  for (const line of log.split("\n")) {
    const [, thread, name, rest] = /^(\d+) +(\w+)\((.*)$/.exec(line) ?? [];
    if (thread === undefined || name === undefined || rest === undefined) continue;
    const nth = (counts.get(`${thread} ${name}`) ?? 0) + 1;
    counts.set(`${thread} ${name}`, nth);
    const changes = !/ = -1 E[A-Z]+ /.test(rest) && (!name.startsWith("open") || rest.includes("O_CREAT"));
    if (changes) calls.push({ name, nth });
  }
  return calls;
}
