import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DEFAULT_CONFIG } from "@t4/contracts";
import { nodeFiles, sha256, type FilePort } from "@t4/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { keptBenchPath, readBench } from "../bench/read-bench.ts";
import { Consulted, Sources } from "../sources.ts";
import { Reports } from "./reports.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "t4-reports-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

const MODULES = [
  { dir: "a", files: ["a/x.py", "a/test_x.py"] },
  { dir: "b", files: ["b/x.py", "b/test_x.py"] },
];
const [A, B] = MODULES as [(typeof MODULES)[0], (typeof MODULES)[0]];

function setUp(files: FilePort = nodeFiles) {
  const sources = new Sources(files, root);
  const reports = new Reports({ files, root, sources, config: DEFAULT_CONFIG }, MODULES);
  return { reports, consulted: () => new Consulted(sources), sources };
}

const lcov = (path: string, hits: number) => `SF:${path}\nDA:1,1\nDA:2,${hits}\nend_of_record\n`;
const junit = (classname: string, cases = 1) =>
  `<testsuite timestamp="2026-11-18T10:00:00Z">${`<testcase classname="${classname}"/>`.repeat(cases)}</testsuite>`;

describe("Reports", () => {
  it("finds nothing in a workspace without reports, and notes where it looked", async () => {
    const { reports, consulted, sources } = setUp();
    const seen = consulted();
    expect([await reports.coverage(seen, A), await reports.tests(seen, A)]).toEqual([undefined, undefined]);
    const paths = seen.entries().map(([path]) => path);
    expect(paths).toContain("a/coverage.xml");
    expect(paths).toContain("lcov.info");
    expect(paths).toContain("test-results/");
    for (const [path, sha] of seen.entries()) expect(await sources.sha(path)).toBe(sha);
  });

  it("takes the report in the module's folder before the workspace's", async () => {
    put("lcov.info", lcov("a/x.py", 0) + lcov("b/x.py", 0));
    put("a/lcov.info", lcov("x.py", 1));
    const { reports, consulted } = setUp();
    expect(await reports.coverage(consulted(), A)).toMatchObject({ path: "a/lcov.info", covered: 2, total: 2 });
    expect(await reports.coverage(consulted(), B)).toMatchObject({ path: "lcov.info", covered: 1, total: 2 });
  });

  it("goes on to the next report when one says nothing of the module", async () => {
    put("a/lcov.info", lcov("elsewhere.py", 1));
    put("lcov.info", lcov("a/x.py", 0));
    put("junit.xml", junit("b.test_x"));
    put("reports/junit.xml", junit("a.test_x", 2));
    const { reports, consulted } = setUp();
    expect(await reports.coverage(consulted(), A)).toMatchObject({ path: "lcov.info" });
    expect(await reports.tests(consulted(), A)).toMatchObject({ passed: 2, sources: [{ path: "reports/junit.xml" }] });
  });

  it("adds up a folder of test reports", async () => {
    put("test-results/1.xml", junit("a.test_x"));
    put("test-results/2.xml", junit("a.test_x", 3));
    put("test-results/3.xml", junit("b.test_x"));
    put("test-results/other.xml", "<html/>");
    put("test-results/notes.txt", "not XML");
    const { reports, consulted, sources } = setUp();
    const seen = consulted();
    expect(await reports.tests(seen, A)).toEqual({
      sources: [1, 4].map((cases, index) => ({
        path: `test-results/${index + 1}.xml`,
        sha: sha256(junit("a.test_x", index === 0 ? cases : 3)),
      })),
      observedAt: "2026-11-18T10:00:00Z",
      passed: 4,
      failed: 0,
      errors: 0,
      skipped: 0,
    });
    for (const [path, sha] of seen.entries()) expect(await sources.sha(path)).toBe(sha);
  });

  it("reads a report of the workspace once, and notes it with each module", async () => {
    put("lcov.info", lcov("a/x.py", 0) + lcov("b/x.py", 0));
    let reads = 0;
    const { reports, consulted } = setUp({
      ...nodeFiles,
      read: (path, limit) => ((reads += 1), nodeFiles.read(path, limit)),
    });
    const both = [consulted(), consulted()] as const;
    await Promise.all([reports.coverage(both[0], A), reports.coverage(both[1], B)]);
    expect(reads).toBe(1);
    for (const seen of both) expect(new Map(seen.entries()).get("lcov.info")).toMatch(/^[0-9a-f]{64}$/);
  });

  it("names a malformed report", async () => {
    put("coverage.xml", "<coverage>\n<packages>");
    put("a/junit.xml", "<testsuite>");
    const { reports, consulted } = setUp();
    await expect(reports.coverage(consulted(), A)).rejects.toMatchObject({ code: "E_REPORT", file: "coverage.xml" });
    await expect(reports.tests(consulted(), A)).rejects.toMatchObject({ code: "E_REPORT", file: "a/junit.xml" });
    expect(await reports.tests(consulted(), B)).toBeUndefined();
  });
});

