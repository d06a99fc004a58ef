import { copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import { git, gitCommitAll, gitInit } from "@t4/testkit";
import { commitRun } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { showQueue } from "./queue.ts";
import { revert } from "./revert.ts";
import { LAST, LEDGER, revertWorkspace, type RevertWorkspace } from "./test-revert.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { editVocabulary } from "./vocab.ts";

let workspace: RevertWorkspace;
let root: string;
let paths: RevertWorkspace["paths"];
let first: string;
let second: string;
let original: Map<string, string>;

const place = () => ({ files: nodeFiles, root, ledgerDir: LEDGER });
const verified = async () => (await verifyLedger({}, workspace.context())).findings;
const newestId = async (): Promise<string> => (await workspace.runIds()).at(-1) ?? "";

async function restore(texts: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of texts) await writeFile(join(root, path), text, "latin1");
}

beforeEach(async () => {
  workspace = await revertWorkspace();
  ({ root, paths, original } = workspace);
  [first = "", second = ""] = paths.keys();
});
afterEach(() => workspace.remove());

describe("reverting where the files were put back already", () => {
  it("records that, touches no file, and does nothing the second time", async () => {
    await workspace.enrichAll();
    const enriched = await workspace.manifests();
    await restore(original);
    expect(await workspace.changesNothing(() => workspace.undo({ dryRun: true }))).toMatchObject({
      run: null,
      already: null,
    });

    const report = await workspace.undo();
    expect(report).toMatchObject({ already: null, mismatches: [], undoes: [{ op: "enrich" }] });
    expect(report.modules.map(({ status }) => status)).toEqual(["recorded", "recorded", "recorded"]);
    expect(await workspace.manifests()).toEqual(original);
    expect(await verified()).toEqual([]);
    expect(await workspace.changesNothing(() => workspace.undo())).toMatchObject({
      already: { why: "undone", by: { run: report.run } },
    });

    await workspace.undo({ aim: { run: report.run ?? "" } });
    expect(await workspace.manifests()).toEqual(enriched);
    expect(await verified()).toEqual([]);
  });

  it("does so with --to, and with --run of a run that others came after", async () => {
    await workspace.enrichAll();
    const [enriched, id] = [await workspace.manifests(), await newestId()];
    await workspace.edit(first, "x_by_hand", true);
    await workspace.recordEdits(first);
    await restore(enriched);
    const { run } = await workspace.undo({ aim: { to: id } });
    expect(run).not.toBeNull();
    expect(await verified()).toEqual([]);
    expect(await workspace.changesNothing(() => workspace.undo({ aim: { to: id } }))).toMatchObject({
      already: { why: "there" },
    });

    await workspace.edit(first, "x_by_hand", 2);
    await workspace.recordEdits(first);
    await restore(original);
    expect((await workspace.undo({ aim: { run: id } })).run).not.toBeNull();
    expect(await verified()).toEqual([]);
    expect(await workspace.changesNothing(() => workspace.undo({ aim: { run: id } }))).toMatchObject({
      already: { why: "undone" },
    });
  });
});

describe("reverting what is undone already", () => {
  it("does not call it done where the undone bytes are back", async () => {
    await workspace.enrichAll();
    const [enriched, id] = [await workspace.manifests(), await newestId()];
    await workspace.undo();
    const path = paths.get(first) ?? "";
    await writeFile(join(root, path), enriched.get(path) ?? "", "latin1");
    for (const aim of ["last" as const, { run: id }]) {
      const report = await workspace.changesNothing(() => workspace.undo({ aim }));
      expect(report).toMatchObject({
        run: null,
        already: null,
        mismatches: [{ module: first, what: "undone run", left: { id } }],
      });
      expect(report.modules.map(({ status }) => status).sort()).toEqual(["mismatch", "unchanged", "unchanged"]);
    }
    // What the hint says.
    await workspace.recordEdits(first);
    expect(await workspace.undo({ modules: [first] })).toMatchObject({ mismatches: [], already: null });
    expect(await workspace.manifests()).toEqual(original);
  });

  it("nor where it was edited, also when another module of the run still stands", async () => {
    await workspace.enrichAll();
    const id = await newestId();
    await workspace.undo({ modules: [first] });
    await workspace.edit(first, "x_by_hand", true);
    expect(await workspace.changesNothing(() => workspace.undo({ aim: { run: id } }))).toMatchObject({
      mismatches: [{ module: first, what: "edited", left: null }],
    });
    await restore(new Map([...original].filter(([path]) => path === paths.get(first))));
    expect((await workspace.undo({ aim: { run: id } })).mismatches).toEqual([]);
    expect(await workspace.manifests()).toEqual(original);
    expect(await workspace.changesNothing(() => workspace.undo({ aim: { run: id } }))).toMatchObject({
      already: { why: "undone" },
    });
  });
});

/** A file port under which somebody else does `work` just before the module's manifest is read for the first time. */
function beforeReading(module: string, work: () => Promise<unknown>): FilePort {
  let done = false;
  const read: FilePort["read"] = async (path, ...more) => {
    if (!done && path.endsWith(paths.get(module) ?? "")) {
      done = true;
      await work();
    }
    return nodeFiles.read(path, ...more);
  };
  return { ...nodeFiles, read };
}

