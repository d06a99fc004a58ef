import { encodeUtf8, formatJson, sha256, type FilePort, type JsonValue } from "@t4/core";
import { diffManifests, type Change } from "@t4/ledger";
import { exploreCrashes, exploreErrors, MemoryDisk, memoryFiles, type Ending, type Experiment } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { appendRun } from "./append-run.ts";
import { commitRun, type FileChange } from "./commit-run.ts";
import { readLedger } from "./read-ledger.ts";
import { recover } from "./recover.ts";

const SEED = 20_261_121;
/** How far the campaign goes; 4 tries some hundred thousand states. */
const SCALE = Number(process.env["T4_FAULT_SCALE"] ?? 1);
const ROOT = "/w";
const LEDGER = "manifests/.ledger";
const header = { op: "enrich", at: "2026-11-21T09:00:00Z", actor: "ann", reason: null };

function write(value: JsonValue | undefined): Uint8Array | null {
  return value === undefined ? null : encodeUtf8(formatJson(value));
}

function change(
  path: string,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
  beforeText?: string,
): FileChange {
  const changes = diffManifests(before, after).map((difference): Change =>
    Object.assign(difference, { extractor: "features", confidence: "high" as const }),
  );
  return {
    module: path,
    path,
    changes,
    before: beforeText === undefined ? write(before) : encodeUtf8(beforeText),
    after: write(after),
  };
}

// Two manifests in T4's format in one folder and another, one that is not, a new one in a new folder, one that goes.
const entries: FileChange[] = [
  change("a/module.manifest.json", { module: "a" }, { module: "a", features: ["x"] }),
  change("a/b/module.manifest.json", { module: "b", features: ["x"] }, { module: "b" }),
  change("c/module.manifest.json", { module: "c" }, { module: "c", tags: ["t"] }, '{"module":   "c"}'),
  change("new/d/module.manifest.json", undefined, { module: "d" }),
  change("a/gone.json", { gone: true }, undefined),
];

const commit = (files: FilePort): Promise<unknown> =>
  commitRun({ files, root: ROOT, ledgerDir: LEDGER, header, entries });
const mend = (files: FilePort): Promise<unknown> => recover({ files, root: ROOT, ledgerDir: LEDGER });

let start: MemoryDisk;
let old: Map<string, Uint8Array>;
let fresh: Map<string, Uint8Array>;

beforeAll(async () => {
  const disk = new MemoryDisk();
  const files = memoryFiles(disk);
  for (const { path, before } of entries) {
    const target = `${ROOT}/${path}`;
    if (before === null) continue;
    await files.makeDir(target.slice(0, target.lastIndexOf("/")));
    await files.create(target, before);
  }
  const first = change("c/module.manifest.json", { module: "c" }, { module: "c", first: 1 });
  const second: FileChange = { ...first, before: first.after, after: entries[2]?.before ?? null };
  await files.remove(`${ROOT}/${first.path}`);
  await files.create(`${ROOT}/${first.path}`, first.after as Uint8Array);
  await commitRun({ files, root: ROOT, ledgerDir: LEDGER, header, entries: [second] });
  start = disk.copy();
  old = start.files();
  const done = start.copy();
  await commit(memoryFiles(done));
  fresh = done.files();
});

/** Every file as before the run, or every file as after it, with nothing left over. */
function judge(disk: MemoryDisk, ending: Ending): string | undefined {
  const found = disk.files();
  if (ending !== "failed" && differences(found, fresh).length === 0) return undefined;
  if (ending !== "done" && differences(found, old).length === 0) return undefined;
  return `neither old (${differences(found, old).join(", ")}) nor new (${differences(found, fresh).join(", ")})`;
}

function differences(found: Map<string, Uint8Array>, expected: Map<string, Uint8Array>): string[] {
  const paths = new Set([...found.keys(), ...expected.keys()]);
  return [...paths].filter((path) => Buffer.compare(found.get(path) ?? NONE, expected.get(path) ?? NONE) !== 0);
}

const NONE = Buffer.from("\0none");

function experiment(act: (files: FilePort) => Promise<unknown> = commit): Experiment {
  return { start, act, recover: mend, judge };
}

