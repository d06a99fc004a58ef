import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { copyFixture, diffTrees, emptyWorkspace, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { bench } from "./bench.ts";
import { enrich } from "./enrich.ts";
import { revert } from "./revert.ts";
import { asked, draft, plantModules, put } from "./test-measure.ts";
import { verifyLedger } from "./verify-ledger.ts";

const NOW = "2026-11-21T09:00:00Z";
const LATER = "2026-11-22T09:00:00Z";
const at = (root: string, now = NOW) => testContext(root, nodeFiles, now);
async function smallWorkspace() {
  const workspace = await emptyWorkspace("t4-measure-");
  await plantModules(workspace.root);
  return workspace;
}

const enrichAll = { modules: [], dryRun: false };
const KEPT = "bench/manifest/core.json";

async function json(root: string, path: string): Promise<any> {
  return JSON.parse(await readFile(join(root, path), "utf8"));
}

/** Rounds from 1 ms on, a hundredth of a millisecond apart, in seconds. */
const rounds = (count: number, first = 1): number[] =>
  Array.from({ length: count }, (_, index) => (first + index / 100) / 1000);

const statsOf = (data: number[]) => ({ data, rounds: data.length });
const pytest = (benchmarks: Record<string, number[]>) => ({
  machine_info: { python_implementation: "CPython", python_version: "3.11.2", machine: "x86_64" },
  datetime: "2026-11-20T10:00:00.5",
  version: "4.0.0",
  benchmarks: Object.entries(benchmarks).map(([fullname, data]) => ({ name: "n", fullname, stats: statsOf(data) })),
});
const CORE = "core/tests/test_engine.py::test_run";
const vitest = (root: string) => ({
  files: [
    {
      filepath: join(root, "web/index.ts"),
      groups: [
        {
          fullName: "index.ts > one",
          benchmarks: [{ name: "fast", mean: 3, sd: 1.58, samples: [1, 2, 3, 4, 5], sampleCount: 5 }],
        },
      ],
    },
  ],
});
const hyperfine = (times: number[]) => ({ results: [{ command: "t4 --help", times }] });

const figures = (unit: string, factor: number) => ({
  name: unit,
  unit,
  p50: factor,
  p95: 2 * factor,
  p99: 3 * factor,
  mean: factor,
  stddev: 0,
  samples: 50,
});

describe("t4 bench --from", () => {
  it("keeps a module's benchmarks and writes the slowest, in one run that is undone byte for byte", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, {
      "b.json": pytest({ [CORE]: rounds(101), [`${CORE}_slow`]: rounds(101, 2), "gone/t.py::x": [1] }),
    });
    const before = await snapshotTree(root);
    const { report } = await bench(asked(root, [], ["b.json"]), at(root));
    expect(report.reports).toEqual([{ path: "b.json", modules: 1, unowned: 1 }]);
    expect(report.modules[0]).toMatchObject({
      module: "core",
      status: "changed",
      figure: { benchmarks: 2, kept: KEPT, slowest: { p50: 2.5, p95: 2.95, p99: 2.99, samples: 101 } },
    });
    expect(await json(root, KEPT)).toEqual({
      version: 1,
      module: "core",
      observed_at: "2026-11-20T10:00:00Z",
      env_fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
      env: { runtime: "CPython 3.11.2", arch: "x86_64" },
      benchmarks: [
        {
          name: "tests/test_engine.py::test_run",
          unit: "ms",
          p50: 1.5,
          p95: 1.95,
          p99: 1.99,
          mean: 1.5,
          stddev: 0.29300170648,
          samples: 101,
        },
        expect.objectContaining({ name: "tests/test_engine.py::test_run_slow", p95: 2.95 }),
      ],
    });
    const { performance, _provenance } = await json(root, "core/module.manifest.json");
    expect(performance.observed).toMatchObject({
      latency_p95_ms: 2.95,
      samples: 101,
      observed_at: "2026-11-20T10:00:00Z",
    });
    expect(_provenance["performance.observed"].provenance).toEqual([`bench:${KEPT}`]);
    const runs = join(root, "manifests/.ledger/runs");
    const lines = (await readFile(join(runs, `${report.run}.ndjson`), "utf8")).trimEnd().split("\n");
    // The artifact is no manifest: what other tools read of a module's history does not tell of it.
    const entries = lines.slice(1).map((line) => JSON.parse(line));
    expect(entries.map(({ module, path }) => [module, path])).toEqual([
      [null, KEPT],
      ["core", "core/module.manifest.json"],
    ]);
    expect((await verifyLedger({}, at(root))).verified).toBe(true);
    await revert({ aim: "last", modules: [], reason: null, dryRun: false }, at(root, LATER));
    const after = await snapshotTree(root, { except: ["manifests", "bench", ".t4"] });
    expect(diffTrees(before, after, { mtimes: false })).toEqual([]);
    await expect(json(root, KEPT)).rejects.toThrow("ENOENT");
  });

  it.each<[string, string[], (root: string) => object]>([
    ["pytest-benchmark", [], () => pytest({ [CORE]: rounds(40) })],
    ["vitest, without a date", ["web"], vitest],
    ["hyperfine, without a date", ["core"], () => hyperfine(rounds(30))],
  ])("changes nothing the second time, nor does enrichment after it: %s", async (_name, modules, content) => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "b.json": content(root) });
    await enrich(enrichAll, at(root));
    await bench(asked(root, modules, ["b.json"]), at(root));
    const before = await snapshotTree(root, { except: [".t4"] });
    expect((await bench(asked(root, modules, ["b.json"]), at(root, LATER))).report.run).toBeNull();
    expect((await enrich(enrichAll, at(root, LATER))).report.summary.changed).toBe(0);
    expect(diffTrees(before, await snapshotTree(root, { except: [".t4"] }))).toEqual([]);
  });

  it("withholds what is too little, keeps it all the same, and says why in the queue", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "b.json": vitest(root), "core/claude.me": "# Core\n\n## Features\n\n- **Thing**: it does\n" });
    await enrich(enrichAll, at(root));
    const { report } = await bench(asked(root, [], ["b.json"]), at(root));
    const web = report.modules.find(({ module }) => module === "web");
    expect(web).toMatchObject({
      status: "withheld",
      withheld: [{ field: "performance.observed", reason: "confidence:low" }],
    });
    expect(web?.withheld[0]?.needs).toContain("samples:under-20");
    expect((await json(root, "bench/manifest/web.json")).benchmarks).toMatchObject([
      { name: "index.ts > one > fast", p50: 3, p95: 4.8, p99: 4.96, samples: 5 },
    ]);
    expect(await json(root, "web/module.manifest.json")).not.toHaveProperty("performance.observed");
    const { items } = await json(root, "manifests/review_queue.json");
    expect(items).toContainEqual(expect.objectContaining({ kind: "withheld" }));
  });

  it("keeps an artifact where it is read first: beside one that lies in the module's folder", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await bench(asked(root, ["webhook_gateway"], ["services/webhook_gateway/benchmark.json"]), at(root));
    const kept = await json(root, "services/webhook_gateway/bench/manifest/webhook_gateway.json");
    expect(kept.benchmarks[0].name).toBe("tests/benchmarks/test_bench_signing.py::test_bench_sign");
    const { report } = await enrich(enrichAll, at(root));
    const changed = report.modules
      .find(({ module }) => module === "webhook_gateway")
      ?.changes.map(({ field }) => field);
    expect(changed).not.toContain("performance.observed");
  });

  it("takes T4's own artifact for the module that it names, each benchmark in its own unit", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    const benchmarks = [figures("ns", 1e6), figures("us", 2000), figures("s", 0.0005)];
    await put(root, { "in.json": { version: 1, module: "core", observed_at: NOW, benchmarks } });
    const { report } = await bench(asked(root, [], ["in.json"]), at(root));
    expect(report.modules[0]?.figure).toMatchObject({
      benchmarks: 3,
      slowest: { name: "us", p50: 2, p95: 4 },
      env_fingerprint: null,
    });
    expect((await json(root, KEPT)).benchmarks.map(({ unit, p50 }: any) => [unit, p50])).toEqual([
      ["ms", 1],
      ["ms", 0.5],
      ["ms", 2],
    ]);
  });

  it("leaves the evidence of a value that stays because the new measurement is withheld", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    const measure = async (count: number) => {
      await put(root, { "b.json": pytest({ [CORE]: rounds(count) }) });
      const { report } = await bench(asked(root, ["core"], ["b.json"]), at(root));
      const [{ samples }] = (await json(root, KEPT)).benchmarks;
      return [report.modules[0]?.status, samples, report.modules[0]?.figure?.kept];
    };
    expect(await measure(4)).toEqual(["withheld", 4, KEPT]);
    expect(await measure(3)).toEqual(["withheld", 3, KEPT]);
    expect(await measure(40)).toEqual(["changed", 40, KEPT]);
    expect(await measure(2)).toEqual(["withheld", 40, null]);
    expect((await json(root, "core/module.manifest.json")).performance.observed.samples).toBe(40);
  });

  it("leaves kept benchmarks that enrichment has yet to read, when the new measurement is withheld", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "b.json": pytest({ [CORE]: rounds(40) }) });
    await bench(asked(root, ["core"], ["b.json"]), at(root));
    const good = await readFile(join(root, KEPT), "utf8");
    await put(root, { "core/module.manifest.json": draft("core"), "b.json": pytest({ [CORE]: rounds(4) }) });
    const { report } = await bench(asked(root, ["core"], ["b.json"]), at(root, LATER));
    expect(report).toMatchObject({ run: null, modules: [{ status: "withheld", figure: { kept: null } }] });
    expect(await readFile(join(root, KEPT), "utf8")).toBe(good);
    await enrich(enrichAll, at(root, LATER));
    expect((await json(root, "core/module.manifest.json")).performance.observed).toMatchObject({ samples: 40 });
  });

  it.each([
    ["too little", pytest({ [CORE]: rounds(3) })],
    ["not readable", { version: 1, benchmarks: 1 }],
  ])("keeps what is too little where what was kept is %s", async (_what, old) => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { [KEPT]: old, "b.json": pytest({ [CORE]: rounds(4) }) });
    const { report } = await bench(asked(root, ["core"], ["b.json"]), at(root));
    expect(report.modules).toMatchObject([{ status: "withheld", figure: { kept: KEPT } }]);
    expect((await json(root, KEPT)).benchmarks[0].samples).toBe(4);
  });

  it("records an artifact that a tool wrote over by hand, before it writes its own", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "b.json": pytest({ [CORE]: rounds(40) }), [KEPT]: "not JSON" });
    await bench(asked(root, [], ["b.json"]), at(root));
    await put(root, { [KEPT]: "{}" });
    await bench(asked(root, [], ["b.json"]), at(root, LATER));
    expect((await json(root, KEPT)).benchmarks).toHaveLength(1);
    expect((await verifyLedger({}, at(root))).verified).toBe(true);
  });

  it("writes over no file that a module's name leads to", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, {
      "package.json": { name: "mine" },
      "core/module.manifest.json": draft("core/../../../package"),
      "b.json": pytest({ [CORE]: rounds(40) }),
    });
    const before = await snapshotTree(root);
    const { report } = await bench(asked(root, [], ["b.json"]), at(root));
    const finding = {
      code: "E_MANIFEST",
      severity: "error",
      file: "core/module.manifest.json",
      message: expect.stringContaining("no file of its own"),
    };
    expect(report.modules[0]).toMatchObject({ status: "failed", findings: [finding] });
    expect(report.run).toBeNull();
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
  });

  it.each<[string, string, (path: string) => Promise<unknown>]>([
    ["a folder", "E_NOT_A_FILE", (path) => mkdir(path, { recursive: true })],
    ["a link", "E_OUTSIDE", (path) => symlink("../../t4.config.json", path)],
    ["a link to nothing", "E_OUTSIDE", (path) => symlink("nowhere", path)],
    ["a file that is too large", "E_TOO_LARGE", (path) => writeFile(path, Buffer.alloc(6e6))],
  ])("fails the module in whose artifact's place stands %s, and goes on when asked to", async (_what, code, plant) => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await mkdir(join(root, "bench/manifest"), { recursive: true });
    await plant(join(root, KEPT));
    await put(root, { "b.json": pytest({ [CORE]: rounds(40), "core/inner/__init__.py::x": rounds(40) }) });
    const before = await snapshotTree(root);
    const held = await bench(asked(root, [], ["b.json"]), at(root));
    expect(held.report).toMatchObject({ run: null, modules: [{ status: "failed" }, { status: "unwritten" }, {}] });
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
    const { report } = await bench(asked(root, [], ["b.json"], { keepGoing: true }), at(root));
    const finding = { code, module: "core", severity: "error", file: KEPT };
    expect(report.modules).toMatchObject([
      { module: "core", status: "failed", figure: null, findings: [finding] },
      { module: "core.inner", status: "changed", findings: [] },
      { module: "web", status: "untested" },
    ]);
    expect((await json(root, "bench/manifest/core.inner.json")).benchmarks).toHaveLength(1);
    expect(await json(root, "core/module.manifest.json")).not.toHaveProperty("performance.observed");
  });

  it("leaves what a person set", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    const performance = { observed: { latency_p95_ms: 1, observed_at: NOW } };
    await put(root, {
      "core/module.manifest.json": draft("core", { performance }),
      "b.json": pytest({ [CORE]: rounds(40) }),
    });
    const { report } = await bench(asked(root, ["core"], ["b.json"]), at(root));
    expect(report.modules).toMatchObject([{ status: "held", conflicts: [{ field: "performance.observed" }] }]);
    expect((await json(root, "core/module.manifest.json")).performance).toEqual(performance);
  });
});