describe("reverting while somebody else writes", () => {
  it("takes a run that came in between for no edit by hand", async () => {
    await workspace.enrichAll();
    await workspace.undo();
    const enriching = beforeReading(first, () => workspace.enrichAll([first]));
    const { report } = await revert(LAST, workspace.context(enriching));
    expect(report).toMatchObject({ run: null, mismatches: [], already: { why: "undone" } });
  });

  it("does not undo once more what was redone in between", async () => {
    await workspace.enrichAll();
    const { run } = await workspace.undo();
    const redoing = beforeReading(first, () => workspace.undo({ aim: { run: run ?? "" } }));
    await expect(revert(LAST, workspace.context(redoing))).rejects.toMatchObject({ code: "E_CHANGED" });
    expect(await workspace.manifests()).not.toEqual(original);
  });
});

describe("reverting", () => {
  it("needs no snapshot where the changes suffice", async () => {
    await workspace.enrichAll();
    const enriched = await workspace.manifests();
    await workspace.edit(first, "x_by_hand", true);
    await workspace.recordEdits(first);
    await rm(join(root, LEDGER, "objects"), { recursive: true });
    expect(await workspace.undo()).toMatchObject({ mismatches: [], modules: [{ status: "restored" }] });
    expect(await workspace.manifests()).toEqual(enriched);
  });

  it("does not guess in a dry run while a run is unfinished, but names it", async () => {
    await workspace.enrichAll();
    const runs = join(root, LEDGER, "runs");
    const [name = ""] = await readdir(runs);
    await copyFile(join(runs, name), join(runs, `${name}.pending`));
    await expect(workspace.changesNothing(() => workspace.undo({ dryRun: true }))).rejects.toMatchObject({
      code: "E_LEDGER_UNFINISHED",
      message: expect.stringContaining(name.replace(".ndjson", "")),
      hint: expect.stringContaining("t4 ledger recover"),
    });
  });

  it("judges the queue anew under the vocabulary that it puts back", async () => {
    await workspace.enrichAll();
    const unmapped = { minCount: 1, kinds: ["unmapped"], module: undefined };
    const phrases = async () => (await showQueue(unmapped, workspace.context())).map((item) => item.phrase);
    const [phrase = ""] = await phrases();
    expect(phrase).not.toBe("");
    await editVocabulary({ change: { action: "reject", phrase }, dryRun: false }, workspace.context());
    const report = await workspace.undo();
    expect(report).toMatchObject({ vocabulary: true, mismatches: [] });
    await workspace.enrichAll();
    expect(await phrases()).toContain(phrase);
    expect(await workspace.undo({ aim: { run: report.run ?? "" } })).toMatchObject({ vocabulary: true });
    expect(await phrases()).not.toContain(phrase);
  });
});

async function branchOff(name: string): Promise<string> {
  await git(root, "checkout", "--quiet", "-b", name, "main");
  await workspace.edit(first, "x_by_hand", name);
  const id = await workspace.recordEdits(first);
  await gitCommitAll(root, name);
  return id;
}

describe("reverting after a merge of which one side was taken", () => {
  let ours: string;
  let theirs: string;

  beforeEach(async () => {
    await writeFile(join(root, ".gitignore"), "manifests/review_queue.json\n.t4/\n");
    await gitInit(root);
    await workspace.enrichAll();
    await gitCommitAll(root, "Enrich");
    ours = await branchOff("ours");
    theirs = await branchOff("theirs");
    await git(root, "checkout", "--quiet", "ours");
    await git(root, "merge", "theirs").catch(() => undefined); // The manifest conflicts.
    await git(root, "checkout", "--ours", "--", paths.get(first) ?? "");
    await gitCommitAll(root, "Merge");
  });

  it("says which run of the other branch left the file, and undoes that", async () => {
    const report = await workspace.changesNothing(() => workspace.undo());
    expect(report).toMatchObject({
      undoes: [{ id: theirs }],
      mismatches: [{ module: first, what: "other branch", left: { id: ours }, later: null }],
    });
    expect(await workspace.undo({ aim: { run: ours } })).toMatchObject({
      mismatches: [],
      modules: [{ status: "restored" }],
    });
  });

  it("goes back to the side that was taken", async () => {
    await workspace.edit(second, "x_by_hand", true);
    const id = await workspace.recordEdits(second);
    const there = await workspace.manifests();
    const path = paths.get(first) ?? "";
    const before = await readFile(join(root, path));
    const after = Buffer.from(before.toString("latin1").replace("ours", "none"), "latin1");
    const changes = [{ field: "/x_by_hand", old: "ours", new: "none", extractor: "x", confidence: "high" as const }];
    const header = { op: "accept", at: workspace.context().clock.now(), actor: "x", reason: null };
    await commitRun({ ...place(), header, entries: [{ module: first, path, before, after, changes }] });
    expect(await workspace.manifests()).not.toEqual(there);
    await workspace.undo({ aim: { to: id } });
    expect(await workspace.manifests()).toEqual(there);
  });
});
