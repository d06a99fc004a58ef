import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compileManifestSchema } from "@t4/contracts";
import { type JsonObject, nodeFiles } from "@t4/core";
import { copyFixture, diffTrees, fixturePath, snapshotTree, type TempWorkspace, testContext } from "@t4/testkit";
import { readLedger } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { fieldHistory } from "./field-history.ts";
import { importLedger } from "./import-ledger.ts";
import { ledgerLog } from "./ledger-log.ts";
import { ledgerShow } from "./ledger-show.ts";
import { openWithModules } from "./open.ts";
import { verifyLedger } from "./verify-ledger.ts";

const CHANGES = [
  {
    sha: "c2",
    timestamp: "2024-06-01T10:00:00Z",
    field: "features",
    new: ["a"],
    extractor: "features",
    confidence: 0.95,
  },
  {
    sha: "c1",
    ts: "2024-05-01T10:00:00",
    field: "coverage_pct",
    old: 70,
    new: 80,
    extractor: "cov",
    confidence: "high",
  },
];
const OPERATION = { operation: "cov", ts: 1_714_557_600, enrichment_sha: "c1", modules: ["billing", "orders"] };

let workspace: TempWorkspace;
const context = (now?: string) => testContext(workspace.root, nodeFiles, now);
const at = (name: string) => ({ path: join(workspace.root, "old", name), name: `old/${name}` });
const FILES = ["billing.ndjson", "enrichment_ledger.jsonl"];
const take = (names = FILES, dryRun = false) => importLedger({ files: names.map(at), dryRun }, context());
const runsOf = async () =>
  (await readLedger({ files: nodeFiles, root: workspace.root, ledgerDir: "manifests/.ledger" })).runs;

async function put(name: string, records: readonly object[]): Promise<void> {
  await mkdir(join(workspace.root, "old"), { recursive: true });
  await writeFile(at(name).path, records.map((record) => `${JSON.stringify(record)}\n`).join(""));
}

beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  await put("billing.ndjson", CHANGES);
  await put("enrichment_ledger.jsonl", [OPERATION]);
});
afterEach(() => workspace.remove());

