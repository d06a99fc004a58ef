import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { emptyWorkspace, putFiles, type TempWorkspace, testContext } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { importLedger } from "./import-ledger.ts";
import { record } from "./record.ts";
import { revert } from "./revert.ts";
import { trends } from "./trends.ts";

let workspace: TempWorkspace;
beforeEach(async () => {
  workspace = await emptyWorkspace();
});
afterEach(() => workspace.remove());

const at = (day: number) => `2026-11-${String(day).padStart(2, "0")}T09:00:00Z`;
const context = (day = 30) => testContext(workspace.root, nodeFiles, at(day));
const read = (name: string) => readFile(join(workspace.root, "trends", name), "utf8");
const linesOf = async (name: string) => (await read(name)).split("\n").slice(1, -1);
const draw = (input: { check?: boolean; html?: boolean } = {}) =>
  trends({ check: false, html: false, ...input }, context());

/** Records these fields as what the manifest of a module holds from that day on. What no run ever wrote is nobody's edit, so the first is. */
async function measure(
  day: number,
  module: string,
  fields: object,
  { root = workspace.root, now = at(day) }: { root?: string; now?: string } = {},
): Promise<void> {
  const context = testContext(root, nodeFiles, now);
  const path = `${module}/module.manifest.json`;
  const manifest = { module, metadata: { status: "draft" } };
  const known = await readFile(join(root, path), "utf8").catch(() => undefined);
  if (known === undefined) {
    await putFiles(root, { [path]: JSON.stringify(manifest) });
    await enrich({ modules: [module], dryRun: false }, context);
  }
  const present = JSON.parse(known ?? (await readFile(join(root, path), "utf8"))) as object;
  await putFiles(root, { [path]: JSON.stringify({ ...present, ...fields }) });
  const report = await record({ modules: [module], reason: "measured", dryRun: false }, context);
  expect(report).toMatchObject({ modules: [{ module }], findings: [] });
}

const coverage = (day: number, pct: number) => ({ testing: { coverage_observed: pct, observed_at: at(day) } });
const bench = (day: number, p95: number, env_fingerprint = "ci") => ({
  performance: { observed: { latency_p50_ms: p95 / 2, latency_p95_ms: p95, env_fingerprint, observed_at: at(day) } },
});

