import { lstatSync } from "node:fs";
import { join } from "node:path";
import { encodeUtf8, formatJson, isJsonObject, T4Error, type FilePort, type JsonValue } from "@t4/core";
import type { ProcessIdentity } from "./processes.ts";
import { undefinedWhenMissing } from "./read-ledger.ts";

/** What a lock file says: who made it, and whether they have let go. */
export interface LockFile {
  /** Undefined when the file cannot be read as one: only a power loss leaves that, and with it its holder ended. */
  holder: ProcessIdentity | undefined;
  released: boolean;
}

const LOCK = /^lock\.([1-9]\d{0,14})$/;
/** The highest generation that is seen as one; only a forged file can have it. */
export const LAST_GENERATION = 999_999_999_999_999;
const DRAFT = "draft.";
/** A larger file is no lock of T4's. */
const MAX_LOCK_BYTES = 4096;
/** Where the system ends its own process numbers, on every one that there is. */
const MAX_PID = 2 ** 31 - 1;
const UNREADABLE: LockFile = { holder: undefined, released: false };

/** The folder of T4's own working files: `<root>/.t4`, which ignores itself in git. */
export function workDir(root: string): string {
  return join(root, ".t4");
}

/** Makes the working folder with its `.gitignore`. Throws `E_OUTSIDE` when a link stands in its place. */
export async function ensureWorkDir(files: FilePort, root: string): Promise<void> {
  const ignore = join(workDir(root), ".gitignore");
  await files.makeDir(workDir(root));
  if ((await files.stat(workDir(root)))?.kind !== "directory") {
    throw new T4Error("E_OUTSIDE", ".t4 is a symbolic link", {
      file: ".t4",
      hint: "Remove it; T4 makes the folder itself.",
    });
  }
  const found = await files.stat(ignore);
  if (found !== undefined && (found.kind !== "file" || found.size > 0)) return;
  // An empty one is what a process left that was stopped short: it would hide nothing from git.
  if (found !== undefined) await files.remove(ignore);
  await files.create(ignore, encodeUtf8("*\n")).catch(unlessExists);
}

/** The path of the lock file of a generation. */
export function lockPath(root: string, generation: number): string {
  return join(workDir(root), `lock.${generation}`);
}

/** A path for what is to become a lock file, different for every process that runs. */
export function draftPath(root: string, { pid, start }: ProcessIdentity): string {
  return join(workDir(root), `${DRAFT}${pid}.${start}`);
}

/** The generations of the lock files there are, ascending, and the drafts. */
export async function listLocks(files: FilePort, root: string): Promise<{ generations: number[]; drafts: string[] }> {
  const names = (await files.list(workDir(root))) ?? [];
  const generations = names.flatMap((name) => LOCK.exec(name)?.[1] ?? []).map(Number);
  const drafts = names.filter((name) => name.startsWith(DRAFT)).map((name) => join(workDir(root), name));
  return { generations: generations.sort((a, b) => a - b), drafts };
}

/** The lock file of a generation; undefined when it is gone. */
export async function readLock(files: FilePort, root: string, generation: number): Promise<LockFile | undefined> {
  const path = lockPath(root, generation);
  const stat = await files.stat(path);
  if (stat === undefined) return undefined;
  if (stat.kind !== "file" || stat.size > MAX_LOCK_BYTES) return UNREADABLE;
  const bytes = await files.read(path).catch(undefinedWhenMissing);
  return bytes && parseLock(bytes);
}

/** When a file was last written, by its own time, to the second; undefined when that cannot be told. */
export function timeOfFile(path: string): string | undefined {
  try {
    return `${lstatSync(path).mtime.toISOString().slice(0, "2026-11-21T09:00:00".length)}Z`;
  } catch {
    return undefined;
  }
}

/** A lock file's bytes. */
export function lockBytes(holder: ProcessIdentity, released: boolean): Uint8Array {
  return encodeUtf8(formatJson({ ...holder, released }));
}

function parseLock(bytes: Uint8Array): LockFile {
  try {
    const value = JSON.parse(new TextDecoder().decode(bytes)) as JsonValue;
    const holder = isJsonObject(value) && isIdentity(value) ? value : undefined;
    return { holder, released: isJsonObject(value) && value["released"] === true };
  } catch {
    return UNREADABLE;
  }
}

function isIdentity(value: object): value is ProcessIdentity {
  const { pid, ...texts } = value as Partial<ProcessIdentity>;
  return isPid(pid) && [texts.start, texts.host, texts.boot, texts.space].every((text) => typeof text === "string");
}

/** Zero and the numbers below it would mean a group of processes, and one of those always runs. */
function isPid(pid: unknown): boolean {
  return typeof pid === "number" && Number.isInteger(pid) && pid > 0 && pid <= MAX_PID;
}

/** For making a file that another process may just have made. */
function unlessExists(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
}