const text = (value: object) => JSON.stringify(value);

describe("t4 bench --from, given what is wrong,", () => {
  it.each<[name: string, content: string, modules: string[], code: string, says: string]>([
    [
      "NaN",
      text(pytest({ [CORE]: [1, 2] })).replace("[1,2]", "[1,NaN]"),
      [],
      "E_REPORT",
      `benchmark "${CORE}" has the data "NaN"`,
    ],
    [
      "an infinite time",
      text(pytest({ [CORE]: [1, 2] })).replace("[1,2]", "[1,Infinity]"),
      [],
      "E_REPORT",
      `benchmark "${CORE}"`,
    ],
    [
      "a negative time",
      text(hyperfine([0.1, -0.2])),
      ["core"],
      "E_REPORT",
      'benchmark "t4 --help" has a negative times, -0.2',
    ],
    ["no samples", text(hyperfine([])), ["core"], "E_REPORT", 'benchmark "t4 --help" has no samples'],
    ["no benchmarks", text(pytest({})), [], "E_REPORT", "holds no benchmarks"],
    ["files of no module", text(pytest({ "x/t.py::a": [1] })), [], "E_REPORT", "1 file, none of which is a module's"],
    ["a report that names no files, for all", text(hyperfine([0.1])), [], "E_USAGE", "names no files"],
    [
      "an unknown module",
      text({ version: 1, module: "gone", benchmarks: [{ name: "a", unit: "s", samples: 1 }] }),
      [],
      "E_USAGE",
      '"gone", which is not here',
    ],
    [
      "an unknown unit",
      text({ version: 1, module: "core", benchmarks: [{ name: "a", unit: "h", samples: 1 }] }),
      [],
      "E_REPORT",
      'the unit "h"',
    ],
    ["truncated JSON", text(pytest({ [CORE]: [1] })).slice(0, -9), [], "E_JSON", ""],
  ])("refuses %s and touches nothing", async (_name, content, modules, code, says) => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "b.json": content });
    const before = await snapshotTree(root);
    const error: any = await bench(asked(root, modules, ["b.json"]), at(root)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(says);
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
  });

  it("refuses two reports for one module, and takes two for two", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, {
      "a.json": pytest({ [CORE]: rounds(30) }),
      "b.json": pytest({ [CORE]: rounds(30, 3) }),
      "w.json": vitest(root),
    });
    await expect(bench(asked(root, [], ["a.json", "b.json"]), at(root))).rejects.toMatchObject({ code: "E_REPORT" });
    await rm(join(root, "b.json"));
    const { report } = await bench(asked(root, [], ["a.json", "w.json"]), at(root));
    expect(report.reports).toMatchObject([{ modules: 1 }, { modules: 1 }]);
  });
});
