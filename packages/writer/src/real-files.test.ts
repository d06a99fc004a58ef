import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeUtf8, nodeFiles, sha256, type FilePort } from "@t4/core";
import { serializeRun } from "@t4/ledger";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { commitRun, type CommittedRun, type FileChange } from "./commit-run.ts";
import { acquireLock } from "./lock.ts";
import { readHeads } from "./read-ledger.ts";
import { recover } from "./recover.ts";
import { replaceFile } from "./replace-file.ts";

const header = { op: "enrich", at: "2026-11-21T09:00:00Z", actor: "ann", reason: null };
const OLD = '{\n  "a": 1\n}\n';
const NEW = '{\n  "a": 2\n}\n';
let folder: string;
let root: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "t4-real-"));
  root = join(folder, "w");
  await mkdir(join(root, "m"), { recursive: true });
  await writeFile(join(root, "m/a.json"), OLD);
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function bytes(text: string | null): Uint8Array | null {
  return text === null ? null : encodeUtf8(text);
}

function place(files: FilePort = nodeFiles): { files: FilePort; root: string } {
  return { files, root };
}

async function fail(path: string): Promise<never> {
  throw Object.assign(new Error("no"), { code: "EIO", path });
}

async function doNothing(): Promise<void> {}

function entry(path: string, before: string | null = OLD, after: string | null = NEW): FileChange {
  const changes = before === OLD ? [{ field: "/a", old: 1, new: 2, extractor: "x", confidence: "high" as const }] : [];
  return { module: "m", path, before: bytes(before), after: bytes(after), changes };
}

function commit(entries: FileChange[], files: FilePort = nodeFiles): Promise<CommittedRun> {
  return commitRun({ files, root, ledgerDir: "manifests/.ledger", header, entries });
}

