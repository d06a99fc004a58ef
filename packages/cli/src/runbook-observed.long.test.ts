import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  copyFixture,
  findPython,
  gitCommitAll,
  gitInit,
  readRunbook,
  REPOSITORY,
  runScenario,
  runT4,
  untestedCommands,
} from "@t4/testkit";
import { describe, expect, it } from "vitest";

const MODULE = "pricing";

const { text, scenarios } = await readRunbook("docs/runbooks/observed-data.md");
const python = await findPython(["pytest", "pytest_cov", "pytest_benchmark"]);
if (python === undefined) process.stdout.write("skipped: no python3 on the PATH can import pytest and its plugins\n");

async function withReports(root: string): Promise<void> {
  const times = Array.from({ length: 25 }, (_, index) => 0.02 + index / 10_000);
  const result = { command: "notify", times };
  await writeFile(join(root, "hyperfine.json"), JSON.stringify({ results: [result] }));
  await cp(join(root, "coverage.xml"), join(root, "copy.xml"));
  const report = await readFile(join(root, "coverage.xml"), "utf8");
  await writeFile(join(root, "broken.xml"), report.slice(0, report.length / 2));
  await writeFile(join(root, "broken.json"), JSON.stringify({ results: [{ ...result, times: [-1] }] }));
}

async function breakTests(root: string): Promise<void> {
  await writeFile(join(root, "src/pricing/tests/test_broken.py"), "def test_it():\n    assert 1 + 1 == 3\n");
}

async function t4(root: string, ...args: string[]): Promise<void> {
  const { exitCode, stderr } = await runT4(args, { root });
  if (exitCode !== 0) throw new Error(stderr);
}

/** The states that the page's commands are run in, by the page's words; `needs` a Python with pytest. */
const GIVEN = new Map<string, { needs: boolean; make: (root: string) => Promise<void>; python?: string }>([
  ["a workspace with reports", { needs: false, make: withReports }],
  ["a workspace with pytest", { needs: true, make: () => Promise.resolve() }],
  ["an enriched workspace with pytest", { needs: true, make: (root) => t4(root, "enrich") }],
  ["a module whose tests fail", { needs: true, make: breakTests }],
  ["a workspace without pytest", { needs: false, make: () => Promise.resolve(), python: "/nowhere/python" }],
  ["a wrong measurement", { needs: false, make: (root) => t4(root, "cov", "--from", `${root}/coverage.xml`) }],
]);

describe("docs/runbooks/observed-data.md", () => {
  it("names a state for every block of commands, and tells of no command that is not run", () => {
    expect(new Set(scenarios.map(({ given }) => given))).toEqual(new Set(GIVEN.keys()));
    expect(scenarios.filter(({ steps }) => steps.length === 0)).toEqual([]);
    expect(untestedCommands(text, scenarios)).toEqual([]);
  });

  describe.each(scenarios.map((scenario, index) => ({ number: index + 1, given: scenario.given, scenario })))(
    "in state $number",
    ({ given, scenario }) => {
      const state = GIVEN.get(given);
      it.skipIf(state?.needs === true && python === undefined)(`holds: ${given}`, async () => {
        await using workspace = await copyFixture("aurora");
        const { root } = workspace;
        await mkdir(join(root, "mk"));
        await cp(join(REPOSITORY, "mk/t4.mk"), join(root, "mk/t4.mk"));
        await writeFile(join(root, "Makefile"), "include mk/t4.mk\n");
        await gitInit(root);
        await gitCommitAll(root, "Start");
        await state?.make(root);
        const variables = { MODULE, DATABASE_URL: "none", T4_PYTHON: state?.python ?? python ?? "" };
        expect(await runScenario(scenario, root, () => Promise.resolve(variables))).toBeUndefined();
      });
    },
  );
});
