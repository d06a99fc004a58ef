import { readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, git, gitCommitAll, gitInit, layTargets, readRunbook, runScenario, t4Output } from "@t4/testkit";
import { describe, expect, it } from "vitest";

const PAGE = "docs/runbooks/manifest-enrichment.md";
const MODULE = "billing";
const MANIFEST = "src/billing/module.manifest.json";
const DOCUMENT = "src/billing/claude.me";
const RUNS = "manifests/.ledger/runs";
const CLEARER =
  "Billing turns usage into invoices and collects them, once, through two payment providers, and nothing else may change a balance.";

async function enrich(root: string): Promise<void> {
  await t4Output(root, "enrich");
  await gitCommitAll(root, "Enrich");
}

async function editManifest(root: string): Promise<void> {
  await enrich(root);
  const manifest = JSON.parse(await readFile(join(root, MANIFEST), "utf8")) as object;
  await writeFile(join(root, MANIFEST), `${JSON.stringify({ ...manifest, description: CLEARER }, undefined, 2)}\n`);
}

async function firstRun(root: string): Promise<string> {
  const [name = ""] = await readdir(join(root, RUNS));
  return join(root, RUNS, name);
}

/** Leaves a pending run, as a process does that is killed before its first rename. */
async function killWriter(root: string): Promise<void> {
  await t4Output(root, "enrich");
  const run = await firstRun(root);
  await rename(run, `${run}.pending`);
  await git(root, "checkout", "--quiet", "--", "src", "services");
}

async function addFeature(root: string, feature: string, path = DOCUMENT): Promise<void> {
  const document = await readFile(join(root, path), "utf8");
  await writeFile(join(root, path), `${document}\n## Features\n\n- ${feature}\n`);
  await enrich(root);
}

async function conflict(root: string): Promise<void> {
  await enrich(root);
  await git(root, "checkout", "--quiet", "-b", "other");
  await addFeature(root, "Partial refunds");
  await git(root, "checkout", "--quiet", "main");
  await addFeature(root, "Late fees");
  await expect(git(root, "merge", "--quiet", "other")).rejects.toThrow("CONFLICT");
  await git(root, "checkout", "--ours", "--", DOCUMENT);
}

/** Merges two branches that are each in order and touch different modules. */
async function mergeCleanly(root: string): Promise<void> {
  await enrich(root);
  await git(root, "checkout", "--quiet", "-b", "other");
  await addFeature(root, "Unheard of thing", "src/catalog/claude.me");
  await git(root, "checkout", "--quiet", "main");
  await addFeature(root, "Unheard of thing");
  await git(root, "merge", "--quiet", "--no-edit", "other");
}

async function editRun(root: string): Promise<void> {
  await enrich(root);
  const run = await firstRun(root);
  await writeFile(run, (await readFile(run, "utf8")).replace('"op":"enrich"', '"op":"record"'));
}

/** The states that the page's commands are run in, by the page's words. */
const GIVEN = new Map<string, (root: string) => Promise<void>>([
  ["a workspace", () => Promise.resolve()],
  ["an enriched workspace", enrich],
  ["a manifest that was edited by hand", editManifest],
  ["a killed writer", killWriter],
  ["a clean merge of two branches", mergeCleanly],
  ["a merge conflict", conflict],
  ["a ledger that was edited", editRun],
  ["a run that is to be undone", enrich],
  ["a run that is to be undone, and an edit since", editManifest],
]);

/** What the page's variables stand for: the first run, and the newest revert. */
async function variables(root: string): Promise<Record<string, string>> {
  const names = await readdir(join(root, RUNS)).catch(() => []);
  const runs = names.map((name) => name.replace(/\.ndjson.*$/, ""));
  const reverts: string[] = [];
  for (const name of names) {
    const line = await readFile(join(root, RUNS, name), "utf8");
    if (line.includes('"op":"revert"')) reverts.push(name.replace(/\.ndjson$/, ""));
  }
  return { MODULE, MANIFEST, RUN: runs[0] ?? "", REVERT: reverts.at(-1) ?? "" };
}

const { scenarios, gaps } = await readRunbook(PAGE, GIVEN.keys());

describe(`the page ${PAGE}`, () => {
  it("names a state for every block of commands, and tells of no command that is not run", () => {
    expect(gaps).toEqual([]);
  });

  it.each(scenarios)("holds in state $number: $given", async (scenario) => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await layTargets(root);
    await gitInit(root);
    await GIVEN.get(scenario.given)?.(root);
    expect(await runScenario(scenario, root, () => variables(root))).toBeUndefined();
  });
});
