import { mkdir, rename, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import { type OddWorkspace, oddWorkspace, testContext } from "@t4/testkit";
import { readLedger } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { record } from "./record.ts";
import { revert, type RevertInput } from "./revert.ts";
import type { RevertReport } from "./revert-report.ts";

const LEDGER = "manifests/.ledger";
const CLEARER =
  "A person wrote this about the module, at such a length that the schema takes it for a description: it says what the module does, and for whom.";
const LAST: RevertInput = { aim: "last", modules: [], reason: null, dryRun: false };

let workspace: OddWorkspace;
let root: string;
let paths: OddWorkspace["paths"];
/** The manifests as they were before anything was written. */
let original: Map<string, string>;
let hour = 0;

/** Each command runs an hour after the one before. */
function context(at = root, files: FilePort = nodeFiles) {
  hour += 1;
  return testContext(at, files, new Date(Date.parse("2026-11-21T09:00:00Z") + hour * 3_600_000).toISOString());
}

const manifests = (at?: string) => workspace.manifests(at);
const enrichAll = (modules: string[] = []) => enrich({ modules, dryRun: false }, context());
const undo = async (more: Partial<RevertInput> = {}, at = root): Promise<RevertReport> =>
  (await revert({ ...LAST, ...more }, context(at))).report;

async function recordEdits(module: string): Promise<void> {
  const { findings } = await record({ modules: [module], reason: "by hand", dryRun: false }, context());
  expect(findings).toEqual([]);
}

const runIds = async (): Promise<string[]> =>
  (await readLedger({ files: nodeFiles, root, ledgerDir: LEDGER })).runs
    .toSorted((a, b) => (a.header.at < b.header.at ? -1 : 1))
    .map(({ id }) => id);

/** Does it and checks that nothing in the tree changed, no time stamp either. */
async function changesNothing<T>(act: () => Promise<T>): Promise<T> {
  let result: Promise<T> | undefined;
  expect(await workspace.changesOf(() => (result = act()).catch(() => undefined))).toEqual([]);
  return result as Promise<T>;
}

beforeEach(async () => {
  workspace = await oddWorkspace(3);
  ({ root, paths } = workspace);
  original = await manifests();
});
afterEach(() => workspace.remove());

/** A file port under which somebody else does `work` just before the lock is taken. */
function meanwhile(work: () => Promise<unknown>): FilePort {
  let done = false;
  const create: FilePort["create"] = async (path, bytes, mode) => {
    if (!done && path.includes("/.t4/draft.")) {
      done = true;
      await work();
    }
    return nodeFiles.create(path, bytes, mode);
  };
  return { ...nodeFiles, create };
}

describe("a file that is not as the run left it", () => {
  it("keeps everything as it is and names each, however it differs", async () => {
    await workspace.remove();
    workspace = await oddWorkspace(7);
    ({ root, paths } = workspace);
    await enrichAll();
    const [id = ""] = await runIds();
    const { modules } = await undo({ aim: { run: id }, dryRun: true });
    expect(modules.length).toBeGreaterThanOrEqual(7);
    const names = modules.map(({ module, path }) => [module ?? "", join(root, path)] as const);
    const at = (index: number): readonly [string, string] => names[index] ?? ["", ""];
    await workspace.edit(at(0)[0], "description", CLEARER);
    await recordEdits(at(0)[0]);
    await workspace.edit(at(1)[0], "x_by_hand", true);
    await rm(at(2)[1]);
    await rm(at(3)[1]);
    await mkdir(at(3)[1]);
    await rename(at(4)[1], `${at(4)[1]}.kept`);
    await symlink(`${at(4)[1]}.kept`, at(4)[1]);
    const refusal = Object.assign(new Error("EACCES"), { code: "EACCES" });
    const read: FilePort["read"] = (path, limit) =>
      path === at(5)[1] ? Promise.reject(refusal) : nodeFiles.read(path, limit);

    const locked = context(root, { ...nodeFiles, read });
    const { report } = await changesNothing(() => revert({ ...LAST, aim: { run: id } }, locked));
    const found = new Map(report.mismatches.map(({ module, what }) => [module, what]));
    expect([...found.values()]).toEqual(["later run", "edited", "missing", "folder", "link", "unreadable"]);
    expect(report).toMatchObject({ run: null, already: null, undoes: [{ id }] });
    expect(report.mismatches[0]).toMatchObject({
      later: { op: "record" },
      found: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(report.mismatches[1]).toMatchObject({ later: null, expected: modules[1]?.before });
    expect(report.modules.map(({ status }) => status)).toEqual([
      ...Array<string>(6).fill("mismatch"),
      ...Array<string>(modules.length - 6).fill("kept"),
    ]);
  });

  it("stops --to as well, which otherwise takes a recorded edit back", async () => {
    const [first = ""] = paths.keys();
    await enrichAll();
    const [id = ""] = await runIds();
    const enriched = await manifests();
    await workspace.edit(first, "description", CLEARER);
    expect(await changesNothing(() => undo({ aim: { to: id } }))).toMatchObject({
      already: { why: "there" },
      run: null,
    });
    await recordEdits(first);
    await workspace.edit(first, "x_by_hand", true);
    expect(await changesNothing(() => undo({ aim: { to: id } }))).toMatchObject({
      mismatches: [{ what: "edited", module: first, later: null }],
    });
    await recordEdits(first);
    await undo({ aim: { to: id } });
    expect(await manifests()).toEqual(enriched);
  });

  it("is one that another writer changed after the revert was worked out", async () => {
    const [first = "", second = ""] = paths.keys();
    await enrichAll([first]);
    const enriching = meanwhile(() => enrichAll([second]));
    const { report } = await revert(LAST, context(root, enriching));
    expect(report.modules.map(({ module }) => module)).toEqual([first]);
    expect((await manifests()).get(paths.get(second) ?? "")).not.toBe(original.get(paths.get(second) ?? ""));

    await undo({ aim: { run: report.run ?? "" } });
    const editing = meanwhile(() => workspace.edit(first, "x_by_hand", true).then(() => recordEdits(first)));
    const late = await revert(LAST, context(root, editing));
    expect(late.report).toMatchObject({ run: null, mismatches: [{ module: first, what: "later run" }] });
  });
});