describe("commitRun on real files", () => {
  it("writes, keeps permissions and names the run", async () => {
    await chmod(join(root, "m/a.json"), 0o666);
    const { id, file } = await commit([entry("m/a.json"), entry("n/new.json", null)]);
    expect(await readFile(join(root, "m/a.json"), "utf8")).toBe(NEW);
    expect((await stat(join(root, "m/a.json"))).mode & 0o777).toBe(0o666);
    expect(file).toBe(`manifests/.ledger/runs/20261121T090000Z-${id.slice(0, 8)}.ndjson`);
    expect(await readHeads({ files: nodeFiles, root, ledgerDir: "manifests/.ledger" })).toEqual([id]);
    expect((await readdir(join(root, "m"))).concat(await readdir(join(root, "n")))).toEqual(["a.json", "new.json"]);
  });

  it("never writes through a link, out of the workspace, or one file twice", async () => {
    await mkdir(join(folder, "outside"));
    await writeFile(join(folder, "outside/a.json"), OLD);
    await symlink("a.json", join(root, "m/link.json"));
    await symlink("../outside", join(root, "out"));
    await symlink("m", join(root, "twin"));
    await mkdir(join(root, "m/folder.json"));
    const outside = { code: "E_OUTSIDE" };
    await expect(commit([entry("m/link.json")])).rejects.toMatchObject({ ...outside, file: "m/link.json" });
    await expect(commit([entry("out/a.json")])).rejects.toMatchObject(outside);
    await expect(commit([entry("out/deep/new.json", null)])).rejects.toMatchObject(outside);
    await expect(commit([entry("../outside/a.json")])).rejects.toMatchObject(outside);
    await expect(commit([entry("m/a.json"), entry("twin/a.json")])).rejects.toMatchObject(outside);
    await expect(commit([entry("m/folder.json")])).rejects.toMatchObject({ code: "E_NOT_A_FILE" });
    expect(await readFile(join(folder, "outside/a.json"), "utf8")).toBe(OLD);
    expect(await readdir(root)).toEqual(["m", "out", "twin"]);
    await symlink("../outside", join(root, "manifests"));
    await expect(commit([entry("m/a.json")])).rejects.toMatchObject(outside);
    await expect(replaceFile({ files: nodeFiles, root }, "out/queue.json", encodeUtf8("{}"))).rejects.toMatchObject(
      outside,
    );
  });

  it("writes through a folder that is a link inside the workspace", async () => {
    await symlink("m", join(root, "twin"));
    await commit([entry("twin/a.json")]);
    expect(await readFile(join(root, "m/a.json"), "utf8")).toBe(NEW);
  });

  it("names what stands in the ledger's way", async () => {
    await writeFile(join(root, "manifests"), "a file");
    await expect(commit([entry("m/a.json")])).rejects.toMatchObject({ code: "E_WRITE" });
    expect(await readFile(join(root, "m/a.json"), "utf8")).toBe(OLD);
    expect(await readdir(join(root, "m"))).toEqual(["a.json"]);
  });

  it.each([
    ["a name", `m/${"x".repeat(239)}`, `m/${"x".repeat(238)}`],
    ["a folder's name", `${"é".repeat(128)}/new.json`, `${"é".repeat(127)}/new.json`],
    ["a path", `m/${`${"x".repeat(200)}/`.repeat(21)}new.json`, `m/${`${"x".repeat(200)}/`.repeat(19)}new.json`],
  ])("refuses %s that cannot be written before it begins anything", async (_what, long, short) => {
    const operations: string[] = [];
    const create: FilePort["create"] = (path, ...more) => {
      operations.push(path);
      return nodeFiles.create(path, ...more);
    };
    const refused = commit([entry("m/a.json"), entry(long, null)], { ...nodeFiles, create });
    await expect(refused).rejects.toMatchObject({
      code: "E_WRITE",
      file: long,
      message: expect.stringMatching(/; nothing was changed$/),
    });
    expect(operations).toEqual([]);
    await commit([entry("m/a.json"), entry(short, null)]);
    expect(await readFile(join(root, short), "utf8")).toBe(NEW);
  });

  it.each([
    ["whose stage's name", `m/${"x".repeat(250)}`],
    ["whose name", `m/${"x".repeat(300)}`],
    ["whose folder's name", `${"x".repeat(300)}/new.json`],
  ])("takes back a run that was begun for a file %s is too long", async (_what, path) => {
    const begun = [
      { module: "m", path: "m/a.json", changes: [], before: sha256(encodeUtf8(NEW)), after: sha256(encodeUtf8("x")) },
      { module: "m", path, changes: [], before: null, after: sha256(encodeUtf8(NEW)) },
    ];
    const run = serializeRun({ header: { ...header, parents: [] }, entries: begun });
    const runs = join(root, "manifests/.ledger/runs");
    await mkdir(runs, { recursive: true });
    await writeFile(join(runs, `${run.fileName}.pending`), run.bytes);
    const recovery = await recover({ files: nodeFiles, root, ledgerDir: "manifests/.ledger" });
    expect(recovery).toEqual({ rolledForward: [], rolledBack: [run.id], discarded: [] });
    expect(await readdir(runs)).toEqual([]);
    expect(await readFile(join(root, "m/a.json"), "utf8")).toBe(OLD);
  });

  it("finds nothing to recover in a workspace without a ledger, and makes nothing", async () => {
    const recovery = await recover({ files: nodeFiles, root, ledgerDir: "manifests/.ledger" });
    expect(recovery).toEqual({ rolledForward: [], rolledBack: [], discarded: [] });
    expect(await readdir(root)).toEqual(["m"]);
  });

  it("does not follow a link in the place of the lock's folder", async () => {
    await mkdir(join(folder, "outside"));
    await symlink("../outside", join(root, ".t4"));
    await expect(acquireLock({ files: nodeFiles, root })).rejects.toMatchObject({ code: "E_OUTSIDE" });
    expect(await readdir(join(folder, "outside"))).toEqual([]);
  });
});

describe("replaceFile", () => {
  it("writes once, in folders that it makes, and keeps permissions", async () => {
    expect(await replaceFile(place(), "q/r/queue.json", encodeUtf8("1"))).toBe(true);
    await chmod(join(root, "q/r/queue.json"), 0o600);
    expect(await replaceFile(place(), "q/r/queue.json", encodeUtf8("1"))).toBe(false);
    expect(await replaceFile(place(), "q/r/queue.json", encodeUtf8("2"))).toBe(true);
    expect((await stat(join(root, "q/r/queue.json"))).mode & 0o777).toBe(0o600);
    expect(await readdir(join(root, "q/r"))).toEqual(["queue.json"]);
  });

  it("leaves the file and nothing else when it fails, and replaces what a killed call left", async () => {
    const fault = { code: "E_WRITE", file: "m/a.json" };
    await expect(replaceFile(place({ ...nodeFiles, rename: fail }), "m/a.json", encodeUtf8(NEW))).rejects.toMatchObject(
      fault,
    );
    expect(await readdir(join(root, "m"))).toEqual(["a.json"]);
    await expect(
      replaceFile(place({ ...nodeFiles, rename: fail, remove: doNothing }), "m/a.json", encodeUtf8("x")),
    ).rejects.toMatchObject(fault);
    expect(await readdir(join(root, "m"))).toHaveLength(2);
    await replaceFile(place(), "m/a.json", encodeUtf8(NEW));
    expect(await readdir(join(root, "m"))).toEqual(["a.json"]);
    expect(await readFile(join(root, "m/a.json"), "utf8")).toBe(NEW);
  });
});
