import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { encodeUtf8, formatJson, type JsonValue, nodeFiles } from "@t4/core";
import { type Change, diffManifests } from "@t4/ledger";
import { diffTrees, emptyWorkspace, snapshotTree, type TempWorkspace, testContext } from "@t4/testkit";
import { commitRun } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportLedger } from "./export-ledger.ts";
import { importLedger } from "./import-ledger.ts";

const OPERATIONS = "artifacts/enrichment_ledger.jsonl";
const LARGE = Array.from({ length: 100 }, (_, index) => `word-${index}`);

let workspace: TempWorkspace;
let hour = 0;
const context = () => testContext(workspace.root);
const run = (dryRun = false) => exportLedger({ dryRun }, context());
const place = () => ({ files: nodeFiles, root: workspace.root, ledgerDir: "manifests/.ledger" });
const text = (path: string) => readFile(join(workspace.root, path), "utf8");
const lines = async (path: string) =>
  (await text(path))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, JsonValue>);
const viewPath = (name: string) => `manifests/.ledger/${name}.ndjson`;

const bytes = (value: JsonValue | undefined) => (value === undefined ? null : encodeUtf8(formatJson(value)));

/** Writes a module's manifest through the ledger; gives the run's id. */
async function write(
  module: string | null,
  before: JsonValue | undefined,
  after: JsonValue | undefined,
): Promise<string> {
  const changes = diffManifests(before, after).map((each): Change => ({ ...each, extractor: "x", confidence: "high" }));
  const path = `${(module ?? "vocab").replaceAll(/\W/g, "_").slice(0, 40)}/module.manifest.json`;
  const header = {
    op: "enrich",
    at: `2026-11-21T${String((hour += 1)).padStart(2, "0")}:00:00Z`,
    actor: "ann",
    reason: null,
  };
  const entries = [{ module, path, before: bytes(before), after: bytes(after), changes }];
  return (await commitRun({ ...place(), header, entries })).id;
}

async function put(path: string, content: string): Promise<void> {
  await mkdir(join(workspace.root, path, ".."), { recursive: true });
  await writeFile(join(workspace.root, path), content);
}

beforeEach(async () => {
  workspace = await emptyWorkspace();
  hour = 0;
});
afterEach(() => workspace.remove());

