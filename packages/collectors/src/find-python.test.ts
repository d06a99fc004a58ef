import { chmod, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { emptyWorkspace } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { findPython, type PythonRequest } from "./find-python.ts";
import { PYTEST_BENCHMARK, PYTEST_COVERAGE, PYTEST_TESTS } from "./pytest.ts";

const FACTS = { runtime: "CPython 3.0.0", allocator: "a", gil: true };

/** A program that answers as a Python that lacks these modules, and has others; with `undefined` it does not answer at all. */
async function plant(
  path: string,
  missing: readonly string[] | undefined,
  has = ["pytest_benchmark"],
): Promise<string> {
  const answer = JSON.stringify({ missing, has, facts: FACTS });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${missing === undefined ? "exit 1" : `echo noise\necho '${answer}'`}\n`);
  await chmod(path, 0o755);
  return path;
}

const request = (root: string, env: Record<string, string>, configured?: string): PythonRequest => ({
  root,
  configured,
  env,
  needs: ["pytest", "pytest_cov"],
  wants: ["pytest_benchmark"],
});

describe("findPython", () => {
  it("takes the first on the PATH that can import what is needed", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    await plant(join(root, "a/python3"), ["pytest_cov"]);
    await plant(join(root, "b/python3"), undefined);
    const good = await plant(join(root, "b/python"), []);
    await plant(join(root, "c/python3"), []);
    const PATH = ["none", "a", "b", "c"].map((name) => join(root, name)).join(":");
    expect(await findPython(request(root, { PATH }))).toEqual({
      command: good,
      has: ["pytest_benchmark"],
      facts: FACTS,
    });
  });

  it("prefers one that also has what is wanted, unless one is chosen", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    const bare = await plant(join(root, "a/python3"), [], []);
    await plant(join(root, "b/python3"), ["pytest_cov"]);
    const found = async (env: Record<string, string>) => (await findPython(request(root, env))).command;
    const PATH = ["a", "b", "c"].map((name) => join(root, name)).join(":");
    expect(await found({ PATH })).toBe(bare);
    const full = await plant(join(root, "c/python3"), []);
    expect(await found({ PATH })).toBe(full);
    expect(await found({ PATH, T4_PYTHON: bare })).toBe(bare);
    const virtual = await plant(join(root, "venv/bin/python"), [], []);
    expect(await found({ PATH, VIRTUAL_ENV: join(root, "venv") })).toBe(virtual);
  });

  it("takes the same one for coverage, for benchmarks and for tests, where one has it all", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    const plants = { a: ["pytest", "pytest_benchmark", "xdist"], b: ["pytest", "pytest_cov", "pytest_benchmark"] };
    for (const [name, modules] of Object.entries(plants)) {
      const answer = `{ missing: needs.filter((name) => !all.has(name)), has: others.filter((name) => all.has(name)) }`;
      const code = `const [needs, others] = JSON.parse(process.argv.at(-1)); console.log(JSON.stringify(${answer}));`;
      const path = await plant(join(root, name, "python3"), []);
      await writeFile(path, `#!${process.execPath}\nconst all = new Set(${JSON.stringify(modules)});\n${code}\n`);
    }
    const PATH = Object.keys(plants)
      .map((name) => join(root, name))
      .join(":");
    const found = [PYTEST_COVERAGE, PYTEST_BENCHMARK, PYTEST_TESTS].map((modules) =>
      findPython({ root, configured: undefined, env: { PATH }, ...modules }),
    );
    for (const { command } of await Promise.all(found)) expect(command).toBe(join(root, "b/python3"));
  });

  it("takes the config's before T4_PYTHON, that before the virtual environment's, and none of them for another", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    const [configured, named, virtual] = [
      await plant(join(root, "tools/python"), []),
      await plant(join(root, "named"), []),
      await plant(join(root, "venv/bin/python"), []),
    ];
    await plant(join(root, "bin/python3"), []);
    const env = { PATH: join(root, "bin"), T4_PYTHON: named, VIRTUAL_ENV: join(root, "venv") };
    const found = async (more: Record<string, string>, python?: string) =>
      (await findPython(request(root, { ...env, ...more }, python))).command;
    expect(await found({}, "tools/python")).toBe(configured);
    expect(await found({}, "python3")).toBe("python3");
    expect(await found({})).toBe(named);
    expect(await found({ T4_PYTHON: "./named" })).toBe(named);
    expect(await found({ T4_PYTHON: "" })).toBe(virtual);
    await plant(virtual, ["pytest"]);
    await expect(found({ T4_PYTHON: "" })).rejects.toMatchObject({
      code: "E_RUNNER",
      message: `${virtual} cannot import pytest`,
      hint: expect.stringContaining(`${virtual} -m pip install pytest pytest-cov`),
    });
  });

  it("is asked with the variables that the runner gets", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    const python = await plant(join(root, "python"), []);
    await writeFile(python, `#!/bin/sh\necho '{"missing":[],"has":[],"facts":{"allocator":"'$PYTHONMALLOC'"}}'\n`);
    const asked = request(root, { T4_PYTHON: python, PYTHONMALLOC: "malloc", PATH: process.env["PATH"] ?? "" });
    expect((await findPython(asked)).facts.allocator).toBe("");
    expect((await findPython({ ...asked, passEnv: ["PYTHONMALLOC"] })).facts.allocator).toBe("malloc");
  });

  it("says what is missing, and how to get it", async () => {
    await using folder = await emptyWorkspace();
    const { root } = folder;
    const python = await plant(join(root, "bin/python3"), ["pytest_cov"]);
    await expect(findPython(request(root, { PATH: join(root, "bin") }))).rejects.toMatchObject({
      code: "E_RUNNER",
      message: "no Python on the PATH can import pytest_cov",
      hint: expect.stringContaining(
        `${python} -m pip install pytest pytest-cov (on Debian: apt-get install python3-pytest`,
      ),
    });
    await expect(findPython(request(root, { PATH: root }))).rejects.toMatchObject({
      message: "there is no Python on the PATH",
    });
    await expect(findPython(request(root, { PATH: root, T4_PYTHON: "/nowhere/python" }))).rejects.toMatchObject({
      message: "/nowhere/python is no Python that starts",
    });
  });
});
