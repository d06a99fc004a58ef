import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { copyFixture, emptyWorkspace, findPython, REPOSITORY, type TempWorkspace, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { bench } from "./bench.ts";
import { cov } from "./cov.ts";
import { enrich } from "./enrich.ts";
import { scaffold } from "./scaffold.ts";
import { asked, draft, put } from "./test-measure.ts";
import type { MeasureInput } from "./write-measured.ts";

const NOW = "2026-11-21T09:00:00Z";
const at = (root: string) => testContext(root, nodeFiles, NOW);
const python = await findPython(["pytest", "pytest_cov", "pytest_benchmark"]);
if (python === undefined) print("skipped: no python3 on the PATH can import pytest, pytest_cov and pytest_benchmark");

/** Asks with the Python that has everything; `FIGURES` names the file that the workspace's own conftest writes to. */
function askedOf(root: string, modules: readonly string[]): MeasureInput {
  const env = { ...process.env, T4_PYTHON: python, FIGURES: join(root, "figures.ndjson") };
  return asked(root, modules, [], { runner: { timeoutMs: 60_000, passEnv: ["FIGURES"], env } });
}

/** What the tools themselves say, noted by them: coverage.py of a module's own files, and `statistics.quantiles` of each benchmark's rounds. */
const CONFTEST = `
import io, json, os, statistics

def note(what):
    with open(os.environ["FIGURES"], "a") as file:
        file.write(json.dumps(what) + "\\n")

def pytest_terminal_summary(config):
    cov = config.pluginmanager.get_plugin("_cov")
    if cov is None or cov.cov_controller is None:
        return
    nested = [path + "/*" for path in config.getoption("ignore") or []]
    omit = list(cov.cov_controller.cov.get_option("run:omit") or []) + nested
    text = io.StringIO()
    cov.cov_controller.cov.set_option("report:precision", 4)
    cov.cov_controller.cov.report(omit=omit, file=text)
    [total] = [line for line in text.getvalue().splitlines() if line.startswith("TOTAL")]
    note({"args": config.args, "percent": float(total.split()[-1].rstrip("%"))})

def pytest_benchmark_update_json(config, benchmarks, output_json):
    for benchmark in output_json["benchmarks"]:
        data = [second * 1000 for second in benchmark["stats"]["data"]]
        cuts = statistics.quantiles(data, n=100, method="inclusive")
        note({"name": benchmark["fullname"], "p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "samples": len(data)})
`;

async function figures(root: string): Promise<any[]> {
  const lines = (await readFile(join(root, "figures.ndjson"), "utf8")).trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line));
}

/** A module with its package in a `src` folder, and one test. */
function srcLayout(name: string, test: string): Record<string, unknown> {
  return {
    [`${name}/module.manifest.json`]: draft(name),
    [`${name}/src/${name}/__init__.py`]: "",
    [`${name}/src/${name}/a.py`]: "x = 1\n",
    [`${name}/src/${name}/deep/__init__.py`]: "y = 1\n",
    [`${name}/src/${name}/deep/b.py`]: "z = 1\nz = 2\n",
    [`${name}/tests/test_it.py`]: test,
    [`${name}/tests/helper.py`]: "never = 1\n",
  };
}

/** A workspace that holds these files, in which vitest is installed. */
async function withVitest(files: Parameters<typeof put>[1]): Promise<TempWorkspace> {
  const workspace = await emptyWorkspace("t4-vitest-");
  await symlink(join(REPOSITORY, "node_modules"), join(workspace.root, "node_modules"));
  await put(workspace.root, files);
  return workspace;
}

