import { chmod, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import {
  emptyWorkspace,
  git,
  gitCommitAll,
  gitInit,
  type OddWorkspace,
  oddWorkspace,
  processFiles,
  snapshotTree,
  testContext,
} from "@t4/testkit";
import { commitRun, hasUnfinished, readLedger } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { record } from "./record.ts";
import { revert, type RevertInput } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";
import type { RevertReport } from "./revert-report.ts";
import { editVocabulary, type VocabularyChange } from "./vocab.ts";

const LEDGER = "manifests/.ledger";
const CLEARER =
  "A person wrote this about the module, at such a length that the schema takes it for a description: it says what the module does, and for whom.";
const LAST: RevertInput = { aim: "last", modules: [], reason: null, dryRun: false };

let workspace: OddWorkspace;
let root: string;
let paths: OddWorkspace["paths"];
/** The manifests as they were before anything was written. */
let original: Map<string, string>;
let hour = 0;

/** Each command runs an hour after the one before. */
function context(at = root, files: FilePort = nodeFiles) {
  hour += 1;
  return testContext(at, files, new Date(Date.parse("2026-11-21T09:00:00Z") + hour * 3_600_000).toISOString());
}

const manifests = (at?: string) => workspace.manifests(at);
const enrichAll = (modules: string[] = []) => enrich({ modules, dryRun: false }, context());
const undo = async (more: Partial<RevertInput> = {}, at = root): Promise<RevertReport> =>
  (await revert({ ...LAST, ...more }, context(at))).report;

async function recordEdits(module: string): Promise<void> {
  const { findings } = await record({ modules: [module], reason: "by hand", dryRun: false }, context());
  expect(findings).toEqual([]);
}

const runIds = async (): Promise<string[]> =>
  (await readLedger({ files: nodeFiles, root, ledgerDir: LEDGER })).runs
    .toSorted((a, b) => (a.header.at < b.header.at ? -1 : 1))
    .map(({ id }) => id);

/** Does it and checks that nothing in the tree changed, no time stamp either. */
async function changesNothing<T>(act: () => Promise<T>): Promise<T> {
  let result: Promise<T> | undefined;
  expect(await workspace.changesOf(() => (result = act()).catch(() => undefined))).toEqual([]);
  return result as Promise<T>;
}

beforeEach(async () => {
  workspace = await oddWorkspace(3);
  ({ root, paths } = workspace);
  original = await manifests();
});
afterEach(() => workspace.remove());

describe("reverting the newest run", () => {
  it("gives back oddly formatted manifests byte for byte with their modes, twice the same, and redoes", async () => {
    const [path = ""] = paths.values();
    await chmod(join(root, path), 0o640);
    await enrichAll();
    const enriched = await manifests();
    expect([...enriched].every(([name, text]) => text !== original.get(name))).toBe(true);

    const report = await undo();
    expect(report).toMatchObject({ already: null, mismatches: [], dry_run: false, undoes: [{ op: "enrich" }] });
    expect(report.modules.map(({ status }) => status)).toEqual(["restored", "restored", "restored"]);
    expect(await manifests()).toEqual(original);
    expect((await stat(join(root, path))).mode & 0o777).toBe(0o640);

    const again = await changesNothing(() => undo());
    expect(again).toMatchObject({ run: null, modules: [], already: { why: "undone", by: { run: report.run } } });

    const redo = await undo({ aim: { run: report.run ?? "" } });
    expect(redo).toMatchObject({ undoes: [{ op: "revert", run: report.run }] });
    expect(await manifests()).toEqual(enriched);
    expect((await stat(join(root, path))).mode & 0o777).toBe(0o640);
    await changesNothing(() => undo({ aim: { run: report.run ?? "" } }));

    expect(await undo()).toMatchObject({ undoes: [{ run: redo.run }] });
    expect(await manifests()).toEqual(original);
  });

  it("is recorded with what it undoes, and each change", async () => {
    await enrichAll();
    const [enriched] = await runIds();
    const { run } = await undo({ reason: "an incident" });
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
    const now = context();
    const enrichAtOnce = () => enrich({ modules: [], dryRun: false }, now);
    await enrichAtOnce();
    const enriched = await manifests();
    const [module = ""] = paths.keys();
    await workspace.edit(module, "description", CLEARER);
    await recordEdits(module);
    await undo();
    const ops: string[] = [];
    for (let next = (await undo()).already?.next; next !== null && next !== undefined;) {
      ops.push(next.op);
      await undo({ aim: { run: next.run } });
      ({ next } = (await undo()).already ?? { next: undefined });
    }
    expect(ops).toEqual(["enrich"]);
    expect(await manifests()).toEqual(original);
    await enrichAtOnce();
    expect(await manifests()).toEqual(enriched);
  });

  it("has nothing to do in an empty ledger", async () => {
    expect(await changesNothing(() => undo())).toMatchObject({ run: null, already: { why: "no run", runs: [] } });
  });

  it("works in a fresh clone", async () => {
    await gitInit(root);
    await enrichAll();
    await gitCommitAll(root, "Enrich");
    await using clone = await emptyWorkspace("t4-clone-");
    const there = join(clone.root, "clone");
    await git(clone.root, "clone", "--quiet", root, there);
    expect(await undo({}, there)).toMatchObject({ mismatches: [], already: null });
    expect(await manifests(there)).toEqual(original);
    await rename(join(root, LEDGER, "objects"), join(root, LEDGER, "gone"));
    await expect(changesNothing(() => undo())).rejects.toMatchObject({ code: "E_LEDGER" });
  });

  it("shows in a dry run what would be, and writes nothing, not even a lock", async () => {
    await enrichAll();
    await rm(join(root, ".t4"), { recursive: true });
    const { report, diffs } = await changesNothing(() => revert({ ...LAST, dryRun: true }, context()));
    expect(report).toMatchObject({ run: null, dry_run: true, already: null });
    expect(report.modules.map(({ status }) => status)).toEqual(["restored", "restored", "restored"]);
    const [path = ""] = paths.values();
    expect(diffs()).toContainEqual(expect.stringContaining(`--- a/${path}\n+++ b/${path}\n`));
  });

  it("puts back a manifest that does not validate, and says so", async () => {
    const [[module = "", path = ""] = []] = paths;
    await enrichAll();
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
    const { findings: first, run } = await undo();
    expect(first).toMatchObject([{ code: "E_JSON_DUPLICATE_KEY", severity: "warning", module, file: path }]);
    expect(await readFile(join(root, path))).toEqual(broken);
    const { findings } = await undo({ aim: { run: run ?? "" } });
    expect(findings).toMatchObject([{ code: "E_MANIFEST", severity: "warning", file: path }]);
    expect(await readFile(join(root, path), "utf8")).toBe("[1]");
  });
});

describe("reverting in a workspace with a broken", () => {
  it.each([
    ["vocabulary", "vocab/features.json", "E_MANIFEST"],
    ["schema", "schemas/module.manifest.schema.json", "E_JSON"],
  ])("%s works all the same", async (_, file, code) => {
    await enrichAll();
    await mkdir(dirname(join(root, file)), { recursive: true });
    await writeFile(join(root, file), '<<<<<<< HEAD\n{"type": 7}');
    // As people wrote them the manifests do not validate, where there is a schema to tell that.
    const { findings } = await undo();
    expect(new Set(findings.map((finding) => finding.code))).toEqual(new Set([code]));
    expect(await manifests()).toEqual(original);
  });
});

describe("reverting one run", () => {
  it("records first that somebody put a file back by hand, so that the ledger verifies", async () => {
    const [module = ""] = paths.keys();
    await enrichAll([module]);
    const [run = ""] = await runIds();
    const enriched = await readFile(join(root, paths.get(module) ?? ""));
    await workspace.edit(module, "description", CLEARER);
    await recordEdits(module);
    await writeFile(join(root, paths.get(module) ?? ""), enriched);
    expect(await undo({ aim: { run } })).toMatchObject({ mismatches: [], undoes: [{ op: "enrich" }] });
    expect(await manifests()).toEqual(original);
    expect((await verifyLedger({}, context())).findings).toEqual([]);
  });

  it("takes the beginning of an id or a name, and only that run", async () => {
    const [first = "", second = ""] = paths.keys();
    await enrichAll([first]);
    await enrichAll([second]);
    const enriched = await manifests();
    const [one = "", two = ""] = await runIds();
    await undo({ aim: { run: one.slice(0, 12) } });
    expect(await manifests()).toEqual(
      new Map([...enriched].map(([path, text]) => [path, path === paths.get(first) ? original.get(path) : text])),
    );
    await changesNothing(() => undo({ aim: { run: one } }));
    await undo({ aim: { run: two.slice(0, 10).toUpperCase() } });
    expect(await manifests()).toEqual(original);
    await expect(undo({ aim: { run: "ffff0000ffff" } })).rejects.toMatchObject({ code: "E_NO_RUN" });
  });

  it("takes one module, then the others", async () => {
    const [first = "", ...others] = paths.keys();
    await enrichAll();
    const enriched = await manifests();
    expect((await undo({ modules: [first] })).modules.map(({ module }) => module)).toEqual([first]);
    expect(await manifests()).toEqual(new Map([...enriched, [paths.get(first), original.get(paths.get(first) ?? "")]]));
    expect(await changesNothing(() => undo({ modules: [first] }))).toMatchObject({ already: { why: "undone" } });
    expect(await changesNothing(() => undo())).toMatchObject({ already: { why: "undone", next: { op: "enrich" } } });
    await undo({ modules: others });
    expect(await manifests()).toEqual(original);
  });

  it("suggests a module's name, and knows one that is gone", async () => {
    const [first = ""] = paths.keys();
    await enrichAll();
    await expect(undo({ modules: [`${first}x`] })).rejects.toMatchObject({
      code: "E_NO_MODULE",
      hint: `Did you mean ${first}?`,
    });
    await rm(join(root, paths.get(first) ?? ""));
    expect(await undo({ modules: [first] })).toMatchObject({ mismatches: [{ what: "missing", found: null }] });
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
    await editVocabulary({ change, dryRun: false }, context());
    const made = [...(await snapshotTree(root)).keys()].filter((path) => path.startsWith("vocab/"));
    expect(made.length).toBeGreaterThan(0);
    const { run, modules } = await undo();
    expect(modules).toMatchObject([{ module: null, status: "removed", after: null }]);
    expect([...(await snapshotTree(root)).keys()].filter((path) => /^vocab\/.*json$/.test(path))).toEqual([]);
    await changesNothing(() => undo());
    expect(await undo({ aim: { run: run ?? "" } })).toMatchObject({ modules: [{ status: "restored", before: null }] });
    expect([...(await snapshotTree(root)).keys()].filter((path) => path.startsWith("vocab/"))).toEqual(made);
  });
});

describe("going back to a run", () => {
  it("restores the state right after it, also across reverts, and back again", async () => {
    const [first = "", second = ""] = paths.keys();
    await enrichAll([first]);
    const states = [await manifests()];
    await enrichAll([second]);
    states.push(await manifests());
    await workspace.edit(first, "description", CLEARER);
    await recordEdits(first);
    await undo();
    const [one = "", two = ""] = await runIds();

    const report = await undo({ aim: { to: one } });
    expect(report).toMatchObject({
      to: { id: one },
      undoes: [{ op: "revert" }, { op: "record" }, { op: "record" }, { id: two }].slice(-report.undoes.length),
    });
    expect(await manifests()).toEqual(states[0]);
    expect(await changesNothing(() => undo({ aim: { to: one } }))).toMatchObject({ already: { why: "there" } });
    expect(await changesNothing(() => undo())).toMatchObject({ already: { why: "undone" } });

    await undo({ aim: { to: two } });
    expect(await manifests()).toEqual(states[1]);
    await undo({ aim: { to: one }, modules: [first] });
    expect(await manifests()).toEqual(states[1]);
  });

  it("takes back what another branch wrote, once both are merged", async () => {
    const [first = "", second = ""] = paths.keys();
    await writeFile(join(root, ".gitignore"), "manifests/review_queue.json\n");
    await gitInit(root);
    await enrichAll([first]);
    await gitCommitAll(root, "Base");
    const base = await manifests();
    const [start = ""] = await runIds();
    await git(root, "checkout", "--quiet", "-b", "side");
    await enrichAll([second]);
    await gitCommitAll(root, "Side");
    const side = (await runIds()).at(-1) ?? "";
    await git(root, "checkout", "--quiet", "main");
    await workspace.edit(first, "description", CLEARER);
    await recordEdits(first);
    await gitCommitAll(root, "Main");
    await git(root, "merge", "--quiet", "--no-edit", "side");
    const merged = await manifests();

    const { run } = await undo({ aim: { to: side } });
    expect(await manifests()).toEqual(new Map([...base, [paths.get(second), merged.get(paths.get(second) ?? "")]]));
    await undo({ aim: { run: run ?? "" } });
    expect(await manifests()).toEqual(merged);
    await undo({ aim: { to: start } });
    expect(await manifests()).toEqual(base);
  });
});

describe("an interrupted revert", () => {
  it("is ended by the next command that writes", async () => {
    await enrichAll();
    const enriched = await manifests();
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
    await expect(revert(LAST, context(root, processFiles(mortal, 1)))).rejects.toThrow("killed");
    expect(await hasUnfinished(place)).toBe(true);
    const between = await manifests();
    expect(between).not.toEqual(enriched);
    expect(between).not.toEqual(original);

    const { report } = await revert(LAST, context(root, processFiles(nodeFiles, 2)));
    expect(await hasUnfinished(place)).toBe(false);
    expect(report).toMatchObject({ run: null, already: { why: "undone" } });
    expect(await manifests()).toEqual(original);
    expect([...(await snapshotTree(root)).keys()].filter((path) => path.endsWith(".tmp"))).toEqual([]);
  });
});
