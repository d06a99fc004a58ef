import { mkdir, readFile, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { copyFixture, diffTrees, emptyWorkspace, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { cov } from "./cov.ts";
import { enrich } from "./enrich.ts";
import { ledgerLog } from "./ledger-log.ts";
import { revert } from "./revert.ts";
import { asked, cobertura, draft, lcov, plantModules, put } from "./test-measure.ts";
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

async function manifest(root: string, dir: string): Promise<any> {
  return JSON.parse(await readFile(join(root, dir, "module.manifest.json"), "utf8"));
}

const BOTH = { "core/engine.py": [1, 0, 1], "core/inner/__init__.py": [1, 1], "web/index.ts": [1] };

describe("t4 cov --from", () => {
  it("gives each file to the module that owns it, all in one run of op coverage", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "coverage.xml": cobertura({ ...BOTH, "elsewhere/x.py": [1, 0] }) });
    const { report } = await cov(asked(root, [], ["coverage.xml"]), at(root));
    expect(report.reports).toEqual([{ path: "coverage.xml", modules: 3, unowned: 1 }]);
    expect(report.modules.map(({ module, status, figure }) => [module, status, figure])).toEqual([
      ["core", "changed", { observed: 66.67, was: null, covered: 2, total: 3 }],
      ["core.inner", "changed", { observed: 100, was: null, covered: 2, total: 2 }],
      ["web", "changed", { observed: 100, was: null, covered: 1, total: 1 }],
    ]);
    const written = await manifest(root, "core");
    expect(written.testing).toEqual({ coverage_observed: 66.67, observed_at: "2026-11-18T11:06:40Z" });
    expect(written._provenance["testing.coverage_observed"]).toMatchObject({
      provenance: ["coverage:coverage.xml"],
      confidence: "high",
      reasons: ["lines:2/3", "measured:cov"],
      extracted_at: NOW,
      value_sha: expect.stringMatching(/^[0-9a-f]{64}$/),
      source_sha: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(Object.keys(written._provenance)).toEqual(["testing.coverage_observed", "testing.observed_at"]);
    expect((await ledgerLog({ limit: 1 }, at(root))).runs).toMatchObject([{ op: "coverage", actor: "tester" }]);
    expect((await verifyLedger({}, at(root))).verified).toBe(true);
  });

  it("does not mind folders in the place of a module's other reports", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "report.xml": cobertura(BOTH) });
    for (const path of ["core/coverage.xml", "core/lcov.info", "bench/manifest/core.json"]) {
      await mkdir(join(root, path), { recursive: true });
    }
    const { report } = await cov(asked(root, [], ["report.xml"]), at(root));
    expect(report.summary).toMatchObject({ modules: 3, changed: 3 });
    expect(report.modules.flatMap(({ findings }) => findings)).toEqual([]);
  });

  it.each([
    ["Cobertura", "coverage.xml", cobertura(BOTH)],
    ["Cobertura in a place of its own", "ci/coverage.xml", cobertura(BOTH)],
    ["LCOV without a date", "web/lcov.info", lcov({ "index.ts": [1, 0] })],
    ["LCOV in a place of its own", "out/all.lcov", lcov(BOTH)],
    ["Istanbul", "coverage/coverage-summary.json", { "web/index.ts": { lines: { total: 4, covered: 3 } } }],
  ])("changes nothing the second time, nor does enrichment after it: %s", async (_name, path, content) => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { [path]: content });
    await enrich(enrichAll, at(root));
    const first = await cov(asked(root, [], [path]), at(root));
    // Where enrichment looks by itself, it found the same.
    expect(first.report.run === null).toBe(!/^(out|ci)\//.test(path));
    const before = await snapshotTree(root, { except: [".t4"] });
    expect((await cov(asked(root, [], [path]), at(root, LATER))).report).toMatchObject({
      run: null,
      summary: { changed: 0 },
    });
    expect((await enrich(enrichAll, at(root, LATER))).report).toMatchObject({ run: null, summary: { changed: 0 } });
    expect(diffTrees(before, await snapshotTree(root, { except: [".t4"] }))).toEqual([]);
  });

  it("is not undone by an older report that still lies about", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, {
      "coverage.xml": cobertura({ "core/engine.py": [0, 0] }, 1_700_000_000_000),
      "web/lcov.info": lcov({ "index.ts": [0] }),
      "ci/new.xml": cobertura(BOTH),
    });
    await enrich(enrichAll, at(root));
    await cov(asked(root, [], ["ci/new.xml"]), at(root));
    expect((await enrich(enrichAll, at(root, LATER))).report.run).toBeNull();
    expect((await manifest(root, "core")).testing.coverage_observed).toBe(66.67);
    await put(root, { "coverage.xml": cobertura({ "core/engine.py": [1, 1] }, Date.parse(LATER)) });
    await enrich(enrichAll, at(root, LATER));
    expect((await manifest(root, "core")).testing).toMatchObject({ coverage_observed: 100, observed_at: LATER });
  });

  it("takes the place of an earlier measurement, also with an older report, and claims nothing else", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, {
      "core/module.manifest.json": draft("core", { performance: { sla_targets: { latency_p95_ms: 9 } } }),
      "new.xml": cobertura(BOTH),
      "old.xml": cobertura({ "core/engine.py": [1, 0] }, 1_700_000_000_000),
    });
    await cov(asked(root, [], ["new.xml"]), at(root));
    await cov(asked(root, [], ["old.xml"]), at(root, LATER));
    const { testing, _provenance } = await manifest(root, "core");
    expect(testing).toEqual({ coverage_observed: 50, observed_at: "2023-11-14T22:13:20Z" });
    expect(Object.keys(_provenance)).toEqual(["testing.coverage_observed", "testing.observed_at"]);
  });

  it("takes only the modules that are named, and says when no report speaks of one", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "coverage.xml": cobertura({ "core/engine.py": [1], "web/index.ts": [1] }) });
    const { report } = await cov(asked(root, ["core", "core.inner"], ["coverage.xml"]), at(root));
    expect(report.modules.map(({ status }) => status)).toEqual(["changed", "untested"]);
    expect(report.modules[1]?.findings).toMatchObject([{ code: "E_NO_TESTS", module: "core.inner" }]);
    expect(await manifest(root, "web")).not.toHaveProperty("testing");
  });

  it("counts a module with tests and without a line that runs as covered, and one without tests not at all", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, {
      "core/engine.py": "",
      "coverage.xml": cobertura({
        "core/__init__.py": [],
        "core/engine.py": [],
        "core/inner/__init__.py": [],
        "web/index.ts": [1],
      }),
    });
    const { report } = await cov(asked(root, [], ["coverage.xml"]), at(root));
    expect(report.modules.map(({ figure }) => figure?.observed)).toEqual([100, undefined, 100]);
    await enrich(enrichAll, at(root, LATER));
    expect((await manifest(root, "core")).testing).toMatchObject({ coverage_observed: 100 });
  });

  it.each([
    ["all of its code", ["core/__init__.py", "core/engine.py"], 100],
    ["one of its tests", ["core/__init__.py", "core/tests/test_engine.py"], 100],
    ["a part of its code", ["core/__init__.py"], 66.67],
    ["help for its tests", ["core/tests/conftest.py"], 66.67],
  ])(
    "counts none of none lines only where nothing can be missing: of a report that knows %s",
    async (_what, known, observed) => {
      await using workspace = await smallWorkspace();
      const { root } = workspace;
      await put(root, { "core/tests/conftest.py": "", "old.xml": cobertura(BOTH) });
      await cov(asked(root, ["core"], ["old.xml"]), at(root));
      await put(root, { "new.xml": cobertura(Object.fromEntries(known.map((file) => [file, []]))) });
      const { report } = await cov(asked(root, [], ["new.xml"]), at(root, LATER));
      expect(report.modules[0]).toMatchObject({ module: "core", status: observed === 100 ? "changed" : "untested" });
      expect((await manifest(root, "core")).testing.coverage_observed).toBe(observed);
    },
  );

  it("takes a report from outside the workspace without telling where it lay", async () => {
    await using workspace = await smallWorkspace();
    await using other = await emptyWorkspace();
    await put(other.root, { "ci.xml": cobertura(BOTH) });
    await cov(asked(workspace.root, [], [join(other.root, "ci.xml")]), at(workspace.root));
    const { _provenance } = await manifest(workspace.root, "core");
    expect(_provenance["testing.coverage_observed"].provenance).toEqual(["coverage:(outside)/ci.xml"]);
  });

  it("knows a report of the workspace also when the workspace is named by a link", async () => {
    await using workspace = await smallWorkspace();
    await using other = await emptyWorkspace();
    const linked = join(other.root, "link");
    await symlink(workspace.root, linked);
    await put(workspace.root, { "coverage.xml": cobertura(BOTH) });
    const { report } = await cov(asked(linked, [], [join(workspace.root, "coverage.xml")]), at(linked));
    expect(report.reports).toEqual([{ path: "coverage.xml", modules: 3, unowned: 0 }]);
  });

  it("leaves what a person set, and says what the report has", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    const testing = { coverage_observed: 95, observed_at: "2026-11-01T00:00:00Z" };
    await put(root, { "core/module.manifest.json": draft("core", { testing }), "coverage.xml": cobertura(BOTH) });
    const { report } = await cov(asked(root, ["core"], ["coverage.xml"]), at(root));
    expect(report.modules).toMatchObject([{ status: "held", conflicts: [{ current: 95, proposed: 66.67 }] }]);
    expect((await manifest(root, "core")).testing).toEqual(testing);
  });

  it("writes nothing in a dry run, and shows what it would", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "coverage.xml": cobertura(BOTH) });
    const before = await snapshotTree(root);
    const { report, diffs } = await cov(asked(root, ["core"], ["coverage.xml"], { dryRun: true }), at(root));
    expect(report).toMatchObject({ dry_run: true, run: null, summary: { changed: 1 } });
    expect(diffs.join("")).toContain('+    "coverage_observed": 66.67');
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
  });

  it("is undone byte for byte", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    const before = await readFile(join(root, "core/module.manifest.json"), "utf8");
    await put(root, { "coverage.xml": cobertura(BOTH) });
    await cov(asked(root, [], ["coverage.xml"]), at(root));
    await revert({ aim: "last", modules: [], reason: null, dryRun: false }, at(root, LATER));
    expect(await readFile(join(root, "core/module.manifest.json"), "utf8")).toBe(before);
  });

  it("leaves a manifest that breaks its schema, and goes on with the others", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, { "core/module.manifest.json": draft("core", { tags: [7] }), "web/module.manifest.json": "{" });
    await put(root, { "coverage.xml": cobertura(BOTH) });
    const before = await readFile(join(root, "core/module.manifest.json"), "utf8");
    const { report } = await cov(asked(root, [], ["coverage.xml"]), at(root));
    expect(report.modules.map(({ status, findings }) => [status, findings[0]?.code])).toEqual([
      ["failed", "E_MANIFEST"],
      ["changed", undefined],
      ["failed", "E_JSON"],
    ]);
    expect(await readFile(join(root, "core/module.manifest.json"), "utf8")).toBe(before);
  });

  it("agrees with enrichment on all of aurora", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await cov(asked(root, [], ["coverage.xml"]), at(root));
    const measured = (await manifest(root, "src/billing")).testing;
    await enrich(enrichAll, at(root));
    expect((await manifest(root, "src/billing")).testing).toMatchObject(measured);
    expect((await cov(asked(root, [], ["coverage.xml"]), at(root, LATER))).report.run).toBeNull();
    expect((await enrich(enrichAll, at(root, LATER))).report.run).toBeNull();
  });
});