describe.skipIf(python === undefined)("real pytest on aurora", () => {
  it("covers each module with tests as coverage.py itself says, to 0.01 %", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await writeFile(join(root, "conftest.py"), CONFTEST);
    const { report } = await cov(askedOf(root, []), at(root));
    const noted = new Map((await figures(root)).map(({ args, percent }) => [args[0], percent]));
    const measured = report.modules.filter(({ status }) => status === "changed");
    const differing = measured.filter(({ path, figure }) => {
      const percent = noted.get(path.slice(0, path.lastIndexOf("/")));
      return !(Math.abs(percent - (figure?.observed ?? Number.NaN)) <= 0.01);
    });
    expect(differing).toEqual([]);
    expect(measured).toHaveLength(report.modules.length);
    const written = JSON.parse(await readFile(join(root, "src/catalog/module.manifest.json"), "utf8")).testing;
    await enrich({ modules: [], dryRun: false }, at(root));
    // The workspace holds older reports of other figures: they do not undo what was measured.
    const after = JSON.parse(await readFile(join(root, "src/catalog/module.manifest.json"), "utf8")).testing;
    expect(after).toMatchObject(written);
  }, 120_000);

  it("measures the module's folder alone where pytest's own options name others", async () => {
    await using workspace = await emptyWorkspace("t4-pytest-");
    const { root } = workspace;
    await put(root, {
      "t4.config.json": {},
      "pytest.ini": "[pytest]\npythonpath = .\naddopts = --cov=one --cov=two\n",
      "one/module.manifest.json": draft("one"),
      "one/plain.py": "a = 1\nb = 2\nc = 3\n",
      "two/module.manifest.json": draft("two"),
      "two/plain.py": "a = 1\nb = 2\nc = 3\n",
      "two/test_it.py": "from one import plain\n\n\ndef test_it():\n    assert plain\n",
    });
    const { report } = await cov(askedOf(root, ["two"]), at(root));
    expect(report.modules).toMatchObject([{ figure: { covered: 3, total: 6 } }]);
  }, 60_000);

  it("counts files of a src folder that no test loads, and no module of which only the tests were seen", async () => {
    await using workspace = await emptyWorkspace("t4-pytest-");
    const { root } = workspace;
    await put(root, {
      "t4.config.json": {},
      "pytest.ini": "[pytest]\npythonpath = shop/src\naddopts = --import-mode=importlib\n",
      ...srcLayout("shop", "import shop.a\n\n\ndef test_it():\n    assert shop.a\n"),
      "wide/module.manifest.json": draft("wide"),
      "wide/code/plain.py": "a = 1\n",
      "wide/tests/test_it.py": "import json\n\n\ndef test_it():\n    assert json\n",
    });
    const { report } = await cov({ ...askedOf(root, []), keepGoing: true }, at(root));
    const byName = new Map(report.modules.map((each) => [each.module, each]));
    // Of the code: a.py, and deep, of which nothing is loaded; of the tests, what ran.
    expect(byName.get("shop")).toMatchObject({ findings: [], figure: { covered: 4, total: 7 } });
    expect(byName.get("wide")).toMatchObject({
      status: "untested",
      findings: [{ severity: "warning", code: "E_NO_TESTS" }],
    });
  }, 60_000);

  it("measures where pytest's own options keep the plugins out, and leaves the floor to the gate", async () => {
    await using workspace = await emptyWorkspace("t4-pytest-");
    const { root } = workspace;
    await put(root, {
      "t4.config.json": {},
      "pyproject.toml":
        '[tool.pytest.ini_options]\naddopts = "-p no:cov -p no:benchmark"\n[tool.coverage.report]\nfail_under = 100\n',
      "one/module.manifest.json": draft("one"),
      "one/never.py": "a = 1\n",
      "one/tests/benchmarks/test_it.py": "def test_it(benchmark):\n    benchmark.pedantic(len, [[]], rounds=30)\n",
    });
    const covered = await cov(askedOf(root, ["one"]), at(root));
    expect(covered.report.modules).toMatchObject([{ findings: [], figure: { covered: 2, total: 3 } }]);
    const { report } = await bench(askedOf(root, ["one"]), at(root));
    expect((await nodeFiles.list(root))?.toSorted()).toEqual([
      ".t4",
      "bench",
      "manifests",
      "one",
      "pyproject.toml",
      "t4.config.json",
    ]);
    expect(report.modules).toMatchObject([{ findings: [], figure: { benchmarks: 1, slowest: { samples: 30 } } }]);
  }, 60_000);

  it("counts scaffolded tests unless coverage.py is told to leave them out, as the runbook says", async () => {
    await using workspace = await emptyWorkspace("t4-pytest-");
    const { root } = workspace;
    const source = "def charge(amount):\n    if amount < 0:\n        raise ValueError(amount)\n    return amount\n";
    await put(root, {
      "t4.config.json": { pythonRoots: ["src"] },
      "pyproject.toml": "",
      "src/billing/module.manifest.json": draft("billing"),
      "src/billing/__init__.py": source,
    });
    await scaffold({ kind: "tests", scope: { all: true }, apply: true }, at(root));
    const measure = async (settings: string) => {
      await put(root, { "pyproject.toml": settings });
      return (await cov({ ...askedOf(root, ["billing"]), dryRun: true }, at(root))).report.modules[0]?.figure;
    };
    expect((await measure(""))?.total).toBeGreaterThan(20);
    const page = await readFile(join(REPOSITORY, "docs/runbooks/observed-data.md"), "utf8");
    const ways = [...page.matchAll(/```toml\n(.*?)```/gs)].map(([, way]) => way ?? "");
    expect(ways).toHaveLength(2);
    for (const way of ways) expect(await measure(way)).toMatchObject({ covered: 1, total: 4 });
  }, 60_000);

  it("gives percentiles as Python's statistics.quantiles does on the same rounds", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await writeFile(join(root, "conftest.py"), CONFTEST);
    const { report } = await bench(askedOf(root, ["pricing", "webhook_gateway"]), at(root));
    expect(report.modules.flatMap(({ findings }) => findings)).toEqual([]);
    const kept: any[] = [];
    for (const { figure, path } of report.modules) {
      const { benchmarks, env } = JSON.parse(await readFile(join(root, figure?.kept ?? ""), "utf8"));
      expect(env).toMatchObject({ runtime: expect.stringMatching(/^CPython 3/), gil: true });
      kept.push(
        ...benchmarks.map((one: any) => ({ ...one, name: `${path.replace("module.manifest.json", "")}${one.name}` })),
      );
    }
    const noted = await figures(root);
    expect(noted).toHaveLength(3);
    for (const { name, samples, ...percentiles } of noted) {
      const one = kept.find((each) => each.name === name);
      expect(one).toMatchObject({ unit: "ms", samples });
      for (const [key, value] of Object.entries<number>(percentiles)) expect(one[key] / value).toBeCloseTo(1, 9);
    }
  }, 60_000);
});

