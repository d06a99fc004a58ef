import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nodeFiles } from "@t4/core";
import { diffManifests, type Change } from "@t4/ledger";
import { bundleScript } from "@t4/testkit";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { commitRun } from "./commit-run.ts";
import { acquireLock } from "./lock.ts";
import { nodeProcesses } from "./processes.ts";
import { hasUnfinished, readHeads, readLedger } from "./read-ledger.ts";
import { recover } from "./recover.ts";

const LEDGER = "manifests/.ledger";
let folder: string;
let script: string;
let root: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "t4-writer-"));
  script = await bundleScript(fileURLToPath(new URL("../scripts/test-child.ts", import.meta.url)), folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));
beforeEach(async () => {
  root = join(folder, "work");
  await rm(root, { recursive: true, force: true });
  await mkdir(root);
});

function start(...args: string[]): ChildProcess {
  return spawn(process.execPath, [script, ...args], { stdio: ["ignore", "pipe", "inherit"] });
}

/** The signal that ended a process, null when it ended well by itself. */
async function ended(child: ChildProcess): Promise<string | null> {
  const [code, signal] = (await once(child, "exit")) as [number | null, string | null];
  return code === 0 || signal !== null ? signal : `exit ${code}`;
}

/** Every file under the root with its text, as one value to compare. */
async function snapshot(): Promise<Record<string, string>> {
  const found = await readdir(root, { recursive: true, withFileTypes: true });
  const paths = found.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
  return Object.fromEntries(await Promise.all(paths.sort().map(readPair)));
}

async function readPair(path: string): Promise<[string, string]> {
  return [path, await readFile(path, "latin1")];
}

function toBytes(text: string | null): Uint8Array | null {
  return text === null ? null : Buffer.from(text);
}

async function readCount(): Promise<number> {
  return JSON.parse(await readFile(join(root, "counter.json"), "utf8")).count;
}

async function refuse(): Promise<never> {
  throw new Error("no /proc");
}

describe("kill -9 at every writing operation of a commit", () => {
  const entries = [
    { path: "a/module.manifest.json", before: '{\n  "module": "a"\n}\n', after: '{\n  "module": "A"\n}\n' },
    { path: "b/module.manifest.json", before: '{"module":"b"}', after: '{\n  "module": "B"\n}\n' },
    { path: "c/module.manifest.json", before: null, after: '{\n  "module": "C"\n}\n' },
  ].map(({ path, before, after }) => {
    const changes = diffManifests(before === null ? undefined : JSON.parse(before), JSON.parse(after)).map(
      (change): Change => Object.assign(change, { extractor: "x", confidence: "high" as const }),
    );
    return { module: path, path, before, after, changes };
  });
  const header = { op: "enrich", at: "2026-11-21T09:00:00Z", actor: "ann", reason: null };

  it("leaves all files old or all new after recovery, and the ledger agrees", async () => {
    const clean = join(folder, "clean");
    for (const { path, before } of entries) {
      await mkdir(join(clean, path, ".."), { recursive: true });
      if (before !== null) await writeFile(join(clean, path), before);
    }
    await writeFile(join(folder, "job.json"), JSON.stringify({ header, entries }));
    const [old, fresh] = await bothStates(clean);
    const endings = new Map<string, number>();
    let at = 0;
    for (let signal: string | null = "SIGKILL"; signal !== null; at += 1) {
      await rm(root, { recursive: true, force: true });
      await cp(clean, root, { recursive: true });
      signal = await ended(start("commit", root, String(at)));
      const unfinished = await hasUnfinished({ files: nodeFiles, root, ledgerDir: LEDGER });
      await recover({ files: nodeFiles, root, ledgerDir: LEDGER });
      const found = await snapshot();
      const isFresh = JSON.stringify(found) === JSON.stringify(fresh);
      expect(found, `killed before ${at}`).toEqual(isFresh ? fresh : old);
      const ending = `${unfinished ? "unfinished" : "finished"} ${isFresh ? "new" : "old"}`;
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }
    expect(at).toBeGreaterThan(30);
    expect([...endings.keys()].sort()).toEqual(["finished new", "finished old", "unfinished new", "unfinished old"]);
  });

  async function bothStates(clean: string): Promise<Record<string, string>[]> {
    await cp(clean, root, { recursive: true });
    const old = await snapshot();
    const changes = entries.map(({ before, after, ...entry }) =>
      Object.assign(entry, { before: toBytes(before), after: toBytes(after) }),
    );
    await commitRun({ files: nodeFiles, root, ledgerDir: LEDGER, header, entries: changes });
    return [old, await snapshot()];
  }
});

