import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, git, gitInit, type TempWorkspace, testContext } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { factTools } from "./facts/fact-tools.ts";
import { quality } from "./quality.ts";
import { touchedModules } from "./touched-modules.ts";

const MANIFEST = "billing/module.manifest.json";

let workspace: TempWorkspace;
let root = "";
beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  root = workspace.root;
  await enrich({ modules: [], dryRun: false }, testContext(root));
  await gitInit(root);
});
afterEach(() => workspace.remove());

/** What the ledger gate says of what is staged, and of what changed since HEAD. */
async function judgeLedger(): Promise<unknown[]> {
  await git(root, "add", "--all");
  const judge = async (since: { staged: true } | { base: string }) => {
    const { gates } = await quality({ gates: ["ledger"], since }, testContext(root));
    return gates.flatMap(({ findings }) => findings.map(({ code, file }) => [code, file]));
  };
  return [await judge({ staged: true }), await judge({ base: "HEAD" })];
}

const UNRECORDED = [["unrecorded-edit", MANIFEST]];

describe("a narrowed run", () => {
  it("judges the record of a manifest that was removed", async () => {
    await rm(join(root, MANIFEST));
    expect(await judgeLedger()).toEqual([UNRECORDED, UNRECORDED]);
  });

  it("judges the record of a manifest that names another module now", async () => {
    const text = await readFile(join(root, MANIFEST), "utf8");
    await writeFile(join(root, MANIFEST), text.replace('"module": "billing"', '"module": "charging"'));
    expect(await judgeLedger()).toEqual([UNRECORDED, UNRECORDED]);
  });
});

describe("a file that more than one module is judged by", () => {
  const cases = [
    "t4.config.json",
    "t4.waivers.json",
    "docs/_generated/MODULE_REGISTRY.json",
    "vocab/tags.json",
    "coverage.xml",
    "coverage/lcov.info",
    "test-results/unit.xml",
    "bench/manifest/billing.json",
  ];
  it.each(cases)("is %s: all modules are judged when it is touched", async (path) => {
    const tools = factTools(testContext(root), { scope: undefined, base: undefined });
    expect(await touchedModules([path], tools)).toBeUndefined();
  });

  it("is the config that was named, and no file that only looks like one of these", async () => {
    await writeFile(join(root, "conf.json"), "{}\n");
    const context = { ...testContext(root), configPath: "./billing/../conf.json" };
    const tools = factTools(context, { scope: undefined, base: undefined });
    expect(await touchedModules(["conf.json"], tools)).toBeUndefined();
    expect(await touchedModules(["billing/x.py", "notes/coverage.xml"], tools)).toEqual(new Set(["billing"]));
  });
});
