import { encodeUtf8, formatJson, sha256, type FilePort, type JsonValue } from "@t4/core";
import { diffManifests, runFileName, serializeRun, type Change, type Run, type RunEntry } from "@t4/ledger";
import { MemoryDisk, memoryFiles } from "@t4/testkit";
import { beforeEach, describe, expect, it } from "vitest";
import { commitRun, type FileChange } from "./commit-run.ts";
import { stagePath } from "./ledger-paths.ts";
import { hasUnfinished, readAfter, readBefore, readHeads, readLedger } from "./read-ledger.ts";
import { recover } from "./recover.ts";

const ROOT = "/w";
const LEDGER = "manifests/.ledger";
const RUNS = `${ROOT}/${LEDGER}/runs`;
const header = { op: "enrich", at: "2026-11-21T09:00:00Z", actor: "ann", reason: null };
const A = [{ v: "a" }, { v: "A" }] as const;
const bytes = (value: JsonValue): Uint8Array => encodeUtf8(formatJson(value));
const COMPACT = encodeUtf8('{"v":"c"}');

let disk: MemoryDisk;
let files: FilePort;
const place = (): { files: FilePort; root: string; ledgerDir: string } => ({ files, root: ROOT, ledgerDir: LEDGER });

function changesOf(before: JsonValue, after: JsonValue): Change[] {
  return diffManifests(before, after).map((change) =>
    Object.assign(change, { extractor: "x", confidence: "high" as const }),
  );
}

const entries: FileChange[] = [
  { module: "a", path: "a.json", before: bytes(A[0]), after: bytes(A[1]), changes: changesOf(...A) },
  {
    module: "c",
    path: "c.json",
    before: COMPACT,
    after: bytes({ v: "C" }),
    changes: changesOf({ v: "c" }, { v: "C" }),
  },
];

const target = (path: string): string => `${ROOT}/${path}`;
const text = (path: string): string | undefined => {
  const data = disk.files().get(target(path));
  return data && Buffer.from(data).toString();
};

/** The one snapshot, relative to the root. */
function snapshotFile(): string {
  const found = [...disk.files().keys()].filter((path) => path.includes("/objects/"));
  expect(found).toHaveLength(1);
  return String(found[0]).slice(ROOT.length + 1);
}

async function put(path: string, data: Uint8Array): Promise<void> {
  await files.remove(target(path));
  await files.create(target(path), data);
}

/** Commits as far as the operation before which `stop` says so; the power goes then. Gives the run's id. */
async function crashBefore(stop: (name: string, path: string) => boolean): Promise<string> {
  let dead = false;
  let id = "";
  const guarded = Object.fromEntries(
    Object.entries(files)
      .filter(([, operation]) => typeof operation === "function")
      .map(([name, operation]: [string, (...args: unknown[]) => Promise<unknown>]) => [
        name,
        async (...args: unknown[]) => {
          if (name === "create" && String(args[0]).endsWith(".pending")) id = sha256(args[1] as Uint8Array);
          dead ||= stop(name, String(args[0]));
          if (dead) throw new Error("power");
          return operation(...args);
        },
      ]),
  ) as unknown as FilePort;
  const run = commitRun({ files: guarded, root: ROOT, ledgerDir: LEDGER, header, entries });
  await expect(run).rejects.toMatchObject({ code: "E_WRITE", hint: /recover/ });
  return id;
}

async function putPending(entry: RunEntry, edit = (line: string): string => line): Promise<void> {
  const run = serializeRun({ header: { ...header, parents: [] }, entries: [entry] });
  const data = encodeUtf8(edit(Buffer.from(run.bytes).toString()));
  await files.makeDir(RUNS);
  await files.create(`${RUNS}/${runFileName(header.at, sha256(data))}.pending`, data);
}

async function failOddly(): Promise<never> {
  throw new TypeError("a bug");
}

function commit(more: Partial<Parameters<typeof commitRun>[0]> = {}): Promise<unknown> {
  return commitRun({ ...place(), header, entries, ...more });
}

beforeEach(async () => {
  disk = new MemoryDisk();
  files = memoryFiles(disk);
  await files.makeDir(ROOT);
  for (const { path, before } of entries) await files.create(target(path), before as Uint8Array);
});

const beforeClosing = (name: string, path: string): boolean => name === "rename" && path.endsWith(".pending");
const beforeSecondTarget = (name: string, path: string): boolean => name === "rename" && path.includes(".c.json");

