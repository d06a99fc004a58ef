import { T4Error, type FilePort } from "@t4/core";
import {
  draftPath,
  ensureWorkDir,
  LAST_GENERATION,
  listLocks,
  lockBytes,
  lockPath,
  readLock,
  timeOfFile,
  type LockFile,
} from "./lock-file.ts";
import { nodeProcesses, type Liveness, type Processes, type ProcessIdentity } from "./processes.ts";
import { asWriteError, isFileError } from "./write-error.ts";

export interface LockRequest {
  files: FilePort;
  /** The workspace root, absolute. */
  root: string;
  /** Fails with `E_LOCKED` at once instead of waiting. */
  noWait?: boolean | undefined;
  /** Called once for each holder that is waited for, with a sentence for people. */
  onWait?: ((message: string) => void) | undefined;
  /** Waits so many milliseconds; a timer by default. */
  wait?: ((ms: number) => Promise<void>) | undefined;
  processes?: Processes | undefined;
  /** When a file was last written, ISO 8601; its own time by default. */
  timeOf?: ((path: string) => string | undefined) | undefined;
}

/** The right to write in a workspace. */
export interface Lock {
  /** True when somebody else held the lock first: what was read before may be out of date. */
  waited: boolean;
  /** Lets go. Never throws: a lock that cannot be released is void when its process ends. */
  release(): Promise<void>;
}

/**
 * Takes the workspace lock. The holder is whoever made the lock file of the highest generation, as long as it runs and has not let go. The
 * highest file is never removed, so a slow contender cannot take an old generation for a free lock. Throws `E_LOCKED` with `noWait`, and
 * `E_WRITE` when `.t4` cannot be written.
 */
export async function acquireLock(request: LockRequest): Promise<Lock> {
  const contender: Contender = { ...request, processes: request.processes ?? nodeProcesses(request.files) };
  try {
    return await contend(contender);
  } catch (error) {
    throw asWriteError(error, request.root);
  }
}

interface Contender extends LockRequest {
  processes: Processes;
}

const FIRST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 250;

async function contend(contender: Contender): Promise<Lock> {
  const { files, root, processes } = contender;
  const pause = contender.wait ?? sleep;
  const own = await processes.self();
  let told = "";
  let pauseMs = FIRST_PAUSE_MS;
  let waited = false;
  await ensureWorkDir(files, root);
  for (;;) {
    const highest = (await listLocks(files, root)).generations.at(-1) ?? 0;
    const seen = highest === 0 ? "free" : await look(contender, highest);
    if (seen === undefined) continue;
    if (highest === LAST_GENERATION) throw forged(highest);
    if (seen === "free") {
      if (await take(contender, own, highest + 1)) return hold(contender, own, highest + 1, waited);
      continue;
    }
    const remedy = removal(seen, own, highest);
    const message = await describe(contender, seen, remedy, highest);
    if (contender.noWait === true) throw locked(message, seen, remedy, highest);
    if (message !== told) contender.onWait?.(message);
    told = message;
    waited = true;
    await pause(pauseMs);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}

/** What the highest lock file means: that the lock is free, or who has it. */
type Sight = "free" | { holder: ProcessIdentity; liveness: Exclude<Liveness, "dead"> };

/** Undefined when the file is gone, because a higher one has come. */
async function look({ files, root, processes }: Contender, generation: number): Promise<Sight | undefined> {
  const lock: LockFile | undefined = await readLock(files, root, generation);
  if (lock === undefined) return undefined;
  if (lock.released || lock.holder === undefined) return "free";
  const liveness = await processes.judge(lock.holder);
  return liveness === "dead" ? "free" : { holder: lock.holder, liveness };
}

/**
 * Makes the lock file of a generation, whole from the first moment on because it is a link to a finished draft. False when somebody else was
 * quicker: the file is there, or a higher one is, whose maker may have removed the one that was looked at.
 */
async function take({ files, root }: Contender, own: ProcessIdentity, generation: number): Promise<boolean> {
  const draft = draftPath(root, own);
  await files.remove(draft);
  try {
    await files.create(draft, lockBytes(own, false));
    await files.link(draft, lockPath(root, generation));
  } catch (error) {
    if (isRace(error)) return false;
    throw error;
  } finally {
    await files.remove(draft);
  }
  const { generations, drafts } = await listLocks(files, root);
  if ((generations.at(-1) ?? 0) > generation) {
    await files.remove(lockPath(root, generation));
    return false;
  }
  const left = [...generations.slice(0, -1).map((lower) => lockPath(root, lower)), ...drafts];
  // What cannot be swept is in nobody's way.
  for (const path of left) await files.remove(path).catch(() => undefined);
  return true;
}

/** The generation is taken, or a new holder has swept our draft away. */
function isRace(error: unknown): boolean {
  return isFileError(error) && (error.code === "EEXIST" || error.code === "ENOENT");
}

function hold({ files, root }: Contender, own: ProcessIdentity, generation: number, waited: boolean): Lock {
  const draft = `${draftPath(root, own)}.released`;
  const release = async (): Promise<void> => {
    await files.remove(draft);
    await files.create(draft, lockBytes(own, true));
    await files.rename(draft, lockPath(root, generation));
  };
  const sweep = (): Promise<void> => files.remove(draft).catch(() => undefined);
  return { waited, release: () => release().catch(sweep) };
}

function lockName(generation: number): string {
  return `.t4/lock.${generation}`;
}

type Held = Exclude<Sight, "free">;

async function describe(
  { root, timeOf }: Contender,
  { holder, liveness }: Held,
  remedy: string,
  generation: number,
): Promise<string> {
  const who = `process ${holder.pid} on ${nameOf(holder)}`;
  if (liveness === "alive") return `Another T4 (${who}) is writing in this workspace.`;
  const time = (timeOf ?? timeOfFile)(lockPath(root, generation));
  const since = time === undefined ? "" : ` since ${time}`;
  const held = `Another T4 (${who}) holds ${lockName(generation)}${since}`;
  return `${held}, and whether it still runs cannot be seen from here: ${remedy}.`;
}

/** What frees a lock whose holder cannot be judged. */
function removal({ holder }: Held, own: ProcessIdentity, generation: number): string {
  const when =
    holder.host === own.host ? "that process no longer runs" : `${nameOf(holder)} no longer works on this workspace`;
  return `remove ${lockName(generation)} if ${when}`;
}

const LONGEST_HOST = 64;

/** The host as its lock file names it, which anybody may have written. */
function nameOf({ host }: ProcessIdentity): string {
  if (host.trim() === "") return "a host without a name";
  return host.length > LONGEST_HOST ? `${host.slice(0, LONGEST_HOST)}…` : host;
}

function locked(message: string, { liveness }: Held, remedy: string, generation: number): T4Error {
  return new T4Error("E_LOCKED", message, {
    file: lockName(generation),
    hint:
      liveness === "unknown"
        ? `Wait for it, or ${remedy}, and run the command again.`
        : "Wait for it, or leave out --no-wait.",
  });
}

/** No T4 counts that far, and there is no number after it to take the lock with. */
function forged(generation: number): T4Error {
  const file = lockName(generation);
  return new T4Error("E_LOCKED", `${file} was not made by T4, and stands in the place of the lock`, {
    file,
    hint: `Remove ${file} and run the command again.`,
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
