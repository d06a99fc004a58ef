import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  copyFixture,
  findPython,
  gitCommitAll,
  gitInit,
  layTargets,
  readRunbook,
  runScenario,
  t4Output,
} from "@t4/testkit";
import { describe, expect, it } from "vitest";

const PAGE = "docs/runbooks/observed-data.md";
const MODULE = "pricing";

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

/** The states that the page's commands are run in, by the page's words; `needs` a Python with pytest. */
const GIVEN = new Map<string, { needs: boolean; make: (root: string) => Promise<unknown>; python?: string }>([
  ["a workspace with reports", { needs: false, make: withReports }],
  ["a workspace with pytest", { needs: true, make: () => Promise.resolve() }],
  ["an enriched workspace with pytest", { needs: true, make: (root) => t4Output(root, "enrich") }],
  ["a module whose tests fail", { needs: true, make: breakTests }],
  ["a workspace without pytest", { needs: false, make: () => Promise.resolve(), python: "/nowhere/python" }],
  ["a wrong measurement", { needs: false, make: (root) => t4Output(root, "cov", "--from", `${root}/coverage.xml`) }],
]);

const { scenarios, gaps } = await readRunbook(PAGE, GIVEN.keys());

describe(`the page ${PAGE}`, () => {
  it("names a state for every block of commands, and tells of no command that is not run", () => {
    expect(gaps).toEqual([]);
  });

  describe.each(scenarios)("in state $number", (scenario) => {
    const { given } = scenario;
    const state = GIVEN.get(given);
    it.skipIf(state?.needs === true && python === undefined)(`holds: ${given}`, async () => {
      await using workspace = await copyFixture("aurora");
      const { root } = workspace;
      await layTargets(root);
      await gitInit(root);
      await gitCommitAll(root, "Start");
      await state?.make(root);
      const variables = { MODULE, DATABASE_URL: "none", T4_PYTHON: state?.python ?? python ?? "" };
      expect(await runScenario(scenario, root, () => Promise.resolve(variables))).toBeUndefined();
    });
  });
});
