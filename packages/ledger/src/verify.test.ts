import { formatJson, type Finding, sha256 } from "@t4/core";
import { describe, expect, it } from "vitest";
import { serializeRun } from "./run-file.ts";
import type { RunEntry, RunHeader } from "./run.ts";
import { snapshotPath } from "./snapshot.ts";
import { judgeAppendOnly } from "./verify-base.ts";
import type { Absence } from "./verify-history.ts";
import { entriesOn, inspectRunFile } from "./verify-run-file.ts";
import { verifyLedger, type Surroundings, type Verification } from "./verify.ts";

const DIR = "manifests/.ledger";
const PATH = "a/module.manifest.json";
const LIST = "list.json";
const [ONE, TWO, THREE] = [sha256("1"), sha256("2"), sha256("3")];
const SNAPSHOTS = [sha256("s1"), sha256("s2")] as const;

interface Ledger {
  files: Map<string, Uint8Array | undefined>;
  snapshots: Map<string, string | undefined>;
  manifest: string | null | Finding;
  /** What each snapshot keeps of the file after its run; undefined when it keeps nothing. */
  kept: Map<string, string>;
  /** What each snapshot keeps of the file before its run. */
  before: Map<string, string>;
  fate: Absence;
}

function serialize(header: Partial<RunHeader>, entries: RunEntry[]): { file: string; id: string; bytes: Uint8Array } {
  const base = { op: "enrich", at: "2026-11-21T09:00:00Z", actor: "ann", reason: null, parents: [] };
  const { fileName, id, bytes } = serializeRun({ header: { ...base, ...header }, entries });
  return { file: `${DIR}/runs/${fileName}`, id, bytes };
}

function entry(before: string | null, after: string | null, module: string | null = "a"): RunEntry {
  const changes: RunEntry["changes"] = [{ field: "/x", new: 1, extractor: "features", confidence: "high" }];
  return { module, path: module === null ? LIST : PATH, before, after, changes };
}

const first = serialize({ snapshot: SNAPSHOTS[0] }, [entry(ONE, TWO)]);
const second = serialize({ snapshot: SNAPSHOTS[1], parents: [first.id] }, [entry(TWO, THREE)]);

/** Two runs in a row, their snapshots, and the manifest as the second left it. */
function sound(): Ledger {
  return {
    files: new Map([first, second].map(({ file, bytes }) => [file, bytes])),
    snapshots: new Map(SNAPSHOTS.map((sha) => [`${DIR}/${snapshotPath(sha)}`, sha])),
    manifest: THREE,
    kept: new Map([
      [SNAPSHOTS[0], "2"],
      [SNAPSHOTS[1], "3"],
    ]),
    before: new Map([
      [SNAPSHOTS[0], "1"],
      [SNAPSHOTS[1], "2"],
    ]),
    fate: "deleted",
  };
}

async function verify(change: (ledger: Ledger) => void = () => {}): Promise<Verification> {
  const ledger = sound();
  change(ledger);
  const surroundings: Surroundings = {
    absent: async (ids) => new Map(ids.map((id) => [id, ledger.fate])),
    manifest: async () => ledger.manifest,
    witness: async ({ id, file, snapshot = "" }, numbers) => ({
      entries: entriesOn(numbers, ledger.files.get(file) ?? new Uint8Array(), { id, file }),
      snapshot: { after: filesOf(ledger.kept.get(snapshot)), before: filesOf(ledger.before.get(snapshot)) },
    }),
  };
  return verifyLedger(
    [...ledger.files].map(([file, bytes]) => inspectRunFile(file, bytes)),
    [...ledger.snapshots].map(([file, sha]) => ({ file, sha })),
    surroundings,
  );
}

function filesOf(text: string | undefined): Map<string, Uint8Array> {
  return new Map(text === undefined ? [] : [PATH, LIST].map((path) => [path, Buffer.from(text)]));
}

async function places(change: (ledger: Ledger) => void): Promise<string[]> {
  const { findings } = await verify(change);
  return findings.map(({ code, file, line }) => `${code} ${file}${line === undefined ? "" : `:${line}`}`);
}

