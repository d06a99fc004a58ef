import { encodeUtf8, type FilePort, formatJson, type JsonValue, T4Error } from "@t4/core";
import { diffManifests } from "@t4/ledger";
import {
  type Experiment,
  exploreCrashes,
  exploreErrors,
  forgetSync,
  interruptFiles,
  judgeOldOrNew,
  MemoryDisk,
  memoryFiles,
  processFiles,
  testContext,
} from "@t4/testkit";
import { commitRun, type FileChange, readLedger, recover } from "@t4/writer";
import { beforeAll, describe, expect, it } from "vitest";
import { revert } from "./revert.ts";

const SEED = 20_261_121;
/** How far the campaign goes; 2 tries a million states. */
const SCALE = Number(process.env["T4_FAULT_SCALE"] ?? 1);
const ROOT = "/w";
const LEDGER = "manifests/.ledger";

const write = (value: JsonValue): Uint8Array => encodeUtf8(formatJson(value));

function change(path: string, before: JsonValue | undefined, after: JsonValue | undefined, odd?: string): FileChange {
  const original = odd === undefined ? undefined : encodeUtf8(odd);
  return {
    module: path.split("/").at(-2) ?? path,
    path,
    before: original ?? (before === undefined ? null : write(before)),
    after: after === undefined ? null : write(after),
    changes: diffManifests(before, after).map((each) => ({ ...each, extractor: "features", confidence: "high" })),
  };
}

// Two manifests as people wrote them at first, one in T4's format, one that the run made, one that it removed.
const entries: FileChange[] = [
  change("a/module.manifest.json", { module: "a" }, { module: "a", features: ["x"] }, '{\r\n\t"module": "a"\r\n}'),
  change("a/b/module.manifest.json", { module: "b", tags: ["t"] }, { module: "b" }, '{"tags":["t"],"module":"b"}\n\n'),
  change("c/module.manifest.json", { module: "c" }, { module: "c", tags: ["t"] }),
  change("new/d/module.manifest.json", undefined, { module: "d" }),
  change("gone/e/module.manifest.json", { module: "e" }, undefined),
];

let processes = 0;
/** Whether the last revert got as far as writing; what it cannot read before, it need not say in the words of writing. */
let isWriting = false;

/** One `t4 revert --last` as a process of its own. Throws when it ended without the files being as before. */
async function revertLast(files: FilePort): Promise<void> {
  processes += 1;
  isWriting = false;
  const watched = interruptFiles(files, 0, () => {
    isWriting = true;
  });
  const context = testContext(ROOT, processFiles(watched, processes), "2026-11-21T10:00:00Z");
  const { report } = await revert({ aim: "last", modules: [], reason: null, dryRun: false }, context);
  if (report.mismatches.length > 0) throw new Error("mismatch");
}
const mend = (files: FilePort): Promise<unknown> => recover({ files, root: ROOT, ledgerDir: LEDGER });

let start: MemoryDisk;
let old: Map<string, Uint8Array>;
let fresh: Map<string, Uint8Array>;

beforeAll(async () => {
  const disk = new MemoryDisk();
  const files = memoryFiles(disk);
  for (const { path, before } of entries) {
    await files.makeDir(`${ROOT}/${path}`.replace(/\/[^/]*$/, ""));
    if (before !== null) await files.create(`${ROOT}/${path}`, before);
  }
  const header = { op: "enrich", at: "2026-11-21T09:00:00Z", actor: "ann", reason: null };
  await commitRun({ files, root: ROOT, ledgerDir: LEDGER, header, entries });
  start = disk.copy();
  old = state(start);
  const done = start.copy();
  await revertLast(memoryFiles(done));
  fresh = state(done);
});

/** T4's working files, and what it keeps for git beside the ledger and writes after the run. */
const ASIDE = /^\/w\/\.t4\/|\/\.?\.gitattributes(?:\.t4-[0-9a-f]{8}\.tmp)?$/;