describe("importLedger", () => {
  it("takes each operation in as a run, and says what it took", async () => {
    const report = await take();
    expect(report.files).toEqual([
      { file: "old/billing.ndjson", records: 2, new: 2 },
      { file: "old/enrichment_ledger.jsonl", records: 1, new: 1 },
    ]);
    expect(report.runs).toMatchObject([
      { sha: "c1", at: "2024-05-01T10:00:00Z", operation: "cov", modules: ["billing", "orders"], changes: 1 },
      { sha: "c2", at: "2024-06-01T10:00:00Z", operation: null, modules: ["billing"], changes: 1 },
    ]);
    const runs = await runsOf();
    expect(runs.map(({ header }) => header.op)).toEqual(["import", "import"]);
    expect(new Set(runs.map(({ header }) => header.reason))).toEqual(
      new Set([`from ${FILES.map((name) => at(name).name).join(", ")}`]),
    );
    expect(runs.map(({ header, id }) => `${header.at.replaceAll(/[-:]/g, "")}-${id.slice(0, 8)}`).sort()).toEqual(
      report.runs.map(({ run }) => run).sort(),
    );
  });

  it("adds nothing the second time, and touches nothing", async () => {
    await take();
    const before = await snapshotTree(workspace.root);
    const again = await take();
    expect(again).toMatchObject({ runs: [], files: [{ new: 0 }, { new: 0 }] });
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it("takes only what is new when a file has grown", async () => {
    await take();
    await put("billing.ndjson", [...CHANGES, { ...CHANGES[0], field: "tags", new: ["t"] }]);
    const report = await take();
    expect(report.files[0]).toEqual({ file: "old/billing.ndjson", records: 3, new: 1 });
    expect(report.runs).toMatchObject([{ sha: "c2", changes: 1 }]);
  });

  it("writes nothing in a dry run", async () => {
    const before = await snapshotTree(workspace.root);
    const report = await take(FILES, true);
    expect(report).toMatchObject({
      dry_run: true,
      runs: [
        { run: null, sha: "c1" },
        { run: null, sha: "c2" },
      ],
    });
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it("stands where it belongs in the history, and the ledger verifies", async () => {
    await enrich({ modules: [], dryRun: false }, context("2026-11-20T09:00:00Z"));
    await take();
    await enrich({ modules: [], dryRun: false }, context("2026-11-22T09:00:00Z"));
    const { runs } = await ledgerLog({}, context());
    expect(runs.map(({ op, source }) => [op, source?.at])).toEqual([
      ["enrich", undefined],
      ["import", "2024-06-01T10:00:00Z"],
      ["import", "2024-05-01T10:00:00Z"],
    ]);
    expect(await verifyLedger({}, context())).toMatchObject({ verified: true, findings: [] });
    const history = await fieldHistory(await openWithModules(context()), "billing");
    const told = history.filter(({ op }) => op === "import").map(({ field, at: time }) => [field, time]);
    expect(told).toEqual([
      ["features", "2024-06-01T10:00:00Z"],
      ["testing.coverage_observed", "2024-05-01T10:00:00Z"],
    ]);
  });

  it("is found by module, operation and the time it tells of", async () => {
    await take();
    const shas = async (filter: object) => (await ledgerLog(filter, context())).runs.map(({ source }) => source?.sha);
    expect(await shas({ module: "orders" })).toEqual(["c1"]);
    expect(await shas({ op: "import", limit: 1 })).toEqual(["c2"]);
    expect(await shas({ since: "2024-05-15T00:00:00Z" })).toEqual(["c2"]);
    expect(await shas({ since: "2025-01-01T00:00:00Z" })).toEqual([]);
    const [first] = (await ledgerLog({ module: "orders" }, context())).runs;
    expect(await ledgerShow(first?.run ?? "", context())).toMatchObject({
      source: { sha: "c1" },
      undone: null,
      entries: [
        { module: "billing", path: null, changes: [{ field: "/testing/coverage_observed", old: 70, new: 80 }] },
        { module: "orders", path: null, changes: [] },
      ],
    });
  });

  it("is written as the schema of runs says", async () => {
    await take();
    const schema = await readFile(fixturePath("../schemas/ledger.run.schema.json"), "utf8");
    const validate = await compileManifestSchema(JSON.parse(schema) as JsonObject, "ledger.run.schema.json");
    const folder = join(workspace.root, "manifests/.ledger/runs");
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
    const lines = files.flatMap((text) => text.trimEnd().split("\n"));
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) expect(validate(JSON.parse(line) as JsonObject)).toEqual([]);
    expect(validate({ module: "", changes: [] })).not.toEqual([]);
  });

  it("refuses the whole for one bad line, and writes nothing", async () => {
    await put("orders.ndjson", [CHANGES[0] ?? {}, { sha: "c3", ts: "soon", field: "x" }]);
    const before = await snapshotTree(workspace.root);
    await expect(take([...FILES, "orders.ndjson"])).rejects.toMatchObject({
      code: "E_IMPORT",
      file: "old/orders.ndjson",
      line: 2,
      column: 18,
    });
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it.each([
    ["missing.ndjson", "E_READ"],
    ["", "E_NOT_A_FILE"],
  ])("says that %j cannot be read", async (name, code) => {
    await expect(take([name])).rejects.toMatchObject({ code, file: `old/${name}` });
  });

  it("refuses what would be too many runs", async () => {
    const many = Array.from({ length: 10_001 }, (_, index) => ({ ...CHANGES[0], sha: String(index) }));
    await put("billing.ndjson", many);
    await expect(take()).rejects.toMatchObject({ code: "E_TOO_LARGE" });
    await expect(readdir(join(workspace.root, "manifests/.ledger"))).rejects.toThrow("ENOENT");
  });
});
