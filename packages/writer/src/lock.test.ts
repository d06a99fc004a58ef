import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { encodeUtf8, nodeFiles } from "@t4/core";
import { emptyWorkspace, MemoryDisk, memoryFiles } from "@t4/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { acquireLock, type Lock, type LockRequest } from "./lock.ts";
import { LAST_GENERATION, lockBytes } from "./lock-file.ts";
import type { Liveness, ProcessIdentity } from "./processes.ts";

const ROOT = "/w";
let disk: MemoryDisk;
let liveness: Map<number, Liveness>;

beforeEach(async () => {
  disk = new MemoryDisk();
  liveness = new Map();
  await memoryFiles(disk).makeDir(ROOT);
});

function identity(pid: number): ProcessIdentity {
  return { pid, start: "1", host: "h", boot: "b", space: "s" };
}

async function judge(other: ProcessIdentity): Promise<Liveness> {
  return liveness.get(other.pid) ?? "alive";
}

function timeOf(path: string): string | undefined {
  return path === "/w/.t4/lock.3" ? "2026-11-01T08:00:00Z" : undefined;
}

/** A file operation on a read-only disk. */
async function fail(path: string): Promise<never> {
  throw Object.assign(new Error("no"), { code: "EROFS", path });
}

function request(pid: number, more: Partial<LockRequest> = {}): LockRequest {
  const processes = { self: async () => identity(pid), judge };
  return { files: memoryFiles(disk), root: ROOT, processes, wait: () => new Promise(setImmediate), ...more };
}

const names = (): string[] => [...disk.files().keys()].map((path) => path.slice("/w/.t4/".length));