function state(disk: MemoryDisk): Map<string, Uint8Array> {
  return new Map([...disk.files()].filter(([path]) => !ASIDE.test(path)));
}

function experiment(more: Partial<Experiment> = {}): Experiment {
  const judge = judgeOldOrNew({ old, fresh, filesOf: state, failsLate: true });
  return { start, act: revertLast, recover: mend, judge, judgeError, isUnsettled, ...more };
}

function judgeError(error: unknown): string | undefined {
  const isTyped = error instanceof T4Error && error.file !== undefined;
  return isTyped || !isWriting ? undefined : `threw ${String(error)}`;
}

function isUnsettled(error: unknown): boolean {
  return error instanceof T4Error && error.message.startsWith("writing failed, and so did undoing it");
}

describe("a revert of five files", () => {
  it("puts each back byte for byte, and is in the ledger", async () => {
    const expected = entries.map(({ path, before }) => [`${ROOT}/${path}`, before ?? undefined]);
    expect(expected.map(([path]) => [path, fresh.get(path as string)])).toEqual(
      expected.map(([path, bytes]) => [path, bytes && Uint8Array.from(bytes as Uint8Array)]),
    );
    const done = start.copy();
    const files = memoryFiles(done);
    await revertLast(files);
    const { runs } = await readLedger({ files, root: ROOT, ledgerDir: LEDGER });
    const first = runs.find(({ header }) => header.op === "enrich");
    expect(runs.find(({ header }) => header.op === "revert")?.header.undoes).toEqual([first?.id]);
  });

  it("leaves everything old or new when any operation fails", async () => {
    const { operations, states, problems } = await exploreErrors(experiment(), ["EIO", "ENOSPC", "EROFS", "EMFILE"]);
    expect(problems).toEqual([]);
    expect(states).toBe(operations.length * 4);
  });

  it("leaves everything as it was, or says that recovery will settle it, when an error is for good", async () => {
    const { problems } = await exploreErrors(experiment(), ["EIO", "ENOSPC", "EROFS", "EMFILE"], true);
    expect(problems).toEqual([]);
  });

  it(`leaves everything old or new when the power goes at any operation, and again in recovery (seed ${SEED})`, async () => {
    const options = { perCrash: 20 * SCALE, perSecondCrash: SCALE, seed: SEED };
    const { states, problems } = await exploreCrashes(experiment(), options);
    expect(problems).toEqual([]);
    expect(states).toBeGreaterThan(100_000);
  });

  it("is done when it is asked for again after the power went at any operation", async () => {
    const again = experiment({
      recover: revertLast,
      judge: (disk) => {
        return judgeOldOrNew({ old, fresh, filesOf: state })(disk, "done");
      },
    });
    const { states, problems } = await exploreCrashes(again, { perCrash: 24 * SCALE, perSecondCrash: 0, seed: SEED });
    expect(problems).toEqual([]);
    expect(states).toBeGreaterThan(1000);
  });
});

const isManifest = (path: string): boolean => !path.includes("/.ledger") && !path.includes("/.t4");

describe("the harness finds a revert that", () => {
  it.each<[string, (files: FilePort) => FilePort]>([
    ["does not sync a folder before it closes the run", (files) => forgetSync(files, "syncDir", isManifest)],
    ["does not sync a file before it takes the old one's place", (files) => forgetSync(files, "syncFile", isManifest)],
    [
      "does not sync the pending run's folder before it touches a file",
      (files) => forgetSync(files, "syncDir", (path) => path.endsWith("/runs")),
    ],
  ])("%s", async (_, careless) => {
    const act = (files: FilePort): Promise<void> => revertLast(careless(files));
    const { problems } = await exploreCrashes(experiment({ act }), { perCrash: 48, perSecondCrash: 0, seed: SEED });
    expect(problems).not.toEqual([]);
  });
});