const kept = (module: string, p95: number) =>
  JSON.stringify({ version: 1, module, benchmarks: [{ name: "x", unit: "ms", p95, samples: 20 }] });
const read = (name: string, dir = "a") => readBench(setUp().consulted(), { dir, name });

describe("readBench", () => {
  it("takes the artifact in the module's folder before the root's, and notes both", async () => {
    put("bench/manifest/core.json", kept("core", 1));
    const consulted = setUp().consulted();
    expect(await readBench(consulted, { dir: "a", name: "core" })).toMatchObject({ path: "bench/manifest/core.json" });
    expect(consulted.entries().map(([path]) => path)).toEqual([
      "a/bench/manifest/core.json",
      "a/benchmark.json",
      "bench/manifest/core.json",
    ]);
    put("a/bench/manifest/core.json", kept("core", 2));
    expect(await read("core")).toMatchObject({ path: "a/bench/manifest/core.json", benchmarks: [{ p95Ms: 2 }] });
  });

  it("refuses another module's artifact", async () => {
    put("bench/manifest/core.json", kept("other", 1));
    await expect(read("core")).rejects.toMatchObject({ code: "E_REPORT", file: "bench/manifest/core.json" });
  });

  it("gives nothing where there is nothing, also for a name that leads out", async () => {
    expect(await read("core")).toBeUndefined();
    expect(await read("x/../../../../y", "")).toBeUndefined();
  });
});

function keptAt(there: string[], dir = "a", name = "core"): Promise<string | undefined> {
  return keptBenchPath({ dir, name }, (path) => Promise.resolve(there.includes(path)));
}

describe("keptBenchPath", () => {
  it("is at the root, unless something in the module's folder would be read before that", async () => {
    expect(await keptAt(["bench/manifest/core.json"])).toBe("bench/manifest/core.json");
    expect(await keptAt(["a/bench/manifest/core.json"])).toBe("a/bench/manifest/core.json");
    expect(await keptAt(["a/benchmark.json"])).toBe("a/bench/manifest/core.json");
    expect(await keptAt(["benchmark.json"], "")).toBe("bench/manifest/core.json");
  });

  it.each(["x/../../../../y", "x/../core", "x/../../../package", "x//core", "x/./core", "core/", "core.json/x"])(
    "is nowhere for %s, which would share the artifact of another module, or be another file",
    async (name) => {
      expect(await keptAt([], "", name)).toBeUndefined();
      put("bench/manifest/core.json", kept("core", 1));
      put("package.json", "not JSON");
      expect(await read(name)).toBeUndefined();
    },
  );

  it.each([
    ["a name", "é".repeat(117), "é".repeat(116)],
    ["a part", `x/${"m".repeat(234)}/y`, `x/${"m".repeat(233)}/y`],
    ["all parts", "m/".repeat(512) + "m", "m/".repeat(511) + "m"],
  ])("is nowhere for %s too long for a file, and for what is written before it", async (_what, long, short) => {
    expect(await keptAt([], "", long)).toBeUndefined();
    expect(await keptAt([], "", short)).toBe(`bench/manifest/${short}.json`);
  });

  it("is a file of its own for every other name", async () => {
    const names = ["core", "Core", "core.inner", "core/inner", "core-inner", "core..x", "core.json"];
    const paths = await Promise.all(names.map((name) => keptAt([], "", name)));
    expect(paths).toEqual(names.map((name) => `bench/manifest/${name}.json`));
  });
});
