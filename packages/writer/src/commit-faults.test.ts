import { encodeUtf8, sha256, T4Error, type FilePort } from "@t4/core";
import { exploreCrashes, exploreErrors, judgeOldOrNew, MemoryDisk, memoryFiles, type Experiment } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { appendRun } from "./append-run.ts";
import { readAfter, readBefore, readLedger } from "./read-ledger.ts";
import { changeOf, commitFive, ENTRIES, HEADER, layOut, mend, placeOn, ROOT } from "./test-transaction.ts";

const SEED = 20_261_121;
/** How far the campaign goes; 4 tries half a million states. */
const SCALE = Number(process.env["T4_FAULT_SCALE"] ?? 1);
const CODES = ["EIO", "ENOSPC", "EROFS", "EMFILE"];

let start: MemoryDisk;
let done: MemoryDisk;
let experiment: Experiment;

beforeAll(async () => {
  const disk = new MemoryDisk();
  await layOut(memoryFiles(disk));
  start = disk.copy();
  done = start.copy();
  await commitFive(memoryFiles(done));
  experiment = experimentOf(commitFive, done);
});

function experimentOf(act: (files: FilePort) => Promise<unknown>, fresh: MemoryDisk): Experiment {
  const judge = judgeOldOrNew({ old: start.files(), fresh: fresh.files() });
  return { start, act, recover: mend, judge, judgeError, isUnsettled };
}

function judgeError(error: unknown): string | undefined {
  const isTyped = error instanceof T4Error && /^E_(?:WRITE|READ)$/.test(error.code) && error.file !== undefined;
  return isTyped ? undefined : `threw ${String(error)}`;
}

function isUnsettled(error: unknown): boolean {
  return error instanceof T4Error && error.message.startsWith("writing failed, and so did undoing it");
}

describe("a transaction of five files", () => {
  it("leaves everything old or new when any operation fails", async () => {
    const { operations, states, problems } = await exploreErrors(experiment, CODES);
    expect(problems).toEqual([]);
    expect(states).toBe(operations.length * 4);
  });

  it("leaves everything as it was, or says that recovery will settle it, when an error is for good", async () => {
    const { operations, states, problems } = await exploreErrors(experiment, CODES, true);
    expect(problems).toEqual([]);
    expect(states).toBe(operations.length * 4);
  });

  it(`leaves everything old or new in 100,000 states after a power loss at any operation, and again in recovery (seed ${SEED})`, async () => {
    const options = { perCrash: 72 * SCALE, perSecondCrash: 4 * SCALE, seed: SEED };
    const { operations, states, distinct, problems } = await exploreCrashes(experiment, options);
    process.stdout.write(
      `power loss at ${operations.length} operations: ${states} states, ${distinct} judged, 0 wrong\n`,
    );
    expect(problems).toEqual([]);
    expect(states).toBeGreaterThanOrEqual(100_000 * SCALE);
  });

  it("leaves everything old or new when the power goes while a failure is being undone", async () => {
    const { operations } = await exploreErrors(experiment, []);
    const faults = [...operations.keys()].map((at) => ({ at, error: "EIO" }));
    const { problems } = await exploreCrashes(experiment, { perCrash: 3, perSecondCrash: 0, seed: SEED, faults });
    expect(problems).toEqual([]);
  });

  it("is in the ledger when it is done, with the bytes of every file before and after, and not before", async () => {
    const place = placeOn(memoryFiles(done));
    const run = (await readLedger(place)).runs.find(({ entries }) => entries.length === 5);
    if (run === undefined) throw new Error("the run is not in the ledger");
    for (const entry of run.entries) {
      const { path, before = null, after = null } = ENTRIES.find((each) => each.path === entry.path) ?? {};
      expect(await readBefore(place, run, entry)).toEqual(before);
      expect(await readAfter(place, run, entry)).toEqual(after);
      expect(done.files().get(`${ROOT}/${path}`)).toEqual(after ?? undefined);
    }
    const unreadable = memoryFiles(done, { at: 0, error: "EIO", lasting: true });
    const copy = { ...run, header: { ...run.header } };
    const failure = readAfter(placeOn(unreadable), copy, run.entries[0]!);
    await expect(failure).rejects.toMatchObject({ code: "E_READ", file: expect.stringContaining("/objects/") });
    expect((await readLedger(placeOn(memoryFiles(start)))).runs.map(({ entries }) => entries.length)).toEqual([1]);
  });
});