describe("recover", () => {
  it("rolls forward a run whose files are all in place", async () => {
    const id = await crashBefore(beforeClosing);
    expect(await hasUnfinished(place())).toBe(true);
    expect(await recover(place())).toEqual({ rolledForward: [id], rolledBack: [], discarded: [] });
    expect(await hasUnfinished(place())).toBe(false);
    expect(await readHeads(place())).toEqual([id]);
    expect(text("c.json")).toBe(formatJson({ v: "C" }));
    expect(await recover(place())).toEqual({ rolledForward: [], rolledBack: [], discarded: [] });
  });

  it("removes a stage that a file at its new state does not need", async () => {
    const id = await crashBefore(beforeClosing);
    await put(stagePath("a.json", id), encodeUtf8("x"));
    expect((await recover(place())).rolledForward).toEqual([id]);
    expect(text(stagePath("a.json", id))).toBeUndefined();
  });

  it("rolls back when a stage is damaged, also bytes in another format, and drops the snapshot", async () => {
    const id = await crashBefore(beforeSecondTarget);
    expect(text("a.json")).toBe(formatJson(A[1]));
    await put(stagePath("c.json", id), encodeUtf8("torn"));
    expect((await recover(place())).rolledBack).toEqual([id]);
    expect(text("a.json")).toBe(formatJson(A[0]));
    expect([...disk.files().keys()]).toEqual([target("a.json"), target("c.json")]);
  });

  it("restores from the snapshot, and leaves alone what somebody edited", async () => {
    const id = await crashBefore(beforeClosing);
    await put("a.json", encodeUtf8("edited"));
    expect((await recover(place())).rolledBack).toEqual([id]);
    expect(text("a.json")).toBe("edited");
    expect(text("c.json")).toBe('{"v":"c"}');
  });

  it("does not take a folder in the place of a stage for one", async () => {
    const id = await crashBefore(beforeSecondTarget);
    await files.remove(target(stagePath("c.json", id)));
    await files.makeDir(target(stagePath("c.json", id)));
    await expect(recover(place())).rejects.toMatchObject({ code: "E_WRITE", file: "c.json" });
  });

  it("says so when the way back is lost, and changes nothing", async () => {
    await crashBefore(beforeClosing);
    await put("a.json", encodeUtf8("edited"));
    await put(snapshotFile(), encodeUtf8("damaged"));
    await expect(recover(place())).rejects.toMatchObject({ code: "E_LEDGER" });
    await files.remove(target(snapshotFile()));
    await expect(recover(place())).rejects.toMatchObject({ code: "E_LEDGER", file: "c.json" });
    expect(text("c.json")).toBe(formatJson({ v: "C" }));
    expect(await hasUnfinished(place())).toBe(true);
  });

  it("does not end a run in the ledger that could not be reverted", async () => {
    const id = await crashBefore(beforeSecondTarget);
    await put("a.json", bytes(A[0]));
    await put(stagePath("a.json", id), bytes(A[1]));
    await put(snapshotFile(), encodeUtf8("damaged"));
    expect((await recover(place())).rolledBack).toEqual([id]);
    expect(text("c.json")).toBe('{"v":"c"}');
  });

  it("keeps the snapshot when the ledger cannot say whether it is needed", async () => {
    const id = await crashBefore(beforeSecondTarget);
    await put(stagePath("c.json", id), encodeUtf8("torn"));
    await put(`${LEDGER}/runs/bad.ndjson`, encodeUtf8("bad"));
    expect((await recover(place())).rolledBack).toEqual([id]);
    expect(disk.files().has(target(snapshotFile()))).toBe(true);
  });

  it("discards a run that is cut off", async () => {
    await files.makeDir(RUNS);
    await files.create(`${RUNS}/20261121T090000Z-12345678.ndjson.pending`, encodeUtf8('{"actor"'));
    const recovery = await recover(place());
    expect(recovery.discarded).toEqual(["20261121T090000Z-12345678.ndjson.pending"]);
    expect(await files.list(RUNS)).toEqual([]);
  });

  it("refuses a whole run that it does not understand", async () => {
    const entry: RunEntry = { module: null, path: "a.json", before: null, after: sha256("x"), changes: [] };
    await putPending(entry, (line) => line.replace('"t4":1', '"t4":2'));
    await expect(recover(place())).rejects.toMatchObject({ code: "E_LEDGER", line: 1 });
    expect(await hasUnfinished(place())).toBe(true);
  });

  it.each(["../out.json", ".git/config", "a/.GIT/config"])("refuses a forged run that names %s", async (path) => {
    await putPending({ module: null, path, before: sha256("x"), after: null, changes: [] });
    await expect(recover(place())).rejects.toMatchObject({ code: "E_LEDGER", line: 2 });
  });
});

function removal(path: string): RunEntry {
  return { module: null, path, before: sha256("x"), after: null, changes: [] };
}

describe("a pending run that no T4 began here", () => {
  it("is named, when it writes through a folder's place or into the ledger", async () => {
    await files.makeDir(target("a"));
    await putPending(removal("a"));
    const name = (await files.list(RUNS))?.[0] ?? "";
    const said = { code: "E_NOT_A_FILE", file: "a", hint: expect.stringContaining(`remove it`) };
    await expect(recover(place())).rejects.toMatchObject({ ...said, message: expect.stringContaining(name) });
    await files.remove(`${RUNS}/${name}`);
    await putPending(removal(`${LEDGER}/runs/other.ndjson`));
    await expect(recover(place())).rejects.toMatchObject({ code: "E_LEDGER", line: 2 });
  });
});