describe("acquireLock", () => {
  it("makes a folder that ignores itself, and leaves one lock file and no draft", async () => {
    const lock = await acquireLock(request(1));
    expect(lock.waited).toBe(false);
    expect(names()).toEqual([".gitignore", "lock.1"]);
    expect(new TextDecoder().decode(disk.files().get("/w/.t4/.gitignore"))).toBe("*\n");
    await lock.release();
    await (await acquireLock(request(2))).release();
    expect(names()).toEqual([".gitignore", "lock.2"]);
  });

  it("fails at once with noWait, naming process and host", async () => {
    await acquireLock(request(1));
    const fault = { code: "E_LOCKED", message: expect.stringContaining("process 1 on h"), file: ".t4/lock.1" };
    await expect(acquireLock(request(2, { noWait: true }))).rejects.toMatchObject(fault);
  });

  it("waits for the holder, says so once, and tells that it waited", async () => {
    const held = await acquireLock(request(1));
    const told: string[] = [];
    let pauses = 0;
    const wait = async (ms: number): Promise<void> => {
      expect(ms).toBeLessThanOrEqual(250);
      pauses += 1;
      if (pauses === 8) await held.release();
    };
    const lock = await acquireLock(request(2, { wait, onWait: (message) => told.push(message) }));
    expect(lock.waited).toBe(true);
    expect(pauses).toBe(8);
    expect(told).toEqual([expect.stringContaining("process 1 on h")]);
  });

  it("takes over from a holder that died, and sweeps what it left", async () => {
    await acquireLock(request(1));
    await memoryFiles(disk).create("/w/.t4/draft.1.1", encodeUtf8("{"));
    liveness.set(1, "dead");
    await acquireLock(request(2, { noWait: true }));
    expect(names()).toEqual([".gitignore", "lock.2"]);
  });

  it("waits for a holder that it cannot judge, with a hint what to do", async () => {
    await acquireLock(request(1));
    liveness.set(1, "unknown");
    const hint = expect.stringContaining("remove .t4/lock.1");
    await expect(acquireLock(request(2, { noWait: true }))).rejects.toMatchObject({ code: "E_LOCKED", hint });
  });

  it.each([
    { foreign: "far", remedy: "if far no longer works on this workspace" },
    { foreign: "h", remedy: "if that process no longer runs" },
    { foreign: " ", remedy: "if a host without a name no longer works on this workspace" },
    { foreign: "x".repeat(500), remedy: `if ${"x".repeat(64)}… no longer works on this workspace` },
  ])("names the file, the host and since when, where it cannot judge the holder ($foreign)", async (given) => {
    const holder = { ...identity(1), host: given.foreign };
    await memoryFiles(disk).makeDir("/w/.t4");
    await memoryFiles(disk).create("/w/.t4/lock.3", lockBytes(holder, false));
    liveness.set(1, "unknown");
    const fault = await acquireLock(request(2, { noWait: true, timeOf })).then(undefined, (error: unknown) => error);
    expect(fault).toMatchObject({
      code: "E_LOCKED",
      file: ".t4/lock.3",
      message: expect.stringMatching(
        /^Another T4 \(process 1 on .+\) holds \.t4\/lock\.3 since 2026-11-01T08:00:00Z, /,
      ),
      hint: expect.stringContaining(`remove .t4/lock.3 ${given.remedy}`),
    });
    expect(fault).toMatchObject({ message: expect.stringContaining(`remove .t4/lock.3 ${given.remedy}.`) });
  });

  it("tells the time of a lock file that is really there", async () => {
    await using workspace = await emptyWorkspace();
    const far = { self: async () => ({ ...identity(1), host: "far" }), judge };
    await acquireLock({ files: nodeFiles, root: workspace.root, processes: far });
    await utimes(join(workspace.root, ".t4/lock.1"), 1_795_251_600, 1_795_251_600);
    liveness.set(1, "unknown");
    const late = acquireLock(request(2, { files: nodeFiles, root: workspace.root, noWait: true }));
    await expect(late).rejects.toMatchObject({ message: expect.stringContaining(" since 2026-11-21T09:00:00Z, ") });
  });

  it.each([
    "",
    "{}",
    "[]",
    '{"pid":"1"}',
    '{"pid":1,"start":"1"}',
    ...[0, -1, 1.5, 2 ** 31].map((pid) => JSON.stringify(identity(pid))),
    JSON.stringify({ ...identity(1), host: "h".repeat(5000) }),
  ])("takes a torn or absurd lock file (%.40j) for void", async (text) => {
    await acquireLock(request(1));
    await memoryFiles(disk).create("/w/.t4/lock.4", encodeUtf8(text));
    await acquireLock(request(2, { noWait: true }));
    expect(names()).toEqual([".gitignore", "lock.5"]);
  });

  it("does not mind other names, and is not led astray by a forged generation", async () => {
    const files = memoryFiles(disk);
    for (const name of ["lock.0", "lock.007", "lock.x"]) {
      await files.makeDir("/w/.t4");
      await files.create(`/w/.t4/${name}`, lockBytes(identity(9), false));
    }
    await (await acquireLock(request(1))).release();
    await files.create(`/w/.t4/lock.${LAST_GENERATION}`, lockBytes(identity(9), true));
    const fault = { code: "E_LOCKED", message: expect.stringMatching(/^\.t4\/lock\.9+ was not made by T4/) };
    await expect(acquireLock(request(2))).rejects.toMatchObject(fault);
  });

  it("takes a folder in the place of a lock file for void", async () => {
    await memoryFiles(disk).makeDir("/w/.t4/lock.3");
    await acquireLock(request(1, { noWait: true }));
    expect(names()).toContain("lock.4");
  });

  it("retreats when a higher generation came while it looked at a lower one", async () => {
    const files = memoryFiles(disk);
    let overtaken: Lock | undefined;
    const link = async (from: string, to: string): Promise<void> => {
      if (overtaken === undefined) {
        // Between look and link: 2 takes this generation and lets go, 3 takes the next one and removes it.
        await (await acquireLock(request(2))).release();
        overtaken = await acquireLock(request(3));
      }
      await files.link(from, to);
    };
    const slow = request(1, { files: { ...files, link }, noWait: true });
    await expect(acquireLock(slow)).rejects.toMatchObject({ code: "E_LOCKED", message: /process 3/ });
    expect(names()).toEqual([".gitignore", "lock.2"]);
  });

  it("looks again when the file that it looks at goes", async () => {
    await (await acquireLock(request(1))).release();
    const files = memoryFiles(disk);
    let gone = false;
    const read = async (path: string): Promise<Uint8Array> => {
      if (!gone && path.endsWith("lock.1")) {
        gone = true;
        await (await acquireLock(request(2))).release();
      }
      return files.read(path);
    };
    await acquireLock(request(3, { files: { ...files, read } }));
    expect(names()).toEqual([".gitignore", "lock.3"]);
  });

  it("never has two holders, whatever 30 contenders do", async () => {
    let holders = 0;
    let turns = 0;
    const contend = async (pid: number): Promise<void> => {
      const lock = await acquireLock(request(pid));
      holders += 1;
      turns += 1;
      expect(holders).toBe(1);
      await new Promise(setImmediate);
      holders -= 1;
      await lock.release();
    };
    await Promise.all(Array.from({ length: 30 }, (_, index) => contend(index + 1)));
    expect(turns).toBe(30);
  });

  it.each(["create", "link", "makeDir", "list"])("gives E_WRITE when %s fails", async (name) => {
    const files = { ...memoryFiles(disk), [name]: fail };
    await expect(acquireLock(request(1, { files }))).rejects.toMatchObject({ code: "E_WRITE", hint: /read-only/ });
  });

  it("lets go without a word when the release fails", async () => {
    const files = memoryFiles(disk);
    const lock = await acquireLock(request(1, { files: { ...files, rename: fail } }));
    await expect(lock.release()).resolves.toBeUndefined();
  });
});