const DOCTYPE = '<!DOCTYPE coverage SYSTEM "http://127.0.0.1:9/coverage-04.dtd">';

describe("t4 cov --from, given what is wrong,", () => {
  it.each<[name: string, files: Record<string, unknown>, from: string[], code: string, says: string]>([
    [
      "an internal entity",
      { "c.xml": cobertura(BOTH).replace("?>", '?><!DOCTYPE coverage [<!ENTITY a "b">]>') },
      ["c.xml"],
      "E_REPORT",
      "entities",
    ],
    ["a truncated report", { "c.xml": cobertura(BOTH).slice(0, -60) }, ["c.xml"], "E_REPORT", "ends before"],
    [
      "files of no module",
      { "c.xml": cobertura({ "x.py": [1], "y.py": [1] }) },
      ["c.xml"],
      "E_REPORT",
      "2 files, none of which",
    ],
    ["a report of nothing", { "c.xml": cobertura({}) }, ["c.xml"], "E_REPORT", "names no files"],
    ["another kind of file", { "c.txt": "hello\n" }, ["c.txt"], "E_REPORT", "is no LCOV"],
    [
      "two reports for one module",
      { "a.xml": cobertura(BOTH), "b.info": lcov(BOTH) },
      ["a.xml", "b.info"],
      "E_REPORT",
      "a.xml and b.info both speak of core",
    ],
    ["a report that is not there", {}, ["gone.xml"], "E_READ", "gone.xml cannot be read (ENOENT)"],
    ["a folder", {}, ["core"], "E_NOT_A_FILE", "core is not a regular file"],
    ["bytes that are no text", { "c.xml": "<coverage>\u0000" }, ["c.xml"], "E_REPORT", "not well-formed"],
  ])("refuses %s and touches nothing", async (_name, files, from, code, says) => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, files);
    const before = await snapshotTree(root);
    const error: any = await cov(asked(root, [], from), at(root)).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code, hint: expect.any(String) });
    expect(error.message).toContain(says);
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
  });

  it("takes a DOCTYPE without fetching it, unknown records of LCOV, and one report named twice", async () => {
    await using workspace = await smallWorkspace();
    const { root } = workspace;
    await put(root, {
      "c.xml": cobertura({ "core/engine.py": [1] }).replace("?>", `?>${DOCTYPE}`),
      "d.info": `TN:x\nVER:2\n${lcov({ "web/index.ts": [1] }).replace("DA:", "FNL:0,1,2\nZZ:later\nDA:")}`,
    });
    const { report } = await cov(asked(root, [], ["c.xml", "d.info", "./c.xml"]), at(root));
    expect(report.reports.map(({ path }) => path)).toEqual(["c.xml", "d.info"]);
    expect(report.summary).toMatchObject({ changed: 2, untested: 1 });
  });

  it("refuses 200 MB without reading it, and says how much it reads", async () => {
    await using workspace = await smallWorkspace();
    const path = join(workspace.root, "huge.xml");
    await writeFile(path, cobertura(BOTH));
    await truncate(path, 200 * 1024 * 1024);
    const error: any = await cov(asked(workspace.root, [], ["huge.xml"]), at(workspace.root)).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({ code: "E_TOO_LARGE", file: "huge.xml" });
    expect(error.message).toContain("larger than 64 MB");
  });
});