describe("real vitest", () => {
  it("measures coverage of all of a module's files, and percentiles of its benchmarks", async () => {
    await using workspace = await withVitest({
      "t4.config.json": {},
      "package.json": { type: "module" },
      "web/module.manifest.json": draft("web"),
      "web/add.ts":
        "export function add(a: number, b: number): number {\n  if (a > 9) {\n    return 0;\n  }\n  return a + b;\n}\n",
      "web/never.ts": "export const never = (): number => 1;\n",
      "web/add.test.ts":
        'import { expect, it } from "vitest";\nimport { add } from "./add.ts";\nit("adds", () => expect(add(1, 2)).toBe(3));\n',
      "web/add.bench.ts":
        'import { bench } from "vitest";\nimport { add } from "./add.ts";\nbench("add", () => { add(1, 2); }, { time: 20, iterations: 50, warmupTime: 1 });\n',
    });
    const { root } = workspace;
    const covered = await cov(asked(root, ["web"]), at(root));
    expect(covered.report.modules).toMatchObject([
      { status: "changed", figure: { observed: 50, covered: 2, total: 4 } },
    ]);
    const { report } = await bench(asked(root, ["web"]), at(root));
    expect(report.modules[0]?.findings).toEqual([]);
    const { benchmarks, env } = JSON.parse(await readFile(join(root, "bench/manifest/web.json"), "utf8"));
    expect(env.runtime).toBe(`Node.js ${process.versions.node}`);
    expect(benchmarks).toMatchObject([{ name: "add.bench.ts > add", unit: "ms", samples: expect.any(Number) }]);
    const [{ p50, p95, p99, samples }] = benchmarks;
    expect(samples).toBeGreaterThanOrEqual(50);
    expect(p50 <= p95 && p95 <= p99 && p50 > 0).toBe(true);
  });

  it.each([
    ["{ lines: 1, autoUpdate: true }", ""],
    ["{ 100: true }", ""],
    ['{ "**.ts": { 100: true }, perFile: true }', ""],
    [
      "{}",
      "config: () => ({ test: { coverage: { thresholds: { lines: 100 } }, projects: [{ test: { name: 'one' } }] } })",
    ],
    ["{}", "configureVitest: ({ vitest }) => { vitest.config.coverage.thresholds = { lines: 100 }; }"],
  ])("leaves the floors %s as they are, and to the gate, also with a plugin's late %j", async (floors, hook) => {
    const plugins = `[{ name: "late", enforce: "post", ${hook} }]`;
    const config = `export default { plugins: ${plugins}, test: { coverage: { thresholds: ${floors}, reporter: ["html", "lcov"] } } };\n`;
    await using workspace = await withVitest({
      "t4.config.json": {},
      "vitest.config.mjs": config,
      "web/module.manifest.json": draft("web"),
      "web/two.ts": "export const one = (): number => 1;\nexport const two = (): number => {\n  return 2;\n};\n",
      "web/two.test.ts":
        'import { expect, it } from "vitest";\nimport { one } from "./two.ts";\nit("is one", () => expect(one()).toBe(1));\n',
    });
    const { root } = workspace;
    const { report } = await cov(asked(root, ["web"]), at(root));
    expect(report.modules).toMatchObject([{ status: "changed", tail: [], figure: { covered: 2, total: 3 } }]);
    expect(await readFile(join(root, "vitest.config.mjs"), "utf8")).toBe(config);
    expect(await nodeFiles.list(join(root, "coverage"))).toBeUndefined();
  });

  it.each([
    ["while it is warmed up", "{ time: 0, iterations: 9 }"],
    ["later", "{ time: 0, iterations: 9, warmupTime: 0, warmupIterations: 0 }"],
  ])("fails with what a benchmark throws %s", async (_, options) => {
    await using workspace = await withVitest({
      "t4.config.json": {},
      "web/module.manifest.json": draft("web"),
      "web/a.bench.ts": `import { bench } from "vitest";\nbench("bad", () => { throw new Error("out of tea"); }, ${options});\n`,
    });
    const { root } = workspace;
    const { report } = await bench(asked(root, ["web"]), at(root));
    expect(report.modules).toMatchObject([
      { status: "failed", findings: [{ code: "E_RUN_FAILED", message: "vitest bench ended with exit code 1" }] },
    ]);
    expect(report.modules[0]?.tail.join("\n")).toContain("out of tea");
  });

  it("says what may be in the way where a module's benchmarks are skipped, or its code is left out", async () => {
    await using workspace = await withVitest({
      "t4.config.json": {},
      "vitest.config.mjs": 'export default { test: { coverage: { exclude: ["**/web/**"] } } };\n',
      "web/module.manifest.json": draft("web"),
      "web/one.ts": "export const one = 1;\n",
      "web/one.test.ts":
        'import { expect, it } from "vitest";\nimport { one } from "./one.ts";\nit("is one", () => expect(one).toBe(1));\n',
      "web/one.bench.ts": 'import { bench } from "vitest";\nbench.skip("one", () => {});\n',
    });
    const { root } = workspace;
    const found = async (measure: typeof cov | typeof bench) =>
      (await measure(asked(root, ["web"]), at(root))).report.modules;
    const fix = expect.stringContaining("vitest's `coverage`");
    expect(await found(cov)).toMatchObject([{ status: "untested", findings: [{ code: "E_NO_TESTS", fix }] }]);
    expect(await found(bench)).toMatchObject([
      { status: "untested", findings: [{ code: "E_NO_TESTS", fix: expect.stringContaining("is skipped") }] },
    ]);
  });

  it("fails with the failing test's own words", async () => {
    await using workspace = await withVitest({
      "t4.config.json": {},
      "web/module.manifest.json": draft("web"),
      "web/a.test.ts": 'import { expect, it } from "vitest";\nit("adds wrongly", () => expect(1 + 1).toBe(3));\n',
    });
    const { root } = workspace;
    const { report } = await cov(asked(root, ["web"]), at(root));
    expect(report).toMatchObject({ run: null, modules: [{ status: "failed", findings: [{ code: "E_RUN_FAILED" }] }] });
    expect(report.modules[0]?.tail.join("\n")).toContain("adds wrongly");
  });
});

function print(line: string): void {
  process.stderr.write(`${line}\n`);
}
