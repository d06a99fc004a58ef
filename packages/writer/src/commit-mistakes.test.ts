import type { FilePort } from "@t4/core";
import { exploreCrashes, forgetSync, judgeOldOrNew, MemoryDisk, memoryFiles, type Experiment } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { commitRun } from "./commit-run.ts";
import { listUnfinished } from "./read-ledger.ts";
import { changeOf, commitFive, HEADER, layOut, LEDGER, mend, placeOn, ROOT } from "./test-transaction.ts";

const SEED = 20_261_121;

type Work = (files: FilePort) => Promise<void>;

let start: MemoryDisk;

beforeAll(async () => {
  const disk = new MemoryDisk();
  await layOut(memoryFiles(disk));
  start = disk.copy();
});

/** What the harness finds in a transaction and a recovery; both states are those of the sound ones. */
async function problemsOf(
  from: MemoryDisk,
  sound: Work,
  act: Work,
  recover: Work,
  perSecondCrash = 6,
): Promise<string[]> {
  const done = from.copy();
  await sound(memoryFiles(done));
  const judge = judgeOldOrNew({ old: from.files(), fresh: done.files() });
  const experiment: Experiment = { start: from, act, recover, judge };
  return (await exploreCrashes(experiment, { perCrash: 48, perSecondCrash, seed: SEED })).problems;
}

const isManifest = (path: string): boolean => !path.includes("/.ledger");
const isSnapshot = (path: string): boolean => /\/objects\/..\/[0-9a-f]{64}$/.test(path);
const isSnapshotFolder = (path: string): boolean => /\/objects\/..$/.test(path);

/** Renames targets only when the transaction is over. */
async function commitLate(files: FilePort): Promise<void> {
  const late: (() => Promise<void>)[] = [];
  const rename = async (from: string, to: string): Promise<void> => {
    if (isManifest(to)) late.push(() => files.rename(from, to));
    else await files.rename(from, to);
  };
  await commitFive({ ...files, rename });
  for (const move of late) await move();
}

/** Removes the pending run before anything that is to be put back is staged. */
async function forgetTooSoon(files: FilePort): Promise<void> {
  const place = placeOn(files);
  const pending = (await listUnfinished(place)).map((name) => `${ROOT}/${LEDGER}/runs/${name}`);
  const create: FilePort["create"] = async (path, bytes, mode) => {
    for (const run of pending) await files.remove(run);
    await files.syncDir(`${ROOT}/${LEDGER}/runs`);
    await files.create(path, bytes, mode);
  };
  await mend({ ...files, create });
}

describe("the harness finds a transaction that", () => {
  it.each<[string, Work]>([
    [
      "does not sync a target's folder before it closes the run",
      (files) => commitFive(forgetSync(files, "syncDir", isManifest)),
    ],
    [
      "does not sync a stage before it takes the target's place",
      (files) => commitFive(forgetSync(files, "syncFile", isManifest)),
    ],
    [
      "does not sync the pending run's folder before it touches a target",
      (files) => commitFive(forgetSync(files, "syncDir", (path) => path.endsWith("/runs"))),
    ],
    [
      "does not sync the pending run before it touches a target",
      (files) => commitFive(forgetSync(files, "syncFile", (path) => path.endsWith(".pending"))),
    ],
    [
      "does not sync the snapshot before it touches a target",
      (files) => commitFive(forgetSync(files, "syncFile", isSnapshot)),
    ],
    [
      "does not sync the snapshot's folder before it touches a target",
      (files) => commitFive(forgetSync(files, "syncDir", isSnapshotFolder)),
    ],
    ["closes the run before the files are in place", commitLate],
  ])("%s", async (_, act) => {
    expect(await problemsOf(start, commitFive, act, mend, 0)).not.toEqual([]);
  });
});

describe("the harness finds a recovery that", () => {
  it.each<[string, Work]>([
    [
      "closes the run before it syncs the folders of what it renamed",
      (files) => mend(forgetSync(files, "syncDir", isManifest)),
    ],
    [
      "does not sync what it puts back before it takes the place of what is there",
      (files) => mend(forgetSync(files, "syncFile", isManifest)),
    ],
    ["drops the pending run before the files are put back", forgetTooSoon],
  ])("%s", async (_, recover) => {
    expect(await problemsOf(start, commitFive, commitFive, recover)).not.toEqual([]);
  });

  it("rolls forward without looking at the snapshot", async () => {
    const path = "c/module.manifest.json";
    const goes = changeOf(path, { module: "c" }, undefined, '{"module":   "c"}');
    const commit: Work = async (files) => {
      await commitRun({ ...placeOn(files), header: HEADER, entries: [goes] });
    };
    const done = start.copy();
    await commit(memoryFiles(done));
    const snapshots = new Map([...done.files()].filter(([each]) => isSnapshot(each)));
    const believe: Work = (files) =>
      mend({ ...files, read: async (each, limit) => snapshots.get(each) ?? files.read(each, limit) });
    expect(await problemsOf(start, commit, commit, mend)).toEqual([]);
    expect(await problemsOf(start, commit, commit, believe)).not.toEqual([]);
  });
});