describe("a transaction of five files", () => {
  it("leaves everything old or new when any operation fails", async () => {
    const { operations, states, problems } = await exploreErrors(experiment(), ["EIO", "ENOSPC", "EROFS", "EMFILE"]);
    expect(problems).toEqual([]);
    expect(states).toBe(operations.length * 4);
  });

  it(`leaves everything old or new when the power goes at any operation, and again in recovery (seed ${SEED})`, async () => {
    const options = { perCrash: 24 * SCALE, perSecondCrash: 2 * SCALE, seed: SEED };
    const { states, problems } = await exploreCrashes(experiment(), options);

    expect(problems).toEqual([]);
    expect(states).toBeGreaterThan(20_000 * SCALE);
  });

  it("is in the ledger when it is done", async () => {
    const files = memoryFiles(start.copy());
    await commit(files);
    const { runs } = await readLedger({ files, root: ROOT, ledgerDir: LEDGER });
    expect(runs.map(({ entries }) => entries.length).sort()).toEqual([1, 5]);
  });
});

describe("recording an edit", () => {
  const edited: FileChange = change("a/module.manifest.json", { module: "a" }, { module: "a", edited: true });
  const record = (files: FilePort): Promise<unknown> => {
    const { before, after, ...rest } = edited;
    const entry = { ...rest, before: sha256(before ?? NONE), after: sha256(after ?? NONE) };
    const other = { ...entry, path: "c/module.manifest.json", before: sha256("lost") };
    const edits = [
      { entry, beforeBytes: encodeUtf8('{"module":"a"}'), afterBytes: after ?? NONE },
      { entry: other, beforeBytes: undefined, afterBytes: after ?? NONE },
    ];
    return appendRun({ files, root: ROOT, ledgerDir: LEDGER }, { ...header, op: "record" }, edits);
  };

  it("puts a whole run into the ledger or nothing, and never touches the files", async () => {
    const done = start.copy();
    await record(memoryFiles(done));
    const recorded = done.files();
    const judgeRecord = (disk: MemoryDisk, ending: Ending): string | undefined => {
      const found = disk.files();
      if (ending !== "failed" && differences(found, recorded).length === 0) return undefined;
      if (ending !== "done" && differences(found, old).length === 0) return undefined;
      return `neither old nor new: ${differences(found, old).join(", ")}`;
    };
    const recording: Experiment = { start, act: record, recover: mend, judge: judgeRecord };
    expect((await exploreErrors(recording, ["EIO", "ENOSPC"])).problems).toEqual([]);
    const options = { perCrash: 24, perSecondCrash: 3, seed: SEED };
    expect((await exploreCrashes(recording, options)).problems).toEqual([]);
  });
});

const isManifest = (path: string): boolean => !path.includes("/.ledger");

/** A file port that forgets to sync. */
function skip(files: FilePort, name: "syncFile" | "syncDir", when: (path: string) => boolean): FilePort {
  return { ...files, [name]: async (path: string) => (when(path) ? undefined : files[name](path)) };
}

/** A file port that renames targets only when the transaction is over. */
async function commitLate(files: FilePort): Promise<void> {
  const late: (() => Promise<void>)[] = [];
  const rename = async (from: string, to: string): Promise<void> => {
    if (isManifest(to)) late.push(() => files.rename(from, to));
    else await files.rename(from, to);
  };
  await commit({ ...files, rename });
  for (const move of late) await move();
}

describe("the harness finds a protocol that", () => {
  it.each<[string, (files: FilePort) => Promise<unknown>]>([
    ["does not sync a target's folder before it closes the run", (files) => commit(skip(files, "syncDir", isManifest))],
    [
      "does not sync a stage before it takes the target's place",
      (files) => commit(skip(files, "syncFile", isManifest)),
    ],
    [
      "does not sync the pending run's folder before it touches a target",
      (files) => commit(skip(files, "syncDir", (path) => path.endsWith("/runs"))),
    ],
    [
      "does not sync the pending run before it touches a target",
      (files) => commit(skip(files, "syncFile", (path) => path.endsWith(".pending"))),
    ],
    [
      "does not sync the snapshot before it replaces what it keeps",
      (files) => commit(skip(files, "syncDir", (path) => path.includes("/objects"))),
    ],
    ["closes the run before the files are in place", commitLate],
  ])("%s", async (_, act) => {
    const { problems } = await exploreCrashes(experiment(act), { perCrash: 48, perSecondCrash: 0, seed: SEED });
    expect(problems).not.toEqual([]);
  });
});
