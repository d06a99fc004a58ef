import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { copyFixture, type TempWorkspace, testContext } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { record } from "./record.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";

const MANIFEST = "billing/module.manifest.json";
const CLEARER =
  "Billing turns usage into invoices and collects them, once, through two payment providers, and nothing else may change a balance.";

let workspace: TempWorkspace;
const path = () => join(workspace.root, MANIFEST);
const act = (modules: string[] = ["billing"]) =>
  record({ modules, reason: "by hand", dryRun: false }, testContext(workspace.root));
const findings = async () => (await verifyLedger({}, testContext(workspace.root))).findings;

beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  await enrich({ modules: [], dryRun: false }, testContext(workspace.root));
});
afterEach(() => workspace.remove());

async function edit(description: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path(), "utf8")) as object;
  await writeFile(path(), `${JSON.stringify({ ...manifest, description }, undefined, 2)}\n`);
}

async function full(): Promise<never> {
  throw Object.assign(new Error("ENOSPC"), { code: "ENOSPC", path: path() });
}

const createUnlessStage: typeof nodeFiles.create = (target, ...rest) =>
  /module\.manifest\.json\.t4-.*\.tmp$/.test(target) ? full() : nodeFiles.create(target, ...rest);

describe("record", () => {
  it("takes a manifest that was removed, and one that was made again", async () => {
    const copy = join(workspace.root, "copy.json");
    await cp(path(), copy);
    await rm(path());
    expect(await findings()).toMatchObject([{ code: "E_UNRECORDED", file: MANIFEST }]);
    expect((await act()).modules).toMatchObject([{ module: "billing", removed: true }]);
    expect(await findings()).toEqual([]);
    await cp(copy, path());
    expect(await findings()).toMatchObject([{ code: "E_UNRECORDED", file: MANIFEST }]);
    expect((await act()).modules).toMatchObject([{ module: "billing", path: MANIFEST }]);
    expect(await findings()).toEqual([]);
  });

  it("finds a module by its folder, too, present or gone", async () => {
    await edit(CLEARER);
    expect((await act(["billing/"])).modules).toMatchObject([{ module: "billing" }]);
    await rm(path());
    expect((await act(["billing"])).modules).toMatchObject([{ module: "billing", removed: true }]);
    await expect(act(["bill"])).rejects.toMatchObject({ code: "E_NO_MODULE" });
  });

  it("is undone as a whole, and redone", async () => {
    const before = await readFile(path(), "utf8");
    await edit(CLEARER);
    await act();
    const recorded = await readFile(path(), "utf8");
    expect(recorded).toContain("human:");
    const undo = { aim: "last" as const, modules: [], reason: null, dryRun: false };
    const { report } = await revert(undo, testContext(workspace.root));
    expect(report.undoes.map(({ op }) => op)).toEqual(["record", "record"]);
    expect(await readFile(path(), "utf8")).toBe(before);
    expect((await revert(undo, testContext(workspace.root))).report.run).toBeNull();
    await revert({ ...undo, aim: { run: report.run ?? "" } }, testContext(workspace.root));
    expect(await readFile(path(), "utf8")).toBe(recorded);
    expect(await findings()).toEqual([]);
  });

  it("says which run stands when marking the edited fields fails", async () => {
    await edit(CLEARER);
    const files = { ...nodeFiles, create: createUnlessStage };
    const failure = record({ modules: [], reason: "by hand", dryRun: false }, testContext(workspace.root, files));
    const message =
      /cannot be written \(ENOSPC\); the edits by hand are recorded as \S+, and nothing else was changed$/;
    await expect(failure).rejects.toMatchObject({ code: "E_WRITE", message: expect.stringMatching(message) });
    expect(await findings()).toEqual([]);
  });
});
