import { execFile } from "node:child_process";
import { readFile, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyFixture, emptyWorkspace, findPython, REPOSITORY, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { scaffold, type ScaffoldReport } from "./scaffold.ts";
import { scaffoldRun, type ScaffoldRunReport, type SuiteName } from "./scaffold-run.ts";
import { draft, put } from "./test-measure.ts";

const python = await findPython(["pytest"]);
if (python === undefined) process.stderr.write("skipped: no python3 on the PATH can import pytest\n");

function scaffoldAll(root: string): Promise<ScaffoldReport> {
  return scaffold({ kind: "tests", scope: { all: true }, apply: true }, testContext(root));
}

function runTests(root: string, suite: SuiteName, modules: string[] = []): Promise<ScaffoldRunReport> {
  const env = { ...process.env, T4_PYTHON: python };
  return scaffoldRun({ suite, modules, runner: { timeoutMs: 120_000, passEnv: [], env } }, testContext(root));
}

/** What pytest says when a person starts it, with its usual settings, on everything at once. */
async function pytest(root: string, ...args: string[]): Promise<string> {
  const command = promisify(execFile)(python ?? "", ["-m", "pytest", "-q", "-p", "no:cacheprovider", ...args], {
    cwd: root,
  });
  return command.then(
    ({ stdout }) => stdout.trim().split("\n").at(-1) ?? "",
    ({ stdout }: { stdout: string }) => stdout,
  );
}

describe.skipIf(python === undefined)("scaffolded tests of Python", () => {
  it("pass as generated under a plain pytest, wherever packages start, and whatever they are called", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await put(root, {
      "t4.config.json": { pythonRoots: ["src", "libs"] },
      "src/pay/module.manifest.json": draft("pay"),
      "src/pay/__init__.py":
        'from .core import charge, Card\nfrom missing import gone\n__all__ = ["charge", "Card", "gone"]\n',
      "src/pay/core.py": "def charge(amount):\n    return amount\n\n\nclass Card:\n    pass\n",
      "src/missing.py": "gone = object()\n",
      "src/pay/cards/module.manifest.json": draft("pay.cards"),
      "src/pay/cards/__init__.py":
        "def read(): pass\n\n@property\ndef limit(self): pass\n\n@classmethod\ndef of(cls): pass\n",
      "libs/my-pkg/module.manifest.json": draft("my-pkg"),
      "libs/my-pkg/__init__.py": "def f(): pass\n",
      "libs/class/module.manifest.json": draft("class"),
      "libs/class/__init__.py": "import pay\n",
      "apps/shop/module.manifest.json": draft("shop"),
      "apps/shop/src/shop_app/__init__.py": "def open_shop(): pass\n",
      "apps/till/module.manifest.json": draft("till"),
      "apps/till/src/till_app/__init__.py": "def open_till(): pass\n",
      "apps/till/tests/test_unit.py": "def test_own(): pass\n",
      "apps/my-desk/module.manifest.json": draft("my-desk"),
      "apps/my-desk/__init__.py": "def f(): pass\n",
      "apps/desk/module.manifest.json": draft("my.desk"),
      "apps/desk/src/my_desk/__init__.py": "def f(): pass\n",
      "notes/module.manifest.json": draft("notes"),
      "libs/logging/module.manifest.json": draft("logging"),
      "libs/logging/__init__.py": "def f(): pass\n",
      "bad/module.manifest.json": draft("bad"),
      "bad/__init__.py": "def f(:\n",
    });
    const { modules, run } = await scaffoldAll(root);
    expect(run).not.toBeNull();
    const filesOf = (name: string) => modules.find(({ module }) => module === name)?.files.map(({ path }) => path);
    expect(filesOf("pay.cards")).toEqual(
      ["__init__", "conftest", "test_smoke", "test_unit", "test_integration"].map(
        (name) => `src/pay/cards/tests/${name}.py`,
      ),
    );
    expect(filesOf("shop")?.[0]).toBe("apps/shop/tests/conftest.py");
    const why = (name: string) => modules.find(({ module }) => module === name)?.left_out[0]?.why;
    expect(why("notes")).toContain("nothing to import");
    expect(why("bad")).toContain("does not parse");
    expect(why("logging")).toContain("standard library");
    expect(await readFile(join(root, "src/pay/tests/test_smoke.py"), "utf8")).toContain('"Card",\n    "charge",\n');
    expect(filesOf("till")).toEqual(
      ["conftest", "test_smoke_till", "test_integration_till"].map((name) => `apps/till/tests/${name}.py`),
    );
    // Everything at once: files in no package that had one name pytest would take for one.
    expect(await pytest(root, "src", "libs", "apps")).toMatch(/^\d+ passed in/);
    expect((await scaffoldAll(root)).run).toBeNull();

    const { modules: told } = await runTests(root, "fast", ["pay", "notes"]);
    expect(told).toMatchObject([
      { module: "pay", status: "passed", passed: 4, skipped: 0 },
      { module: "notes", status: "untested" },
    ]);
    await writeFile(join(root, "src/pay/core.py"), "def charge(amount):\n    return amount\n\n\nCard = None\n");
    expect((await runTests(root, "smoke", ["pay"])).modules).toMatchObject([{ status: "passed", passed: 2 }]);
    expect((await runTests(root, "fast", ["pay"])).modules).toMatchObject([{ status: "failed" }]);
    await writeFile(join(root, "src/pay/core.py"), "charge = 1\n");
    expect((await runTests(root, "smoke", ["pay"])).modules).toMatchObject([{ status: "failed" }]);
  }, 120_000);

  it("pass on aurora, beside the tests that are there", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    const { modules } = await scaffoldAll(root);
    expect(modules.flatMap(({ left_out }) => left_out)).toEqual([]);
    const own = modules.flatMap(({ files }) => files.map(({ path }) => path).filter((path) => path.includes("/test_")));
    expect(own.length).toBeGreaterThan(30);
    expect(await pytest(root, ...own)).toMatch(/^\d+ passed in/);
  }, 120_000);
});