describe("exportLedger", () => {
  it("writes what each run did to a module, oldest first, with the values that are too large for a run", async () => {
    const ids = [
      await write("a", undefined, { module: "a" }),
      await write("a", { module: "a" }, { module: "a", features: LARGE, n: null }),
      await write("a", { module: "a", features: LARGE, n: null }, { module: "a", features: [] }),
    ];
    const report = await run();
    expect(report).toMatchObject({ runs: 3, written: [OPERATIONS, viewPath("a")], removed: [], unchanged: 0 });
    expect((await lines(viewPath("a"))).map(({ sha, field, old, new: now }) => [sha, field, old, now])).toEqual([
      [ids[0], "", null, { module: "a" }],
      [ids[1], "/features", null, LARGE],
      [ids[1], "/n", null, null],
      [ids[2], "/features", LARGE, []],
      [ids[2], "/n", null, null],
    ]);
    expect(
      (await lines(OPERATIONS)).map((line) => [line["enrichment_sha"], line["timestamp"], line["modules"]]),
    ).toEqual(ids.map((id, index) => [id, `2026-11-21T0${index + 1}:00:00Z`, ["a"]]));
  });

  it("touches nothing the second time, and only what is new the third", async () => {
    await write("a", undefined, { module: "a" });
    await write("b", undefined, { module: "b" });
    await run();
    const before = await snapshotTree(workspace.root);
    expect(await run()).toMatchObject({ written: [], removed: [], unchanged: 3 });
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
    await write("b", { module: "b" }, { module: "b", x_n: 1 });
    expect(await run()).toMatchObject({ written: [OPERATIONS, viewPath("b")], unchanged: 1 });
  });

  it("writes nothing in a dry run, nor in a workspace without a run", async () => {
    const empty = await snapshotTree(workspace.root);
    expect(await run()).toMatchObject({ runs: 0, written: [], removed: [] });
    expect(diffTrees(empty, await snapshotTree(workspace.root))).toEqual([]);
    await write("a", undefined, { module: "a" });
    const before = await snapshotTree(workspace.root);
    expect(await run(true)).toMatchObject({ dry_run: true, written: [OPERATIONS, viewPath("a")] });
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it("gives files that are no manifests no view, but their runs a line", async () => {
    await write(null, undefined, { keys: [] });
    expect((await run()).written).toEqual([OPERATIONS]);
    expect((await lines(OPERATIONS))[0]).toMatchObject({ modules: [] });
  });

  it("keeps every module name in the ledger's folder, and leaves out what can be no name", async () => {
    await write("../../../out", undefined, { v: 1 });
    await write("x".repeat(300), undefined, { v: 2 });
    const report = await run();
    expect(report.written).toEqual([OPERATIONS, viewPath("%2E.%2F..%2F..%2Fout")]);
    expect(report.unnamed).toEqual(["x".repeat(300)]);
    expect((await readdir(join(workspace.root, ".."))).includes("out.ndjson")).toBe(false);
  });

  it("says what is lost instead of leaving it out", async () => {
    await write("a", undefined, { module: "a", features: LARGE });
    await rm(join(workspace.root, "manifests/.ledger/objects"), { recursive: true });
    await expect(run()).rejects.toMatchObject({ code: "E_LEDGER", file: "a/module.manifest.json" });
    await expect(readdir(join(workspace.root, "artifacts"))).rejects.toThrow("ENOENT");
  });
});

describe("what stands where a view goes", () => {
  const older = '{"sha": "abc", "timestamp": "2024-05-01T10:00:00Z", "field": "x", "old": 1, "new": 2}\n';

  it("is kept when it is not T4's, until it is in the ledger, and nothing is written", async () => {
    await write("a", undefined, { module: "a" });
    await put(viewPath("a"), older);
    const before = await snapshotTree(workspace.root);
    await expect(run()).rejects.toMatchObject({ code: "E_FOREIGN", file: viewPath("a") });
    await expect(run(true)).rejects.toMatchObject({ code: "E_FOREIGN" });
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
    const files = [{ path: join(workspace.root, viewPath("a")), name: viewPath("a") }];
    await importLedger({ files, dryRun: false }, context());
    expect((await run()).written).toContain(viewPath("a"));
    expect((await lines(viewPath("a"))).map((line) => [line["timestamp"], line["field"]])).toEqual([
      ["2024-05-01T10:00:00Z", "/x"],
      ["2026-11-21T01:00:00Z", ""],
    ]);
  });

  it("is replaced when T4 derived it from other runs", async () => {
    await write("a", undefined, { module: "a" });
    await run();
    const line = await text(viewPath("a"));
    await put(viewPath("a"), line.replace(/"sha":"\w{64}"/, `"sha":"${"0".repeat(64)}"`));
    expect((await run()).written).toEqual([viewPath("a")]);
    expect(await text(viewPath("a"))).toBe(line);
  });

  it("goes when T4 derived it and no run names its module; what else is there stays", async () => {
    await write("a", undefined, { module: "a" });
    await run();
    await put(viewPath("gone"), await text(viewPath("a")));
    await put(viewPath("older"), older);
    await put(viewPath("empty"), "");
    expect((await run(true)).removed).toEqual([viewPath("gone")]);
    expect((await run()).removed).toEqual([viewPath("gone")]);
    expect(
      (await readdir(join(workspace.root, "manifests/.ledger"))).filter((name) => name.endsWith(".ndjson")),
    ).toEqual(["a.ndjson", "empty.ndjson", "older.ndjson"]);
  });

  it("is named when it is a folder", async () => {
    await write("a", undefined, { module: "a" });
    await mkdir(join(workspace.root, OPERATIONS), { recursive: true });
    await expect(run()).rejects.toMatchObject({ code: "E_NOT_A_FILE", file: OPERATIONS });
  });
});