describe("verifyLedger", () => {
  it("finds nothing in a sound ledger, and counts", async () => {
    expect(await verify()).toEqual({ runs: 2, lines: 2, manifests: 1, notes: [], findings: [], unmeasured: [] });
    const empty = await verify((ledger) => {
      ledger.files.clear();
      ledger.snapshots.clear();
    });
    expect(empty).toEqual({ runs: 0, lines: 0, manifests: 0, notes: [], findings: [], unmeasured: [] });
  });

  it("names a damaged run once, and gives no advice on manifests then", async () => {
    const cut = await verify((ledger) => ledger.files.set(first.file, first.bytes.subarray(0, -9)));
    expect(cut.findings).toMatchObject([{ code: "E_LEDGER", severity: "error", file: first.file, line: 2 }]);
    expect(cut.notes).toEqual([expect.stringContaining("not compared")]);
    expect(cut.manifests).toBe(0);
    expect(await places((ledger) => ledger.files.set(second.file, undefined))).toEqual([
      `E_LEDGER_SNAPSHOT ${DIR}/${snapshotPath(SNAPSHOTS[1])}`,
      `E_LEDGER ${second.file}`,
    ]);
  });

  it("names what is no run, and what is not ended", async () => {
    const odd = await places((ledger) => {
      ledger.files.set(`${DIR}/runs/.DS_Store`, Buffer.from("x"));
      ledger.files.set(`${second.file}.pending`, second.bytes);
      ledger.files.set(`${second.file}.draft`, Buffer.from(""));
    });
    expect(odd).toEqual([
      `E_LEDGER ${DIR}/runs/.DS_Store`,
      `E_LEDGER_UNFINISHED ${second.file}.draft`,
      `E_LEDGER_UNFINISHED ${second.file}.pending`,
    ]);
  });

  it("compares manifests also beside a file that never was a run", async () => {
    const changes = (ledger: Ledger): void => {
      ledger.files.set(`${DIR}/runs/notes.txt`, Buffer.from("x"));
      ledger.manifest = ONE;
    };
    expect(await places(changes)).toEqual([`E_UNRECORDED ${PATH}`, `E_LEDGER ${DIR}/runs/notes.txt`]);
  });

  it("names the run that follows a deleted one, and the snapshot of a deleted one", async () => {
    const deleteFirst = await places((ledger) => ledger.files.delete(first.file));
    expect(deleteFirst).toEqual([
      `E_LEDGER_SNAPSHOT ${DIR}/${snapshotPath(SNAPSHOTS[0])}`,
      `E_LEDGER_ABSENT ${second.file}:1`,
    ]);
    const deleteSecond = await places((ledger) => ledger.files.delete(second.file));
    expect(deleteSecond).toEqual([`E_UNRECORDED ${PATH}`, `E_LEDGER_SNAPSHOT ${DIR}/${snapshotPath(SNAPSHOTS[1])}`]);
  });

  it.each<[string, (ledger: Ledger) => void, string[]]>([
    [
      "a snapshot that holds something else",
      (ledger) => ledger.snapshots.set(`${DIR}/${snapshotPath(SNAPSHOTS[0])}`, ONE),
      [`E_LEDGER_SNAPSHOT ${DIR}/${snapshotPath(SNAPSHOTS[0])}`],
    ],
    [
      "a snapshot that cannot be read",
      (ledger) => ledger.snapshots.set(`${DIR}/${snapshotPath(SNAPSHOTS[0])}`, undefined),
      [`E_LEDGER_SNAPSHOT ${DIR}/${snapshotPath(SNAPSHOTS[0])}`],
    ],
    [
      "a snapshot that is gone",
      (ledger) => ledger.snapshots.delete(`${DIR}/${snapshotPath(SNAPSHOTS[0])}`),
      [`E_LEDGER_SNAPSHOT ${first.file}:1`],
    ],
    [
      "a snapshot that no run names",
      (ledger) => ledger.snapshots.set(`${DIR}/${snapshotPath(ONE)}`, ONE),
      [`E_LEDGER_SNAPSHOT ${DIR}/${snapshotPath(ONE)}`],
    ],
    [
      "a snapshot in the wrong folder",
      (ledger) => ledger.snapshots.set(`${DIR}/objects/zz/${ONE}`, ONE),
      [`E_LEDGER_SNAPSHOT ${DIR}/objects/zz/${ONE}`],
    ],
    ["a manifest that nobody recorded", (ledger) => (ledger.manifest = ONE), [`E_UNRECORDED ${PATH}`]],
    ["a manifest in an older state", (ledger) => (ledger.manifest = TWO), [`E_UNRECORDED ${PATH}`]],
    ["a manifest that is gone", (ledger) => (ledger.manifest = null), [`E_UNRECORDED ${PATH}`]],
    [
      "a manifest that cannot be told",
      (ledger) =>
        (ledger.manifest = { code: "E_OUTSIDE", severity: "error", file: PATH, message: "a link", fix: "Mend it." }),
      [`E_OUTSIDE ${PATH}`],
    ],
  ])("finds %s", async (_, change, expected) => {
    expect(await places(change)).toEqual(expected);
  });

  it("finds a run that left files and keeps none of them", async () => {
    const bare = serialize({ parents: [second.id] }, [entry(null, ONE, null)]);
    const list = { x: 1 };
    const was = sha256(formatJson(list));
    const changes: RunEntry["changes"] = [
      { field: "", old: list, removed: true, extractor: "human", confidence: "high" },
    ];
    const removes = serialize({ parents: [second.id] }, [{ ...entry(was, null, null), changes }]);
    const bad = serialize({ parents: [second.id] }, [{ ...entry(ONE, null, null), changes }]);
    const add = (run: typeof bare) => (ledger: Ledger) => ledger.files.set(run.file, run.bytes);
    expect(await places(add(bare))).toEqual([`E_LEDGER_SNAPSHOT ${bare.file}:1`]);
    expect(await places(add(removes))).toEqual([]);
    expect(await places(add(bad))).toEqual([`E_LEDGER_SNAPSHOT ${bad.file}:2`]);
  });

  it("asks the snapshot about lines that nothing else bears out", async () => {
    const list = serialize({ parents: [second.id], snapshot: SNAPSHOTS[0] }, [entry(null, TWO, null)]);
    const add = (kept: string | undefined) => (ledger: Ledger) => {
      ledger.files.set(list.file, list.bytes);
      ledger.kept.delete(SNAPSHOTS[0]);
      if (kept !== undefined) ledger.kept.set(SNAPSHOTS[0], kept);
    };
    expect(await places(add("2"))).toEqual([]);
    expect(await places(add("1"))).toEqual([`E_LEDGER_SNAPSHOT ${list.file}:2`]);
    expect(await places(add(undefined))).toEqual([`E_LEDGER_SNAPSHOT ${list.file}:2`]);
  });

  it("finds a newest line that keeps something else, or that cannot be undone", async () => {
    const place = [`E_LEDGER_SNAPSHOT ${second.file}:2`];
    expect(await places((ledger) => ledger.kept.set(SNAPSHOTS[1], "1"))).toEqual(place);
    expect(await places((ledger) => ledger.before.set(SNAPSHOTS[1], "1"))).toEqual(place);
    expect(await places((ledger) => ledger.before.delete(SNAPSHOTS[1]))).toEqual(place);
    // The older line is undone only after the newer one, which leads to what it left.
    expect(await places((ledger) => ledger.before.delete(SNAPSHOTS[0]))).toEqual([]);
  });

  it.each<Absence>(["elsewhere", "unknown"])("leaves a run whose parent is %s to its own witness", async (fate) => {
    const picked = (ledger: Ledger): void => {
      ledger.fate = fate;
      ledger.files.delete(first.file);
      ledger.snapshots.delete(`${DIR}/${snapshotPath(SNAPSHOTS[0])}`);
    };
    const { findings, unmeasured } = await verify(picked);
    expect(findings).toEqual([]);
    const follows = { code: "E_GIT", file: second.file, line: 1, fix: expect.stringContaining("--unshallow") };
    expect(unmeasured).toMatchObject(fate === "unknown" ? [follows] : []);
    const forged = (change: (ledger: Ledger) => void) => (ledger: Ledger) => {
      picked(ledger);
      change(ledger);
    };
    const unborne = await places(forged((ledger) => ledger.before.delete(SNAPSHOTS[1])));
    expect(unborne).toEqual([`E_LEDGER_CHAIN ${second.file}:2`]);
    const unkept = await places(forged((ledger) => ledger.kept.set(SNAPSHOTS[1], "2")));
    expect(unkept).toEqual([`E_LEDGER_SNAPSHOT ${second.file}:2`]);
    // A later run that starts where it ended says nothing of where it started.
    const third = serialize({ snapshot: SNAPSHOTS[0], parents: [second.id] }, [entry(THREE, TWO)]);
    const followed = await places((ledger) => {
      ledger.fate = fate;
      ledger.files.delete(first.file);
      ledger.files.set(third.file, third.bytes);
      ledger.manifest = TWO;
      ledger.before = new Map([[SNAPSHOTS[0], "3"]]);
    });
    expect(followed).toEqual([`E_LEDGER_CHAIN ${second.file}:2`]);
  });

  it("advises to record a manifest by its folder, in words that a shell takes as they are", async () => {
    const odd = serialize({ snapshot: SNAPSHOTS[0] }, [
      { ...entry(null, ONE, "before"), path: "it's $(x)/module.manifest.json" },
    ]);
    const { findings } = await verify((ledger) => {
      ledger.files = new Map([[odd.file, odd.bytes]]);
      ledger.snapshots.delete(`${DIR}/${snapshotPath(SNAPSHOTS[1])}`);
      ledger.kept.set(SNAPSHOTS[0], "1");
    });
    expect(findings.map(({ fix }) => fix)).toContainEqual(
      expect.stringContaining(`t4 record 'it'\\''s $(x)' --reason`),
    );
  });
});

describe("entriesOn", () => {
  it("gives the entries of those lines, and refuses bytes that are not the run's any more", () => {
    const run = serialize({}, [entry(null, TWO, null), entry(ONE, TWO)].toReversed());
    expect([...entriesOn([3], run.bytes, run)]).toEqual([[3, entry(null, TWO, null)]]);
    expect(() => entriesOn([3], first.bytes, run)).toThrow(/was changed while it was read/);
  });
});

describe("judgeAppendOnly", () => {
  it("names what is gone or changed, and lets be what was added", () => {
    const stored = ["a", "b", "c"].map((file) => ({ file, blob: `${file}1` }));
    const present = new Map([
      ["a", "a1"],
      ["b", "b2"],
      ["d", "d1"],
    ]);
    expect(judgeAppendOnly(stored, present, "0123456789abcdef")).toMatchObject([
      { code: "E_LEDGER_REWRITTEN", file: "b", message: "b was changed since 0123456789ab" },
      { code: "E_LEDGER_REWRITTEN", file: "c", message: "c was removed since 0123456789ab" },
    ]);
  });
});
