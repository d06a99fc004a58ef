import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { nodeFiles } from "@t4/core";
import { emptyWorkspace } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { runnerEnvironment } from "./environment.ts";
import { pythonProject, vitestProject } from "./project-folder.ts";
import { withScratch } from "./scratch.ts";
import { suitesOf } from "./suites.ts";

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
