import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { copyFixture, setField, type TempWorkspace, testContext } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { ledgerLog } from "./ledger-log.ts";
import { ledgerShow } from "./ledger-show.ts";
import { record } from "./record.ts";
import { revert } from "./revert.ts";

const MANIFEST = "billing/module.manifest.json";
const REVERT = { modules: [], reason: null, dryRun: false };

let workspace: TempWorkspace;
const context = (hour = 9) =>
  testContext(workspace.root, nodeFiles, `2026-11-21T${String(hour).padStart(2, "0")}:00:00Z`);
const log = async (filter = {}) => (await ledgerLog(filter, context())).runs;

beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  await enrich({ modules: [], dryRun: false }, context(9));
});
afterEach(() => workspace.remove());

async function edit(field: string, value: unknown, hour: number): Promise<void> {
  await setField(join(workspace.root, MANIFEST), field, value);
  await record({ modules: [], reason: "by hand", dryRun: false }, context(hour));
}

async function noteIn(id = "") {
  const [entry] = (await ledgerShow(id, context())).entries;
  return entry?.changes.find(({ field }) => field === "/x_note");
}

describe("ledgerShow", () => {
  it("tells all of a run, also the values that are too large for its lines", async () => {
    const [run] = await log();
    const shown = await ledgerShow(run?.run ?? "", context());
    expect(shown).toMatchObject({
      id: run?.id,
      op: "enrich",
      actor: "tester",
      reason: null,
      parents: [],
      undone: null,
    });
    const [entry] = shown.entries;
    expect(entry).toMatchObject({ module: "billing", path: MANIFEST });
    const manifest = JSON.parse(await readFile(join(workspace.root, MANIFEST), "utf8")) as Record<string, unknown>;
    expect(JSON.stringify(manifest["_provenance"]).length).toBeGreaterThan(200);
    const told = Object.fromEntries(entry?.changes.map(({ field, new: value }) => [field.slice(1), value]) ?? []);
    for (const field of ["_provenance", "apis", "features", "description"])
      expect(told[field]).toEqual(manifest[field]);
  });

  it("names the runs that it followed", async () => {
    await edit("x_note", { deep: ["value"] }, 10);
    const runs = await log();
    const parents = await Promise.all(
      runs.map(async ({ id }) => (await ledgerShow(id.slice(0, 8), context())).parents),
    );
    expect(parents).toEqual([...runs.slice(1).map(({ run }) => [run]), []]);
  });

  it("says what is gone, and what the ledger has lost", async () => {
    await edit("x_note", "x".repeat(300), 10);
    await edit("x_note", undefined, 11);
    const [gone, made] = (await log({ op: "record" })).filter(({ entries }) => entries[0]?.fields.includes("/x_note"));
    expect(await noteIn(gone?.id)).toEqual({
      field: "/x_note",
      old: "x".repeat(300),
      extractor: "human",
      confidence: "high",
    });
    expect(await noteIn(made?.id)).toMatchObject({ new: "x".repeat(300) });
    await rm(join(workspace.root, "manifests/.ledger/objects"), { recursive: true });
    expect(await noteIn(made?.id)).toEqual({ field: "/x_note", lost: ["new"], extractor: "human", confidence: "high" });
  });

  it("says what undid a run, and what a revert undid", async () => {
    const [run] = await log();
    await revert({ ...REVERT, aim: "last" }, context(12));
    const [undoing, first] = await log();
    expect(undoing).toMatchObject({ op: "revert", undoes: [run?.run], undone: null });
    expect(first).toMatchObject({ id: run?.id, undoes: [], undone: { by: [undoing?.run], whole: true } });
    expect(await ledgerShow(run?.id ?? "", context())).toMatchObject({ undone: { by: [undoing?.run], whole: true } });
    await revert({ ...REVERT, aim: { run: undoing?.id ?? "" } }, context(13));
    expect((await log()).map(({ undone }) => undone?.whole ?? false)).toEqual([false, true, false]);
  });

  it.each(["abcd", "20250101"])("has nothing to show for %s", async (prefix) => {
    await expect(ledgerShow(prefix, context())).rejects.toMatchObject({ code: "E_NO_RUN" });
  });
});

describe("ledgerLog", () => {
  it("knows the operations of this ledger, and suggests the nearest", async () => {
    expect(await log({ op: "enrich" })).toHaveLength(1);
    await expect(log({ op: "enrihc" })).rejects.toMatchObject({
      code: "E_USAGE",
      hint: "Did you mean enrich? This ledger has: enrich.",
    });
    await expect(log({ op: "x" })).rejects.toMatchObject({ hint: "This ledger has: enrich." });
  });

  it("narrows to a module, a time and a number of runs", async () => {
    await edit("x_note", 1, 11);
    expect(await log({ module: "billing", limit: 1 })).toMatchObject([{ op: "record" }]);
    expect(await log({ since: "2026-11-21T10:00:00Z", op: "record" })).not.toEqual([]);
    expect(await log({ since: "2026-11-21T10:00:00Z", op: "enrich" })).toEqual([]);
    expect((await ledgerLog({ since: "2027-01-01T00:00:00Z" }, context())).total).toBeGreaterThan(1);
    await expect(log({ module: "biling" })).rejects.toMatchObject({
      code: "E_NO_MODULE",
      hint: "Did you mean billing?",
    });
  });
});
