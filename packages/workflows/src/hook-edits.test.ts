import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, git, gitCommitAll, gitInit, type TempWorkspace, testContext } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { findStagedEdits, recordStagedEdits, stageLedger } from "./hook-edits.ts";
import { record } from "./record.ts";
import { verifyLedger } from "./verify-ledger.ts";

const MANIFEST = "billing/module.manifest.json";

let workspace: TempWorkspace;
let root = "";
beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  root = workspace.root;
  await writeFile(join(root, ".gitignore"), ".t4/\n");
  await enrich({ modules: [], dryRun: false }, testContext(root));
  await gitInit(root);
});
afterEach(async () => {
  delete process.env["GIT_INDEX_FILE"];
  await workspace.remove();
});

async function edit(from: string, to: string): Promise<void> {
  const text = await readFile(join(root, MANIFEST), "utf8");
  await writeFile(join(root, MANIFEST), text.replace(from, to));
}

const context = () => testContext(root, undefined, "2026-11-21T10:00:00Z");
const find = () => findStagedEdits(context());
const found = async () => (await find()).edits.map(({ state }) => state);

describe("findStagedEdits", () => {
  it("names what is staged without its record, and nothing that is not staged", async () => {
    await edit("Billing", "Invoicing");
    expect(await find()).toMatchObject({ edits: [] });
    await git(root, "add", MANIFEST);
    expect(await find()).toEqual({
      edits: [{ module: "billing", path: MANIFEST, state: "unrecorded" }],
      isClosed: false,
      ledger: "manifests/.ledger",
    });
  });

  it("tells an edit that is staged only in part, and one whose record is not staged", async () => {
    await edit("Billing", "Invoicing");
    await git(root, "add", MANIFEST);
    await edit("Invoicing", "Charging");
    expect(await found()).toEqual(["partial"]);
    await git(root, "add", MANIFEST);
    await record({ modules: [], reason: "x", dryRun: false }, context());
    await git(root, "add", MANIFEST);
    expect(await found()).toEqual(["unstaged"]);
    await stageLedger(context());
    expect(await found()).toEqual([]);
  });

  it("says nothing of what T4 wrote, what the ledger never saw, and what cannot be read", async () => {
    await writeFile(join(root, "module.manifest.json"), '{"module": "new"}');
    await gitCommitAll(root);
    await writeFile(join(root, "module.manifest.json"), '{"module": "new", "x_a": 1}');
    await writeFile(join(root, MANIFEST), "{");
    await git(root, "add", "-A");
    expect(await found()).toEqual([]);
  });

  it("names a removed manifest by its folder", async () => {
    await git(root, "rm", "-q", MANIFEST);
    expect(await find()).toMatchObject({ edits: [{ module: "billing", path: MANIFEST, state: "unrecorded" }] });
    expect((await find()).edits[0]?.removed).toBe(true);
  });

  it("sees that nothing can be added to a commit of some paths only", async () => {
    await edit("Billing", "Invoicing");
    await git(root, "add", MANIFEST);
    await rm(join(root, ".git/next-index-1.lock"), { force: true });
    await writeFile(join(root, ".git/next-index-1.lock"), await readFile(join(root, ".git/index")));
    process.env["GIT_INDEX_FILE"] = join(root, ".git/next-index-1.lock");
    expect(await find()).toMatchObject({ isClosed: true, edits: [{ state: "unrecorded" }] });
  });
});

describe("recordStagedEdits", () => {
  it("records edits and removals, and stages the record with what it changed", async () => {
    await edit("Billing", "Invoicing");
    await git(root, "add", MANIFEST);
    const { edits } = await find();
    expect(await recordStagedEdits({ edits, reason: "clearer" }, context())).toMatch(/^20261121T100000Z-/);
    expect(await git(root, "status", "--porcelain")).toMatch(
      /^M {2}billing\/module\.manifest\.json\n(A {2}manifests\/.+\n?)+$/,
    );
    await gitCommitAll(root);
    expect(await verifyLedger({ base: "HEAD~1" }, context())).toMatchObject({ verified: true });
    await git(root, "rm", "-q", MANIFEST);
    const removed = await find();
    expect(await recordStagedEdits({ ...removed, reason: "gone" }, context())).not.toBeNull();
    expect(await found()).toEqual([]);
  });

  it("says so where the ledger is not committed at all", async () => {
    await git(root, "rm", "-rq", "--cached", "manifests/.ledger");
    await writeFile(join(root, ".gitignore"), ".t4/\nmanifests/.ledger/\n");
    await expect(stageLedger(context())).rejects.toMatchObject({ code: "E_GIT" });
  });
});
