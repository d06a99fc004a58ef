import { T4Error, type FilePort } from "@t4/core";
import {
  draftPath,
  ensureWorkDir,
  LAST_GENERATION,
  listLocks,
  lockBytes,
  lockPath,
  readLock,
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
    const seen = highest === 0 ? FREE : await look(contender, highest);
    if (seen === undefined) continue;
    if (seen.free && highest < LAST_GENERATION) {
      if (await take(contender, own, highest + 1)) return hold(contender, own, highest + 1, waited);
      continue;
    }
    const message = describe(seen, lockName(highest));
    if (contender.noWait === true || highest === LAST_GENERATION) throw locked(message, seen, root, highest);
    if (message !== told) contender.onWait?.(message);
    told = message;
    waited = true;
    await pause(pauseMs);
    pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
  }
}

/** What the highest lock file means. */
interface Sight {
  free: boolean;
  holder: ProcessIdentity | undefined;
  liveness: Liveness;
}

const FREE: Sight = { free: true, holder: undefined, liveness: "dead" };

/** Undefined when the file is gone, because a higher one has come. */
async function look({ files, root, processes }: Contender, generation: number): Promise<Sight | undefined> {
  const lock: LockFile | undefined = await readLock(files, root, generation);
  if (lock === undefined) return undefined;
  if (lock.released || lock.holder === undefined) return FREE;
  const liveness = await processes.judge(lock.holder);
  return { free: liveness === "dead", holder: lock.holder, liveness };
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

function describe({ holder, liveness }: Sight, lock: string): string {
  const where = `process ${holder?.pid} on ${holder?.host}`;
  return liveness === "unknown"
    ? `Another T4 (${where}) seems to be writing in this workspace; whether it still runs cannot be seen from here: if not, remove ${lock}.`
    : `Another T4 (${where}) is writing in this workspace.`;
}

function locked(message: string, { liveness }: Sight, root: string, generation: number): T4Error {
  const file = lockPath(root, generation).slice(root.length + 1);
  return new T4Error("E_LOCKED", message, {
    file,
    hint:
      liveness === "unknown"
        ? `When that process no longer runs, remove ${file} and run the command again.`
        : "Wait for it, or leave out --no-wait.",
  });
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