describe("trends", () => {
  it("are heads alone where the ledger holds no measurement, and a page that says so", async () => {
    await putFiles(workspace.root, { "a/module.manifest.json": '{"module": "a", "metadata": {"status": "draft"}}' });
    const report = await draw({ html: true });
    expect(report).toMatchObject({ modules: 0, verdicts: [], findings: [] });
    expect(report.files.map(({ path, status }) => [path, status])).toEqual([
      ["trends/coverage_trend.csv", "written"],
      ["trends/bench_trend.csv", "written"],
      ["trends/index.html", "written"],
    ]);
    expect(await linesOf("coverage_trend.csv")).toEqual([]);
    expect(await read("index.html")).toContain("<li>a</li>");
  });

  it("tell of each day what was recorded last, and from a revert on what it restored", async () => {
    await measure(1, "a", { ...coverage(1, 80), ...bench(1, 10) });
    await measure(2, "b", coverage(2, 70));
    await measure(2, "a", { ...coverage(2, 82.5), ...bench(2, 12.25) });
    await revert({ aim: "last", modules: [], reason: null, dryRun: false }, context(3));
    await draw();
    expect(await linesOf("coverage_trend.csv")).toEqual([
      "2026-11-01,a,80,",
      "2026-11-02,a,82.5,2.5",
      "2026-11-02,b,70,",
      "2026-11-03,a,80,-2.5",
    ]);
    expect(await linesOf("bench_trend.csv")).toEqual([
      "2026-11-01,a,5,10,,,ci",
      "2026-11-02,a,6.125,12.25,,2.25,ci",
      "2026-11-03,a,5,10,,-2.25,ci",
    ]);
  });

  it("follow the ledger's order where a clock was wrong, also on a branch, and when that run is reverted", async () => {
    const wrong = { now: "2040-01-01T00:00:00Z" };
    await measure(1, "a", coverage(1, 80));
    await measure(1, "b", coverage(1, 70));
    await using branch = await emptyWorkspace();
    await cp(workspace.root, branch.root, { recursive: true });
    await measure(40, "a", { testing: { coverage_observed: 81, observed_at: wrong.now } }, wrong);
    await measure(3, "b", coverage(3, 71), { root: branch.root });
    await cp(branch.root, workspace.root, { recursive: true, filter: (path) => !path.endsWith("/a") });
    await draw();
    expect((await linesOf("coverage_trend.csv")).slice(2)).toEqual(["2026-11-03,b,71,1", "2040-01-01,a,81,1"]);
    await measure(5, "b", coverage(5, 72));
    await revert({ aim: "last", modules: ["b"], reason: null, dryRun: false }, context(6));
    await measure(6, "a", coverage(6, 82));
    await measure(7, "a", coverage(7, 83));
    await draw();
    expect((await linesOf("coverage_trend.csv")).slice(2)).toEqual([
      "2026-11-03,b,71,1",
      "2026-11-05,a,81,1",
      "2026-11-05,b,72,1",
      "2026-11-06,a,82,1",
      "2026-11-06,b,71,-1",
      "2026-11-07,a,83,1",
    ]);
  });

  it("keep a measurement where a later run's clock is behind, in its second as in the next", async () => {
    await measure(1, "b", coverage(1, 70));
    await measure(5, "a", coverage(5, 80));
    await measure(6, "b", coverage(6, 71));
    await measure(
      0,
      "a",
      { testing: { coverage_observed: 81, observed_at: "2020-01-01T00:00:00Z" } },
      { now: "2020-01-01T00:00:00Z" },
    );
    await measure(7, "b", coverage(7, 72));
    for (const [second, pct] of [
      ["00", 82],
      ["00", 83],
      ["01", 84],
    ] as const) {
      const testing = { coverage_observed: pct, observed_at: `2026-10-0${pct - 80}T09:00:00Z` };
      await measure(8, "a", { testing }, { now: `2026-11-08T10:00:${second}Z` });
      await draw();
      expect(await linesOf("coverage_trend.csv")).toEqual([
        "2026-11-01,b,70,",
        "2026-11-05,a,80,",
        "2026-11-06,a,81,1",
        "2026-11-06,b,71,1",
        "2026-11-07,b,72,1",
        `2026-11-08,a,${pct},${pct - 81}`,
      ]);
    }
  });

  it("ask also the runs that measured nothing how clocks stood", async () => {
    const reset = "2020-01-01T00:00:00Z";
    await measure(5, "a", coverage(5, 80));
    await measure(5, "b", { tags: ["lane:L3"] });
    await measure(6, "b", { tags: ["lane:L2"] });
    await measure(0, "a", { testing: { coverage_observed: 81, observed_at: reset } }, { now: reset });
    await draw();
    expect(await linesOf("coverage_trend.csv")).toEqual(["2026-11-05,a,80,", "2026-11-06,a,81,1"]);
  });

  it("give no delta between two environments", async () => {
    await measure(1, "a", bench(1, 10));
    await measure(2, "a", bench(2, 30, "laptop"));
    await draw();
    expect((await linesOf("bench_trend.csv"))[1]).toBe("2026-11-02,a,15,30,,,laptop");
  });

  it("reach back into an older ledger", async () => {
    await putFiles(workspace.root, {
      "older.ndjson": `{"module":"a","sha":"x1","ts":"2026-10-05T10:00:00Z","coverage_pct":64}\n`,
    });
    await importLedger(
      { files: [{ path: join(workspace.root, "older.ndjson"), name: "older.ndjson" }], dryRun: false },
      context(1),
    );
    await measure(2, "a", coverage(2, 70));
    await draw();
    expect(await linesOf("coverage_trend.csv")).toEqual(["2026-10-05,a,64,", "2026-11-02,a,70,6"]);
  });

  it("with --check write nothing, and say what is out of date", async () => {
    await measure(1, "a", coverage(1, 80));
    expect((await draw({ check: true })).files.map(({ status }) => status)).toEqual(["outdated", "outdated"]);
    expect(await readdir(workspace.root)).not.toContain("trends");
    await draw({ html: true });
    expect((await draw({ check: true, html: true })).files.map(({ status }) => status)).toEqual(
      Array(3).fill("unchanged"),
    );
    await measure(2, "a", coverage(2, 81));
    const [outdated, same] = (await draw({ check: true })).files;
    expect(outdated?.diff).toContain("+2026-11-02,a,81,1\n");
    expect(same?.status).toBe("unchanged");
  });

  it("call a slowdown within three runs, and nothing on the way there", async () => {
    for (let day = 1; day <= 20; day += 1) await measure(day, "a", bench(day, 10 + (day % 3) / 10));
    expect((await draw()).verdicts).toEqual([{ module: "a", outcome: "steady", because: null, changes: [] }]);
    for (let day = 21; day <= 23; day += 1) await measure(day, "a", bench(day, 13 + (day % 3) / 10));
    expect((await draw()).verdicts).toMatchObject([
      { module: "a", outcome: "regression", changes: [{ since: at(21), runs: 3, environment: "ci" }] },
    ]);
  });

  it("end with E_LEDGER where a measurement is not in the ledger any more", async () => {
    await measure(1, "a", { ...coverage(1, 80), description: "x".repeat(200) });
    await rm(join(workspace.root, "manifests/.ledger/objects"), { recursive: true });
    await expect(draw()).rejects.toMatchObject({
      code: "E_LEDGER",
      message: expect.stringContaining("not in the ledger"),
    });
  });

  it("replace what somebody has edited, and leave the rest of the folder alone", async () => {
    await measure(1, "a", coverage(1, 80));
    await putFiles(workspace.root, { "trends/coverage_trend.csv": "edited", "trends/notes.md": "mine" });
    expect((await draw()).files[0]?.status).toBe("written");
    await writeFile(join(workspace.root, "trends/coverage_trend.csv"), await read("coverage_trend.csv"));
    expect((await draw()).files.map(({ status }) => status)).toEqual(["unchanged", "unchanged"]);
    expect((await readdir(join(workspace.root, "trends"))).sort()).toEqual([
      "bench_trend.csv",
      "coverage_trend.csv",
      "notes.md",
    ]);
  });
});
