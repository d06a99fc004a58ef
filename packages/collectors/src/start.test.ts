import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { nodeFiles } from "@t4/core";
import { emptyWorkspace } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { runnerEnvironment } from "./environment.ts";
import { pythonProject, vitestProject } from "./project-folder.ts";
import { withScratch } from "./scratch.ts";
import { coveredBySuites, packageRoots, suitesOf } from "./suites.ts";

describe("runnerEnvironment", () => {
  it("hands over what programs need and what is named, and nothing else", () => {
    const from = { PATH: "/bin", LC_ALL: "C", GITHUB_TOKEN: "secret", DATABASE_URL: "db", HOME: undefined };
    expect(runnerEnvironment(from, ["DATABASE_URL", "ABSENT"])).toEqual({
      PATH: "/bin",
      LC_ALL: "C",
      DATABASE_URL: "db",
      NO_COLOR: "1",
      PYTHONDONTWRITEBYTECODE: "1",
    });
  });
});

describe("the folder that a runner is started in", () => {
  it("is the nearest upwards that configures it, else the root", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    const put = async (path: string) => {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), "");
    };
    await put("py/a/b/x.py");
    await put("js/a/b/package.json");
    const both = async () => [
      await pythonProject(nodeFiles, root, "py/a/b"),
      await vitestProject(nodeFiles, root, "js/a/b"),
    ];
    expect(await both()).toEqual(["", "js/a/b"]);
    await put("pyproject.toml");
    await put("vitest.config.ts");
    expect(await both()).toEqual(["", ""]);
    await put("py/a/setup.cfg");
    await put("js/a/vite.config.mjs");
    expect(await both()).toEqual(["py/a", "js/a"]);
  });
});

const under = (names: string[]) => names.map((name) => `m/${name}`);

describe("suitesOf", () => {
  it("finds what the runners collect by themselves, in the module alone", () => {
    const files = [
      "test_a.py",
      "a_test.py",
      "tests/helper.py",
      ".cache/test_b.py",
      "tests/benchmarks/test_c.py",
      "latest.py",
    ];
    const scripts = ["x.test.ts", "x.spec.mjs", "x.bench.tsx", "x.test.d.json", "bench.ts"];
    expect(suitesOf({ dir: "m", files: under([...files, ...scripts]) })).toEqual({
      pythonTests: under(["test_a.py", "a_test.py", "tests/benchmarks/test_c.py"]),
      pythonBenchmarks: under(["tests/benchmarks/test_c.py"]),
      scriptTests: under(["x.test.ts", "x.spec.mjs"]),
      scriptBenchmarks: under(["x.bench.tsx"]),
    });
    expect(suitesOf({ dir: "", files: ["tests/benchmarks/test_c.py"] }).pythonBenchmarks).toHaveLength(1);
  });
});

describe("coveredBySuites", () => {
  it("is the code of a module but for its tests and what helps them", () => {
    const code = ["a.py", "latest.py", "src/b.ts", "testing/c.py"];
    const others = ["test_a.py", "b.test.ts", "tests/helper.py", "conftest.py", "x.bench.ts", "README.md", "docs/d.py"];
    expect(coveredBySuites({ dir: "m", files: under([...code, ...others]) })).toEqual(under(code));
  });
});

describe("packageRoots", () => {
  it.each<[string, string[], string[]]>([
    ["a package in the module's folder is found from there", ["__init__.py", "a/__init__.py", "b/__init__.py"], []],
    ["a package in src is not", ["src/a/__init__.py", "src/a/deep/__init__.py", "src/a/deep/b.py"], ["src"]],
    ["nor are others elsewhere", ["src/a/__init__.py", "lib/v2/b/__init__.py"], ["lib/v2", "src"]],
    ["tests and scripts are as coverage.py has them", ["tests/x/__init__.py", "scripts/run.py"], []],
  ])("%s", (_, files, roots) => {
    expect(packageRoots({ dir: "m", files: under(files) })).toEqual(under(roots));
    expect(packageRoots({ dir: "", files })).toEqual(roots);
  });
});

describe("withScratch", () => {
  it("gives an empty folder that is gone afterwards, also when the work fails", async () => {
    let folder = "";
    const work = withScratch(async (scratch) => {
      folder = scratch;
      await writeFile(join(scratch, "x"), "");
      throw new Error("no");
    });
    await expect(work).rejects.toThrow("no");
    expect(await nodeFiles.stat(folder)).toBeUndefined();
  });
});
