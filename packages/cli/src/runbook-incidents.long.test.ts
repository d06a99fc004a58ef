import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, git, gitCommitAll, gitInit, layTargets, readRunbook, runScenario, t4Output } from "@t4/testkit";
import { describe, expect, it } from "vitest";

const PAGE = "docs/runbooks/incidents.md";
const MODULE = "wordcount";
const MANIFEST = "src/wordcount/module.manifest.json";
const RUNS = "manifests/.ledger/runs";
// A day on which the sample's measurements are fresh.
const NOW = "2026-11-21T12:00:00Z";

const t4 = (root: string, ...args: string[]): Promise<string> => t4Output(root, "--now", NOW, ...args);

async function edit(root: string, path: string, from: string, to: string): Promise<void> {
  const before = await readFile(join(root, path), "utf8");
  if (!before.includes(from)) throw new Error(`${path} holds no ${from}`);
  await writeFile(join(root, path), before.replace(from, to));
}

async function writeWrongly(root: string): Promise<void> {
  await writeFile(join(root, "src/wordcount/claude.me"), "# Word count\n");
  await rm(join(root, "coverage.xml"));
  await t4(root, "enrich");
  await gitCommitAll(root, "Enrich");
}

async function measureWrongly(root: string): Promise<void> {
  await edit(root, "coverage.xml", 'hits="1"', 'hits="0"');
  await t4(root, "cov", "--from", join(root, "coverage.xml"));
}

/** Leaves a pending run, as a process does that is killed before its first rename. */
async function killWriter(root: string): Promise<void> {
  await measureWrongly(root);
  const newest = (await runsIn(root)).at(-1) ?? "";
  await rename(join(root, RUNS, newest), join(root, RUNS, `${newest}.pending`));
  await git(root, "checkout", "--quiet", "--", "src");
}

async function editRun(root: string): Promise<void> {
  const [first = ""] = await runsIn(root);
  await edit(root, `${RUNS}/${first}`, '"op":"', '"op":"x');
}

async function runsIn(root: string): Promise<string[]> {
  return (await readdir(join(root, RUNS))).filter((name) => name.endsWith(".ndjson")).sort();
}

async function addDocument(root: string): Promise<void> {
  await writeFile(join(root, "src/wordcount/history.md"), "# History\n");
}

/** The states that the page's commands are run in, by the page's words. */
const GIVEN = new Map<string, (root: string) => Promise<unknown>>([
  ["a workspace in order", () => Promise.resolve()],
  ["a run that is to be undone", writeWrongly],
  ["a wrong measurement", measureWrongly],
  ["a killed writer", killWriter],
  ["a ledger that was edited", editRun],
  ["a manifest that was edited by hand", (root) => edit(root, MANIFEST, "is one word", "is but one word")],
  ["registries that are out of date", addDocument],
  ["a scaffold that wrote too much", (root) => t4(root, "scaffold", "docs", "--all", "--apply")],
  ["a commit for production", () => Promise.resolve()],
  ["a commit that is not for production", addDocument],
]);

const { scenarios, gaps } = await readRunbook(PAGE, GIVEN.keys());

describe(`the page ${PAGE}`, () => {
  it("names a state for every block of commands, and tells of no command that is not run", () => {
    expect(gaps).toEqual([]);
  });

  it.each(scenarios)("holds in state $number: $given", async (scenario) => {
    await using workspace = await copyFixture("governed");
    const { root } = workspace;
    await layTargets(root);
    await writeFile(join(root, "package.json"), '{"name": "governed", "version": "2.0.0"}\n');
    await gitInit(root);
    await GIVEN.get(scenario.given)?.(root);
    const RUN = (await runsIn(root)).at(-1)?.replace(/\.ndjson$/, "") ?? "";
    const variables = { MODULE, RUN, SOURCE_DATE_EPOCH: String(Date.parse(NOW) / 1000) };
    expect(await runScenario(scenario, root, () => Promise.resolve(variables))).toBeUndefined();
  });
});