describe("commitRun", () => {
  it("writes nothing into the ledger's folder, by whatever way a path leads there", async () => {
    const change = { ...entries[0], path: `${LEDGER}/runs/x.ndjson`, before: null } as FileChange;
    await expect(commit({ entries: [change] })).rejects.toMatchObject({ code: "E_OUTSIDE", file: change.path });
    const cache = { ...change, path: ".t4/evidence.ndjson" };
    await expect(commit({ entries: [cache] })).rejects.toMatchObject({ code: "E_OUTSIDE" });
  });

  it("gives up when a file was edited meanwhile, or is there though it was not", async () => {
    await put("a.json", encodeUtf8("edited"));
    await expect(commit()).rejects.toMatchObject({ code: "E_CHANGED", file: "a.json" });
    const fresh = entries.map((entry) => Object.assign({}, entry, { before: null }));
    await expect(commit({ entries: fresh })).rejects.toMatchObject({ code: "E_CHANGED" });
    expect([...disk.files().keys()]).toEqual([target("a.json"), target("c.json")]);
  });

  it("refuses, as bugs of its caller, a run without entries and an entry without a change", async () => {
    await expect(commit({ entries: [] })).rejects.toThrow(RangeError);
    const same = { ...entries[0], after: entries[0]?.before } as FileChange;
    await expect(commit({ entries: [same] })).rejects.toThrow(RangeError);
  });

  it("mends a damaged snapshot and shares a sound one", async () => {
    await commit();
    const path = snapshotFile();
    const sound = disk.files().get(target(path));
    for (const present of [encodeUtf8("damaged"), sound as Uint8Array]) {
      await put(path, present);
      for (const { path: file, before } of entries) await put(file, before as Uint8Array);
      await commit({ header: { ...header, reason: String(present.length) } });
      expect(disk.files().get(target(path))).toEqual(sound);
    }
    expect((await readLedger(place())).runs).toHaveLength(3);
  });

  it("leaves the snapshot that another run has too, when it is taken back", async () => {
    await commit();
    for (const { path: file, before } of entries) await put(file, before as Uint8Array);
    const id = await crashBefore(beforeSecondTarget);
    await put(stagePath("c.json", id), encodeUtf8("torn"));
    expect((await recover(place())).rolledBack).toEqual([id]);
    expect(disk.files().has(target(snapshotFile()))).toBe(true);
  });

  it("throws a bug's own error, with the files as they were", async () => {
    await expect(commit({ files: { ...files, syncFile: failOddly } })).rejects.toThrow(TypeError);
    expect([...disk.files().keys()]).toEqual([target("a.json"), target("c.json")]);
  });
});

describe("reading the ledger", () => {
  it("gives nothing where there is none", async () => {
    expect(await readLedger(place())).toEqual({ runs: [] });
    expect(await readHeads(place())).toEqual([]);
    expect(await hasUnfinished(place())).toBe(false);
  });

  it("gives what a run found and left in its files, as long as the ledger holds it", async () => {
    await commit();
    const [run] = (await readLedger(place())).runs as [Run];
    const [a, c] = run.entries as [RunEntry, RunEntry];
    await put("a.json", encodeUtf8("edited"));
    expect(await readAfter(place(), run, a)).toEqual(bytes(A[1]));
    expect(await readBefore(place(), run, a)).toEqual(bytes(A[0]));
    expect(await readBefore(place(), run, c)).toEqual(COMPACT);
    expect(await readAfter(place(), run, { ...a, after: null })).toBeNull();
    expect(await readBefore(place(), run, { ...a, before: null })).toBeNull();
    expect(await readAfter(place(), run, { ...a, path: "other.json" })).toBeUndefined();
    expect(await readBefore(place(), run, { ...c, before: sha256("lost") })).toBeUndefined();
    await expect(readAfter(place(), run, { ...a, after: sha256("x") })).rejects.toMatchObject({ code: "E_LEDGER" });
    await files.remove(target(snapshotFile()));
    expect(await readAfter(place(), { ...run, header: { ...run.header } }, a)).toBeUndefined();
    const { snapshot: _, ...bare } = run.header;
    expect(await readBefore(place(), { ...run, header: bare }, a)).toBeUndefined();
  });

  it("names the run that is malformed or cannot be read, and skips other files", async () => {
    await files.makeDir(RUNS);
    await files.create(`${RUNS}/.DS_Store`, encodeUtf8("x"));
    expect(await readHeads(place())).toEqual([]);
    await files.create(`${RUNS}/x.ndjson`, encodeUtf8("x\n"));
    const file = `${LEDGER}/runs/x.ndjson`;
    await expect(readLedger(place())).rejects.toMatchObject({ code: "E_LEDGER", file, line: 1 });
    await files.remove(`${RUNS}/x.ndjson`);
    await files.makeDir(`${RUNS}/x.ndjson`);
    await expect(readHeads(place())).rejects.toMatchObject({ code: "E_READ", file });
    await expect(readHeads({ ...place(), files: { ...files, read: failOddly } })).rejects.toThrow(TypeError);
  });
});