describe("running tests", () => {
  it("judges slow folders within the module, and fails for manifests that cannot be used", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await put(root, {
      "t4.config.json": {},
      "slow/pay/module.manifest.json": draft("pay"),
      "slow/pay/tests/test_own.py": "def test_own(): pass\n",
      "torn/module.manifest.json": "{",
    });
    // No Python is started: that one would be is what tells.
    const runner = { timeoutMs: 1000, passEnv: [], env: { T4_PYTHON: join(root, "none") } };
    const run = (suite: SuiteName) => scaffoldRun({ suite, modules: [], runner }, testContext(root));
    await expect(run("fast")).rejects.toMatchObject({ code: "E_RUNNER" });
    expect((await run("smoke")).modules).toMatchObject([
      { module: "pay", status: "untested" },
      { module: "torn", status: "failed", because: expect.stringContaining("torn/module.manifest.json") },
    ]);
  });
});

describe("scaffolded tests of TypeScript", () => {
  it("pass as generated under vitest, for the entry that the package names, and in JavaScript", async () => {
    await using workspace = await emptyWorkspace("t4-vitest-");
    const { root } = workspace;
    await symlink(join(REPOSITORY, "node_modules"), join(root, "node_modules"));
    const apis = { add: { import_verified: true }, gone: { import_verified: false } };
    await put(root, {
      "t4.config.json": {},
      "web/module.manifest.json": draft("web", { apis }),
      "web/package.json": {
        name: "web",
        type: "module",
        exports: { ".": { types: "./lib/main.d.ts", default: "./lib/main.ts" } },
      },
      "web/lib/main.ts": "export const add = (a: number, b: number): number => a + b;\nexport type Sum = number;\n",
      "old/module.manifest.json": draft("old"),
      "old/index.js": "export function old() {}\nexport let later;\n",
    });
    const { modules } = await scaffoldAll(root);
    expect(modules.map(({ files }) => files.map(({ path }) => path))).toEqual([
      ["conftest.js", "smoke.test.js", "unit.test.js", "integration.test.js"].map((name) => `old/tests/${name}`),
      ["conftest.ts", "smoke.test.ts", "unit.test.ts", "integration.test.ts"].map((name) => `web/tests/${name}`),
    ]);
    const { modules: told } = await runTests(root, "smoke");
    expect(told).toMatchObject([
      { module: "old", status: "passed", passed: 1 },
      { module: "web", status: "passed", passed: 1 },
    ]);
    await put(root, { "web/tests/integration/own.test.ts": "throw new Error('never run');\n" });
    expect((await runTests(root, "fast")).modules).toMatchObject([
      { module: "old", status: "passed", passed: 2 },
      { module: "web", status: "passed", passed: 2 },
    ]);
    const args = [join(root, "node_modules/vitest/vitest.mjs"), "run", "integration.test"];
    const { stdout } = await promisify(execFile)(process.execPath, args, {
      cwd: join(root, "web"),
      env: { ...process.env, NO_COLOR: "1" },
    });
    expect(stdout).toMatch(/Tests {2}1 passed/);
    await writeFile(join(root, "web/lib/main.ts"), "export const sub = 1;\n");
    expect((await runTests(root, "smoke", ["web"])).modules).toMatchObject([{ status: "failed" }]);
  }, 120_000);
});
