import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { diffTrees, emptyWorkspace, snapshotTree, type TempWorkspace, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { bench } from "./bench.ts";
import { cov } from "./cov.ts";
import { asked, cobertura, draft, put } from "./test-measure.ts";
import type { MeasureInput } from "./write-measured.ts";

const NOW = "2026-11-21T09:00:00Z";
const at = (root: string) => testContext(root, nodeFiles, NOW);
const MODULES = [
  "bad",
  "blank",
  "crash",
  "good",
  "hang",
  "idle",
  "loud",
  "mute",
  "none",
  "odd",
  "only",
  "strange",
  "uncovered",
  "void",
];

/** A workspace of modules that are named after what their tests do. */
async function workspaceOf(): Promise<TempWorkspace> {
  const workspace = await emptyWorkspace("t4-runs-");
  const files = MODULES.flatMap((name) => [
    [`${name}/module.manifest.json`, draft(name)] as const,
    [`${name}/code.py`, "x = 1\n"] as const,
    [`${name}/tests/benchmarks/test_code.py`, "def test_x(): pass\n"] as const,
  ]);
  await put(workspace.root, {
    ...Object.fromEntries(files),
    "plain/module.manifest.json": draft("plain"),
    "good/inner/module.manifest.json": draft("inner"),
  });
  return workspace;
}

/**
 * Stands for a Python with pytest-cov and pytest-benchmark: answers what it can import, then does what the module's name says, which is the last argument.
 * Every start is noted in the file that $NOTE names, with the names of the variables that it got.
 */
const FAKE = `#!${process.execPath}
const { writeFileSync, appendFileSync } = require("node:fs");
const args = process.argv.slice(2);
if (args[0] === "-B") {
  console.log("a module that prints");
  console.log(JSON.stringify({ missing: [], has: ["pytest_cov"], facts: { runtime: "CPython 3.0.0", allocator: "a", gil: true } }));
  process.exit(0);
}
const after = (flag) => (args.find((arg) => arg.startsWith(flag)) ?? "").slice(flag.length);
const subject = args.at(-1).split("/")[0];
if (process.env.NOTE) appendFileSync(process.env.NOTE, JSON.stringify({ args, cwd: process.cwd(), env: Object.keys(process.env) }) + "\\n");
if (subject === "hang") { setInterval(() => {}, 1000); console.log("waiting for a lock"); }
else if (subject === "crash") { console.log("about to crash"); process.kill(process.pid, "SIGSEGV"); }
else if (subject === "bad") { console.log("unrecognized arguments:\\n1 failed"); process.exit(1); }
else if (subject === "idle") { console.log("no tests ran"); process.exit(5); }
else if (subject === "loud") {
  for (let n = 0; n < 1e6; n += 1e4) writeFileSync(1, Array.from({ length: 1e4 }, (_, k) => "line " + (n + k + 1) + "\\n").join(""));
  process.exit(1);
}
else if (subject === "blank") writeFileSync(after("--benchmark-json="), "");
else if (subject === "void") console.log("CovReportWarning: Failed to generate report: No data to report.\\n\\n1 passed");
else if (subject === "only") { console.error("ERROR: Can't have both --benchmark-only and --benchmark-disable options."); process.exit(4); }
else if (subject === "strange") { console.error("python: error: unrecognized arguments: -n2\\n  inifile: pytest.ini"); process.exit(4); }
else if (subject === "uncovered") console.log("WARNING: Coverage disabled via --no-cov switch!\\n1 passed");
else if (subject === "none") { if (after("--cov-report=xml:")) writeFileSync(after("--cov-report=xml:"), ${JSON.stringify(cobertura({ "elsewhere.py": [1] }))}); else writeFileSync(after("--benchmark-json="), '{"files":[]}'); }
else if (subject === "odd") { if (after("--cov-report=xml:")) writeFileSync(after("--cov-report=xml:"), "<coverage>"); else writeFileSync(after("--benchmark-json="), "{"); }
else if (subject === "good") {
  if (process.env.REMOVE) require("node:fs").rmSync(process.env.REMOVE);
  const cov = after("--cov-report=xml:");
  if (cov) writeFileSync(cov, ${JSON.stringify(cobertura({ "good/code.py": [1, 1, 1, 0] }))});
  else writeFileSync(after("--benchmark-json="), JSON.stringify({ datetime: "2020-01-01T00:00:00", benchmarks: [{ fullname: "good/tests/benchmarks/test_code.py::test_x", stats: { data: Array.from({ length: 40 }, (_, n) => 0.001 + n / 1e6) } }] }));
}
`;

async function fakePython(folder: string): Promise<string> {
  const path = join(folder, "python3");
  await writeFile(path, FAKE);
  await chmod(path, 0o755);
  return path;
}

/** Asks on the fake Python, with a time limit for `hang`. */
async function askedOf(
  root: string,
  folder: string,
  modules: string[],
  more: Partial<MeasureInput> = {},
): Promise<MeasureInput> {
  const env = { ...process.env, T4_PYTHON: await fakePython(folder), SECRET: "token", NOTE: join(folder, "note") };
  return asked(root, modules, [], { runner: { timeoutMs: 1500, passEnv: ["NOTE"], env }, ...more });
}

describe("a runner", () => {
  it("is started as specified, in an environment without secrets, and leaves nothing in the workspace", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const { root } = workspace;
    const before = await snapshotTree(root);
    const { report } = await cov(await askedOf(root, folder.root, ["good"]), at(root));
    expect(report.modules).toMatchObject([
      { status: "changed", figure: { observed: 75, was: null, covered: 3, total: 4 } },
    ]);
    const { testing, _provenance } = JSON.parse(await readFile(join(root, "good/module.manifest.json"), "utf8"));
    expect(testing).toEqual({ coverage_observed: 75, observed_at: NOW });
    expect(_provenance["testing.coverage_observed"].provenance).toEqual(["coverage:(pytest-cov)"]);
    const start = JSON.parse(await readFile(join(folder.root, "note"), "utf8"));
    expect(start.cwd).toBe(root);
    expect(start.args).toEqual(
      expect.arrayContaining(["-m", "pytest", "--cov=good", "--ignore=good/inner", "--cov-fail-under=0"]),
    );
    expect(start.args.join(" ")).toContain("-p pytest_cov --cov-reset");
    expect(start.env).toEqual(expect.arrayContaining(["PATH", "HOME", "NOTE", "PYTHONDONTWRITEBYTECODE"]));
    expect(start.env).not.toContain("SECRET");
    const paths = diffTrees(before, await snapshotTree(root), { mtimes: false }).map(({ path }) => path);
    expect(paths.filter((path) => !/^(manifests|\.t4)/.test(path))).toEqual(["good/module.manifest.json"]);
  });

  it("gives the same bytes for the same result at the same time", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const input = await askedOf(workspace.root, folder.root, ["good"]);
    await cov(input, at(workspace.root));
    expect((await cov(input, at(workspace.root))).report).toMatchObject({ run: null, summary: { unchanged: 1 } });
  });

  it.each([
    ["bad", "pytest-cov ended with exit code 1", "1 failed", "See the end of its output below"],
    ["crash", "pytest-cov crashed with SIGSEGV", "about to crash", "See the end of its output below"],
    ["hang", "pytest-cov did not end within 1.5 seconds", "waiting for a lock", "give it more time with --timeout"],
    ["loud", "pytest-cov ended with exit code 1", "line 1000000", "See the end of its output below"],
    ["mute", "pytest-cov ended well and left no report", undefined, "See the end of its output below"],
    ["only", "pytest-cov ended with exit code 4", expect.stringContaining("ERROR"), "Take `--benchmark-only` out"],
    ["strange", "pytest-cov ended with exit code 4", "  inifile: pytest.ini", "Install the plugins"],
    ["uncovered", "pytest-cov ended well and left no report", "1 passed", "Take `--no-cov` out"],
    ["odd", "(pytest-cov) ends before its elements are closed", undefined, "Produce the report again"],
  ])("that is %s keeps everything from being written, with the end of its output", async (name, why, last, fix) => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const { root } = workspace;
    const before = await snapshotTree(root);
    const { report } = await cov(await askedOf(root, folder.root, [name, "good"]), at(root));
    expect(report.run).toBeNull();
    expect(report.modules.map(({ status }) => status)).toEqual(["failed", "unwritten"]);
    expect(report.modules[0]?.findings).toMatchObject([{ code: "E_RUN_FAILED", module: name }]);
    expect(report.modules[0]?.findings[0]?.message).toContain(why);
    expect(report.modules[0]?.findings[0]?.fix).toContain(fix);
    expect(report.modules[0]?.tail.at(-1)).toEqual(last);
    expect(report.modules[0]?.tail.length).toBeLessThanOrEqual(40);
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
  });

  it("that fails keeps nothing else from being written when that is asked for", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const input = await askedOf(workspace.root, folder.root, ["bad", "good"], { keepGoing: true });
    const { report } = await cov(input, at(workspace.root));
    expect(report.modules.map(({ status }) => status)).toEqual(["failed", "changed"]);
    expect(report.run).not.toBeNull();
  });

  it("that measures benchmarks is not alone in what it says of the machine", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const { root } = workspace;
    const { report } = await bench(await askedOf(root, folder.root, ["good"]), at(root));
    expect(report.modules).toMatchObject([{ status: "changed", figure: { benchmarks: 1, slowest: { samples: 40 } } }]);
    const kept = JSON.parse(await readFile(join(root, "bench/manifest/good.json"), "utf8"));
    expect(kept).toMatchObject({ observed_at: NOW, benchmarks: [{ name: "tests/benchmarks/test_code.py::test_x" }] });
    expect(Object.keys(kept.env).sort()).toEqual(["allocator", "arch", "cores", "cpu", "gil", "os", "runtime"]);
    expect(kept.env.runtime).toBe("CPython 3.0.0");
    const start = JSON.parse(await readFile(join(folder.root, "note"), "utf8"));
    // Also where the project's own options keep the plugins out.
    expect(start.args.join(" ")).toContain("-p benchmark --benchmark-enable");
    expect(start.args.join(" ")).toContain("-p pytest_cov --no-cov");
    expect(start.args.join(" ")).toMatch(/--benchmark-storage=file:\/\/\S*t4-collect-/);
  });

  it("is not started for a module whose benchmarks could not be kept, which keeps no other from being written", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const { root } = workspace;
    const names = ["bad//name", "good", "idle", "plain//name"];
    await mkdir(join(root, "bench/manifest/idle.json"), { recursive: true });
    await put(root, {
      "bad/module.manifest.json": draft("bad//name"),
      "plain/module.manifest.json": draft("plain//name"),
    });
    const { report } = await bench(await askedOf(root, folder.root, names, { keepGoing: true }), at(root));
    expect(report.modules.map(({ status, findings }) => [status, findings[0]?.code])).toEqual([
      ["failed", "E_MANIFEST"],
      ["changed", undefined],
      ["failed", "E_NOT_A_FILE"],
      ["untested", "E_NO_TESTS"],
    ]);
    expect(JSON.parse(await readFile(join(root, "bench/manifest/good.json"), "utf8"))).toMatchObject({
      module: "good",
    });
    const starts = (await readFile(join(folder.root, "note"), "utf8")).trimEnd().split("\n");
    expect(starts.map((line) => JSON.parse(line).args.at(-1))).toEqual(["good/tests/benchmarks"]);
  });

  it("that ran no benchmark is told with what to do", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const { report } = await bench(await askedOf(workspace.root, folder.root, ["blank"]), at(workspace.root));
    expect(report.modules).toMatchObject([
      {
        status: "untested",
        findings: [
          {
            code: "E_NO_TESTS",
            message: "pytest-benchmark ran no benchmark in blank",
            fix: expect.stringContaining("ask for the `benchmark` fixture"),
          },
        ],
      },
    ]);
  });

  it("that counted no lines keeps nothing else from being written", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const input = await askedOf(workspace.root, folder.root, ["good", "void"]);
    const { report } = await cov(input, at(workspace.root));
    const message = "pytest-cov counted no lines in void";
    expect(report.modules).toMatchObject([
      { status: "changed" },
      { status: "untested", findings: [{ code: "E_NO_TESTS", message, fix: expect.stringContaining("`omit`") }] },
    ]);
  });

  it.each([
    ["tests", cov, "tests were run, and no code was counted in none", "no setting of coverage.py or of vitest"],
    ["benchmarks", bench, "no benchmark was run in none", "none of its benchmarks is skipped"],
  ])(
    "of %s whose report counts nothing of the module is told with what may be in the way",
    async (_, measure, message, fix) => {
      await using workspace = await workspaceOf();
      await using folder = await emptyWorkspace();
      const { report } = await measure(await askedOf(workspace.root, folder.root, ["none"]), at(workspace.root));
      const findings = [{ code: "E_NO_TESTS", message, fix: expect.stringContaining(fix) }];
      expect(report.modules).toMatchObject([{ status: "untested", findings }]);
    },
  );

  it("is not started for a module that has nothing to run, which is said", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const input = await askedOf(workspace.root, folder.root, ["plain"]);
    const finding = async (measure: typeof cov | typeof bench) => {
      const { report } = await measure(input, at(workspace.root));
      expect(report.modules).toMatchObject([{ status: "untested", findings: [{ code: "E_NO_TESTS" }] }]);
      return report.modules[0]?.findings[0];
    };
    const [tests, benchmarks] = [await finding(cov), await finding(bench)];
    expect(tests).toMatchObject({
      message: "plain has no tests in its folder",
      fix: expect.stringContaining("t4 scaffold tests"),
    });
    expect(benchmarks).toMatchObject({
      message: "plain has no benchmarks in its folder",
      fix: expect.stringContaining("tests/benchmarks"),
    });
  });

  it("that finds no tests in a module keeps nothing else from being written", async () => {
    await using workspace = await workspaceOf();
    await using folder = await emptyWorkspace();
    const input = await askedOf(workspace.root, folder.root, ["good", "idle"]);
    const { report } = await cov(input, at(workspace.root));
    expect(report.modules).toMatchObject([
      { status: "changed" },
      { status: "untested", findings: [{ code: "E_NO_TESTS", message: "pytest-cov found no tests to run in idle" }] },
    ]);
  });

  it.each([[["good"]], [["good", "plain"]], [[]]])(
    "that removes the manifest of what it measures has failed: %j",
    async (modules) => {
      await using workspace = await workspaceOf();
      await using folder = await emptyWorkspace();
      const { root } = workspace;
      for (const name of MODULES) if (name !== "good") await rm(join(root, name), { recursive: true });
      const input = await askedOf(root, folder.root, modules);
      const env = { ...input.runner.env, REMOVE: join(root, "good/module.manifest.json") };
      const { report } = await cov({ ...input, runner: { ...input.runner, env, passEnv: ["REMOVE"] } }, at(root));
      expect(report.run).toBeNull();
      expect(report.modules[0]).toMatchObject({
        module: "good",
        status: "failed",
        findings: [{ code: "E_RUN_FAILED" }],
      });
    },
  );

  it("that is missing is told with what to install, before anything is run", async () => {
    await using workspace = await workspaceOf();
    const { root } = workspace;
    const env = { PATH: root, HOME: root };
    const input = asked(root, ["good"], [], { runner: { timeoutMs: 1500, passEnv: [], env } });
    await expect(cov(input, at(root))).rejects.toMatchObject({
      code: "E_RUNNER",
      message: "there is no Python on the PATH",
      hint: expect.stringContaining("python3 -m pip install pytest pytest-cov"),
    });
    await put(root, { "good/code.test.ts": "" });
    await expect(cov(input, at(root))).rejects.toMatchObject({
      code: "E_RUNNER",
      hint: "npm install --save-dev vitest @vitest/coverage-v8",
    });
  });
});