const isManifest = (path: string): boolean => !path.includes("/.ledger/");
const isRun = (path: string): boolean => path.endsWith(".ndjson");
const isSnapshot = (path: string): boolean => path.includes("/objects/");
const inA = (path: string): boolean => path.startsWith(`${ROOT}/a/`);

async function put(files: FilePort, path: string, bytes: Uint8Array): Promise<void> {
  await files.makeDir(path.slice(0, path.lastIndexOf("/")));
  await files.create(path, bytes);
}

/** A disk that holds the new state where `isNew`, and the old one elsewhere. */
async function mixOf(isNew: (path: string) => boolean): Promise<MemoryDisk> {
  const disk = new MemoryDisk();
  const files = memoryFiles(disk);
  for (const [path, bytes] of [...start.files()].filter(([each]) => !isNew(each))) await put(files, path, bytes);
  for (const [path, bytes] of [...done.files()].filter(([each]) => isNew(each))) await put(files, path, bytes);
  return disk;
}

describe("the judge", () => {
  it.each<[string, (path: string) => boolean]>([
    ["a record without the files", (path) => !isManifest(path)],
    ["files without the record", isManifest],
    ["files and record without the snapshot", (path) => isManifest(path) || isRun(path)],
    ["a snapshot that no run needs", isSnapshot],
    ["files of both states", inA],
    ["files of both states with the record", (path) => inA(path) || !isManifest(path)],
  ])("sees %s", async (_, isNew) => {
    expect(experiment.judge(await mixOf(isNew), "recovered")).toContain("recovered: neither old (");
  });

  it("sees a damaged snapshot, what is left over, and the wrong one of the two states", async () => {
    const damaged = await mixOf((path) => !isSnapshot(path));
    for (const path of [...done.files().keys()].filter(isSnapshot)) {
      if (damaged.find(path) === undefined) await put(memoryFiles(damaged), path, encodeUtf8("damaged"));
    }
    expect(experiment.judge(damaged, "recovered")).toContain("/objects/");
    const littered = start.copy();
    await put(memoryFiles(littered), `${ROOT}/a/.gone.json.t4-00000000.tmp`, encodeUtf8("{}"));
    expect(experiment.judge(littered, "recovered")).toContain(".gone.json.t4-00000000.tmp");
    expect(experiment.judge(start, "done")).toBeDefined();
    expect(experiment.judge(done, "failed")).toBeDefined();
    expect(experiment.judge(start, "failed")).toBeUndefined();
    expect(experiment.judge(done, "done")).toBeUndefined();
  });
});

describe("recording an edit", () => {
  const edited = changeOf("a/module.manifest.json", { module: "a" }, { module: "a", edited: true });
  const record = (files: FilePort): Promise<unknown> => {
    const { before, after, ...rest } = edited;
    if (before === null || after === null) throw new Error("an edit has both");
    const entry = { ...rest, before: sha256(before), after: sha256(after) };
    const other = { ...entry, path: "c/module.manifest.json", before: sha256("lost") };
    const edits = [
      { entry, beforeBytes: encodeUtf8('{"module":"a"}'), afterBytes: after },
      { entry: other, beforeBytes: undefined, afterBytes: after },
    ];
    return appendRun(placeOn(files), { ...HEADER, op: "record" }, edits);
  };

  it("puts a whole run into the ledger or nothing, and never touches the files", async () => {
    const recorded = start.copy();
    await record(memoryFiles(recorded));
    const recording: Experiment = { ...experimentOf(record, recorded), judgeError: () => undefined };
    expect((await exploreErrors(recording, ["EIO", "ENOSPC"])).problems).toEqual([]);
    const options = { perCrash: 24, perSecondCrash: 3, seed: SEED };
    expect((await exploreCrashes(recording, options)).problems).toEqual([]);
  });
});
