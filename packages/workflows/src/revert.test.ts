import { chmod, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import { emptyWorkspace, git, gitCommitAll, gitInit, processFiles, putFile, snapshotTree } from "@t4/testkit";
import { commitRun, hasUnfinished, readLedger } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { revert } from "./revert.ts";
import { CLEARER, LAST, LEDGER, revertWorkspace, type RevertWorkspace } from "./test-revert.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { editVocabulary, type VocabularyChange } from "./vocab.ts";

let workspace: RevertWorkspace;
let root: string;
let paths: RevertWorkspace["paths"];
let original: Map<string, string>;

beforeEach(async () => {
  workspace = await revertWorkspace();
  ({ root, paths, original } = workspace);
});
afterEach(() => workspace.remove());

describe("reverting the newest run", () => {
  it("gives back oddly formatted manifests byte for byte with their modes, twice the same, and redoes", async () => {
    const [path = ""] = paths.values();
    await chmod(join(root, path), 0o640);
    await workspace.enrichAll();
    const enriched = await workspace.manifests();
    expect([...enriched].every(([name, text]) => text !== original.get(name))).toBe(true);

    const report = await workspace.undo();
    expect(report).toMatchObject({ already: null, mismatches: [], dry_run: false, undoes: [{ op: "enrich" }] });
    expect(report.modules.map(({ status }) => status)).toEqual(["restored", "restored", "restored"]);
    expect(await workspace.manifests()).toEqual(original);
    expect((await stat(join(root, path))).mode & 0o777).toBe(0o640);

    const again = await workspace.changesNothing(() => workspace.undo());
    expect(again).toMatchObject({ run: null, modules: [], already: { why: "undone", by: { run: report.run } } });

    const redo = await workspace.undo({ aim: { run: report.run ?? "" } });
    expect(redo).toMatchObject({ undoes: [{ op: "revert", run: report.run }] });
    expect(await workspace.manifests()).toEqual(enriched);
    expect((await stat(join(root, path))).mode & 0o777).toBe(0o640);
    await workspace.changesNothing(() => workspace.undo({ aim: { run: report.run ?? "" } }));

    expect(await workspace.undo()).toMatchObject({ undoes: [{ run: redo.run }] });
    expect(await workspace.manifests()).toEqual(original);
  });

  it("is recorded with what it undoes, and each change", async () => {
    await workspace.enrichAll();
    const [enriched] = await workspace.runIds();
    const { run } = await workspace.undo({ reason: "an incident" });
    const { runs } = await readLedger({ files: nodeFiles, root, ledgerDir: LEDGER });
    const written = runs.find(({ header }) => header.op === "revert");
    expect(written?.header).toMatchObject({
      undoes: [enriched],
      parents: [enriched],
      actor: "tester",
      reason: "an incident",
    });
    expect(run?.endsWith(written?.id.slice(0, 8) ?? "-")).toBe(true);
    const changes = written?.entries.flatMap((entry) => entry.changes) ?? [];
    expect(changes).toContainEqual(
      expect.objectContaining({ field: "/_provenance", extractor: "revert", removed: true }),
    );
    expect(new Set(changes.map(({ confidence }) => confidence))).toEqual(new Set(["high"]));
  });

  it("says how to go one step further back, and enriching afterwards works", async () => {
    // At one time, because manifests say when they were enriched.
    const now = workspace.context();
    const enrichAtOnce = () => enrich({ modules: [], dryRun: false }, now);
    await enrichAtOnce();
    const enriched = await workspace.manifests();
    const [module = ""] = paths.keys();
    await workspace.edit(module, "description", CLEARER);
    await workspace.recordEdits(module);
    await workspace.undo();
    const ops: string[] = [];
    for (let next = (await workspace.undo()).already?.next; next !== null && next !== undefined;) {
      ops.push(next.op);
      await workspace.undo({ aim: { run: next.run } });
      ({ next } = (await workspace.undo()).already ?? { next: undefined });
    }
    expect(ops).toEqual(["enrich"]);
    expect(await workspace.manifests()).toEqual(original);
    await enrichAtOnce();
    expect(await workspace.manifests()).toEqual(enriched);
  });

  it("has nothing to do in an empty ledger", async () => {
    expect(await workspace.changesNothing(() => workspace.undo())).toMatchObject({
      run: null,
      already: { why: "no run", runs: [] },
    });
  });

  it("works in a fresh clone", async () => {
    await gitInit(root);
    await workspace.enrichAll();
    await gitCommitAll(root, "Enrich");
    await using clone = await emptyWorkspace("t4-clone-");
    const there = join(clone.root, "clone");
    await git(clone.root, "clone", "--quiet", root, there);
    expect(await workspace.undo({}, there)).toMatchObject({ mismatches: [], already: null });
    expect(await workspace.manifests(there)).toEqual(original);
    await rename(join(root, LEDGER, "objects"), join(root, LEDGER, "gone"));
    await expect(workspace.changesNothing(() => workspace.undo())).rejects.toMatchObject({ code: "E_LEDGER" });
  });

  it("shows in a dry run what would be, and writes nothing, not even a lock", async () => {
    await workspace.enrichAll();
    await rm(join(root, ".t4"), { recursive: true });
    const { report, diffs } = await workspace.changesNothing(() =>
      revert({ ...LAST, dryRun: true }, workspace.context()),
    );
    expect(report).toMatchObject({ run: null, dry_run: true, already: null });
    expect(report.modules.map(({ status }) => status)).toEqual(["restored", "restored", "restored"]);
    const [path = ""] = paths.values();
    expect(diffs()).toContainEqual(expect.stringContaining(`--- a/${path}\n+++ b/${path}\n`));
  });

  it("puts back a manifest that does not validate, and says so", async () => {
    const [[module = "", path = ""] = []] = paths;
    await workspace.enrichAll();
    const place = { files: nodeFiles, root, ledgerDir: LEDGER };
    const before = await readFile(join(root, path));
    const broken = Buffer.from('{"module": 7, "module": 8}');
    const header = { op: "record", at: "2026-12-01T00:00:00Z", actor: "x", reason: null };
    const entry = { module, path, changes: [{ field: "", extractor: "x", confidence: "high" as const }] };
    await commitRun({ ...place, header, entries: [{ ...entry, before, after: broken }] });
    await commitRun({
      ...place,
      header: { ...header, at: "2026-12-02T00:00:00Z" },
      entries: [{ ...entry, before: broken, after: Buffer.from("[1]") }],
    });
    const { findings: first, run } = await workspace.undo();
    expect(first).toMatchObject([{ code: "E_JSON_DUPLICATE_KEY", severity: "warning", module, file: path }]);
    expect(await readFile(join(root, path))).toEqual(broken);
    const { findings } = await workspace.undo({ aim: { run: run ?? "" } });
    expect(findings).toMatchObject([{ code: "E_MANIFEST", severity: "warning", file: path }]);
    expect(await readFile(join(root, path), "utf8")).toBe("[1]");
  });
});

describe("reverting in a workspace with a broken", () => {
  it.each([
    ["vocabulary", "vocab/features.json", "E_MANIFEST"],
    ["schema", "schemas/module.manifest.schema.json", "E_JSON"],
  ])("%s works all the same", async (_, file, code) => {
    await workspace.enrichAll();
    await putFile(root, file, '<<<<<<< HEAD\n{"type": 7}');
    // As people wrote them the manifests do not validate, where there is a schema to tell that.
    const { findings } = await workspace.undo();
    expect(new Set(findings.map((finding) => finding.code))).toEqual(new Set([code]));
    expect(await workspace.manifests()).toEqual(original);
  });
});

describe("reverting one run", () => {
  it("records first that somebody put a file back by hand, so that the ledger verifies", async () => {
    const [module = ""] = paths.keys();
    await workspace.enrichAll([module]);
    const [run = ""] = await workspace.runIds();
    const enriched = await readFile(join(root, paths.get(module) ?? ""));
    await workspace.edit(module, "description", CLEARER);
    await workspace.recordEdits(module);
    await writeFile(join(root, paths.get(module) ?? ""), enriched);
    expect(await workspace.undo({ aim: { run } })).toMatchObject({ mismatches: [], undoes: [{ op: "enrich" }] });
    expect(await workspace.manifests()).toEqual(original);
    expect((await verifyLedger({}, workspace.context())).findings).toEqual([]);
  });

  it("takes the beginning of an id or a name, and only that run", async () => {
    const [first = "", second = ""] = paths.keys();
    await workspace.enrichAll([first]);
    await workspace.enrichAll([second]);
    const enriched = await workspace.manifests();
    const [one = "", two = ""] = await workspace.runIds();
    await workspace.undo({ aim: { run: one.slice(0, 12) } });
    expect(await workspace.manifests()).toEqual(
      new Map([...enriched].map(([path, text]) => [path, path === paths.get(first) ? original.get(path) : text])),
    );
    await workspace.changesNothing(() => workspace.undo({ aim: { run: one } }));
    await workspace.undo({ aim: { run: two.slice(0, 10).toUpperCase() } });
    expect(await workspace.manifests()).toEqual(original);
    await expect(workspace.undo({ aim: { run: "ffff0000ffff" } })).rejects.toMatchObject({ code: "E_NO_RUN" });
  });

  it("takes one module, then the others", async () => {
    const [first = "", ...others] = paths.keys();
    await workspace.enrichAll();
    const enriched = await workspace.manifests();
    expect((await workspace.undo({ modules: [first] })).modules.map(({ module }) => module)).toEqual([first]);
    expect(await workspace.manifests()).toEqual(
      new Map([...enriched, [paths.get(first), original.get(paths.get(first) ?? "")]]),
    );
    expect(await workspace.changesNothing(() => workspace.undo({ modules: [first] }))).toMatchObject({
      already: { why: "undone" },
    });
    expect(await workspace.changesNothing(() => workspace.undo())).toMatchObject({
      already: { why: "undone", next: { op: "enrich" } },
    });
    await workspace.undo({ modules: others });
    expect(await workspace.manifests()).toEqual(original);
  });

  it("suggests a module's name, and knows one that is gone", async () => {
    const [first = ""] = paths.keys();
    await workspace.enrichAll();
    await expect(workspace.undo({ modules: [`${first}x`] })).rejects.toMatchObject({
      code: "E_NO_MODULE",
      hint: `Did you mean ${first}?`,
    });
    await rm(join(root, paths.get(first) ?? ""));
    expect(await workspace.undo({ modules: [first] })).toMatchObject({
      mismatches: [{ what: "missing", found: null }],
    });
  });

  it("removes a file that the run made, and makes it again", async () => {
    await rm(join(root, "vocab"), { recursive: true });
    const change = {
      action: "add" as const,
      key: "payments.haggling",
      title: "Haggling",
      category: undefined,
      synonyms: [],
    } satisfies VocabularyChange;
    await editVocabulary({ change, dryRun: false }, workspace.context());
    const made = [...(await snapshotTree(root)).keys()].filter((path) => path.startsWith("vocab/"));
    expect(made.length).toBeGreaterThan(0);
    const { run, modules } = await workspace.undo();
    expect(modules).toMatchObject([{ module: null, status: "removed", after: null }]);
    expect([...(await snapshotTree(root)).keys()].filter((path) => /^vocab\/.*json$/.test(path))).toEqual([]);
    await workspace.changesNothing(() => workspace.undo());
    expect(await workspace.undo({ aim: { run: run ?? "" } })).toMatchObject({
      modules: [{ status: "restored", before: null }],
    });
    expect([...(await snapshotTree(root)).keys()].filter((path) => path.startsWith("vocab/"))).toEqual(made);
  });
});

describe("going back to a run", () => {
  it("restores the state right after it, also across reverts, and back again", async () => {
    const [first = "", second = ""] = paths.keys();
    await workspace.enrichAll([first]);
    const states = [await workspace.manifests()];
    await workspace.enrichAll([second]);
    states.push(await workspace.manifests());
    await workspace.edit(first, "description", CLEARER);
    await workspace.recordEdits(first);
    await workspace.undo();
    const [one = "", two = ""] = await workspace.runIds();

    const report = await workspace.undo({ aim: { to: one } });
    expect(report).toMatchObject({
      to: { id: one },
      undoes: [{ op: "revert" }, { op: "record" }, { op: "record" }, { id: two }].slice(-report.undoes.length),
    });
    expect(await workspace.manifests()).toEqual(states[0]);
    expect(await workspace.changesNothing(() => workspace.undo({ aim: { to: one } }))).toMatchObject({
      already: { why: "there" },
    });
    expect(await workspace.changesNothing(() => workspace.undo())).toMatchObject({ already: { why: "undone" } });

    await workspace.undo({ aim: { to: two } });
    expect(await workspace.manifests()).toEqual(states[1]);
    await workspace.undo({ aim: { to: one }, modules: [first] });
    expect(await workspace.manifests()).toEqual(states[1]);
  });

  it("takes back what another branch wrote, once both are merged", async () => {
    const [first = "", second = ""] = paths.keys();
    await writeFile(join(root, ".gitignore"), "manifests/review_queue.json\n");
    await gitInit(root);
    await workspace.enrichAll([first]);
    await gitCommitAll(root, "Base");
    const base = await workspace.manifests();
    const [start = ""] = await workspace.runIds();
    await git(root, "checkout", "--quiet", "-b", "side");
    await workspace.enrichAll([second]);
    await gitCommitAll(root, "Side");
    const side = (await workspace.runIds()).at(-1) ?? "";
    await git(root, "checkout", "--quiet", "main");
    await workspace.edit(first, "description", CLEARER);
    await workspace.recordEdits(first);
    await gitCommitAll(root, "Main");
    await git(root, "merge", "--quiet", "--no-edit", "side");
    const merged = await workspace.manifests();

    const { run } = await workspace.undo({ aim: { to: side } });
    expect(await workspace.manifests()).toEqual(
      new Map([...base, [paths.get(second), merged.get(paths.get(second) ?? "")]]),
    );
    await workspace.undo({ aim: { run: run ?? "" } });
    expect(await workspace.manifests()).toEqual(merged);
    await workspace.undo({ aim: { to: start } });
    expect(await workspace.manifests()).toEqual(base);
  });
});

describe("an interrupted revert", () => {
  it("is ended by the next command that writes", async () => {
    await workspace.enrichAll();
    const enriched = await workspace.manifests();
    const place = { files: nodeFiles, root, ledgerDir: LEDGER };
    let renames = 0;
    const mortal = Object.fromEntries(
      Object.entries(nodeFiles).map(([name, operation]: [string, (...args: unknown[]) => unknown]) => [
        name,
        (...args: unknown[]) => {
          if (name === "rename" && String(args[1]).endsWith("module.manifest.json")) renames += 1;
          if (renames >= 2) throw new Error("killed");
          return operation(...args);
        },
      ]),
    ) as unknown as FilePort;
    await expect(revert(LAST, workspace.context(processFiles(mortal, 1)))).rejects.toThrow("killed");
    expect(await hasUnfinished(place)).toBe(true);
    const between = await workspace.manifests();
    expect(between).not.toEqual(enriched);
    expect(between).not.toEqual(original);

    const { report } = await revert(LAST, workspace.context(processFiles(nodeFiles, 2)));
    expect(await hasUnfinished(place)).toBe(false);
    expect(report).toMatchObject({ run: null, already: { why: "undone" } });
    expect(await workspace.manifests()).toEqual(original);
    expect([...(await snapshotTree(root)).keys()].filter((path) => path.endsWith(".tmp"))).toEqual([]);
  });
});