describe("a full disk", () => {
  it("is an error that names the file, and leaves everything as it was", async () => {
    const entry = { module: "a", path: "a.json", before: "small", after: "x".repeat(9000), changes: [] };
    const header = { op: "enrich", at: "2026-11-21T09:00:00Z", actor: "ann", reason: null };
    await writeFile(join(root, "a.json"), entry.before);
    await writeFile(join(folder, "job.json"), JSON.stringify({ header, entries: [entry] }));
    const old = await snapshot();
    const limited = ["-c", 'ulimit -f 4; exec "$0" "$@"', process.execPath, script, "commit", root];
    const child = spawn("bash", limited, { stdio: ["ignore", "ignore", "pipe"] });
    const said: Buffer[] = [];
    child.stderr?.on("data", (data: Buffer) => said.push(data));
    expect(await once(child, "close")).toEqual([1, null]);
    expect(Buffer.concat(said).toString()).toContain("T4Error: a.json cannot be written (EFBIG); nothing was changed");
    expect(await snapshot()).toEqual(old);
  });
});

describe("real processes", () => {
  it("write in turn: 8 of them, 4 runs each, some killed on the way", async () => {
    await writeFile(join(root, "counter.json"), '{\n  "count": 0\n}\n');
    const writers = Array.from({ length: 8 }, () => ended(start("count", root, "4")));
    const victims = [3, 9, 14, 19, 24, 29].map((at) => ended(start("count", root, "4", String(at))));
    expect(new Set(await Promise.all(writers))).toEqual(new Set([null]));
    expect(new Set(await Promise.all(victims))).toEqual(new Set(["SIGKILL"]));
    const place = { files: nodeFiles, root, ledgerDir: LEDGER };
    await recover(place);
    const { runs } = await readLedger(place);
    expect(runs).toHaveLength(await readCount());
    expect(runs.length).toBeGreaterThanOrEqual(32);
    expect(await readHeads(place)).toHaveLength(1);
    expect(runs.every(({ header }) => header.parents.length <= 1)).toBe(true);
  });

  it("hold the lock while stopped, and lose it when killed", async () => {
    const holder = start("hold", root);
    await once(holder.stdout as NonNullable<typeof holder.stdout>, "data");
    holder.kill("SIGSTOP");
    const request = { files: nodeFiles, root, noWait: true };
    const message = expect.stringContaining(`process ${holder.pid} `);
    await expect(acquireLock(request)).rejects.toMatchObject({ code: "E_LOCKED", message });
    const end = once(holder, "exit");
    holder.kill("SIGKILL");
    await end;
    await (await acquireLock(request)).release();
  });
});

describe("nodeProcesses", () => {
  const processes = nodeProcesses(nodeFiles);

  it("knows itself, and a later process with the same number for another one", async () => {
    const self = await processes.self();
    expect(self.pid).toBe(process.pid);
    expect(await processes.judge(self)).toBe("alive");
    expect(await processes.judge({ ...self, start: "1" })).toBe("dead");
    expect(await processes.judge({ ...self, start: "" })).toBe("alive");
  });

  it("judges only what it can see", async () => {
    const self = await processes.self();
    expect(await processes.judge({ ...self, host: "elsewhere" })).toBe("unknown");
    expect(await processes.judge({ ...self, space: "pid:[1]" })).toBe("unknown");
    expect(await processes.judge({ ...self, boot: "earlier" })).toBe("dead");
    expect(await processes.judge({ ...self, pid: 2 ** 22 + 1 })).toBe("dead");
  });

  it("counts a number in use as alive where the system does not tell more", async () => {
    const blind = nodeProcesses({ ...nodeFiles, read: refuse });
    const self = await blind.self();
    expect(self).toMatchObject({ start: "", boot: "" });
    expect(await blind.judge({ ...self, start: "7" })).toBe("alive");
    expect(await blind.judge(await processes.self())).toBe("alive");
    expect(await processes.judge({ ...(await processes.self()), boot: "" })).toBe("alive");
  });
});
