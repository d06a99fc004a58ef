import { cp, mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import {
  copyFixture,
  diffTrees,
  emptyWorkspace,
  git,
  gitCommitAll,
  gitInit,
  snapshotTree,
  type TempWorkspace,
  testContext,
} from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { record } from "./record.ts";
import { recordEdits } from "./record-edits.ts";
import { verifyLedger } from "./verify-ledger.ts";

const RUNS = "manifests/.ledger/runs";
const MANIFEST = "billing/module.manifest.json";

let workspace: TempWorkspace;
let root: string;
beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  root = workspace.root;
});
afterEach(() => workspace.remove());

async function enrichAll(): Promise<void> {
  await enrich({ modules: [], onlyChangedSources: false, dryRun: false }, testContext(root));
}

/** A hand edit, recorded as one run. Gives its file. */
async function recordEdit(description: string): Promise<string> {
  await edit(description);
  const place = { files: nodeFiles, root, ledgerDir: "manifests/.ledger" };
  const act = { at: "2026-11-21T10:00:00Z", actor: "tester", reason: "clearer" };
  const bytes = await readFile(join(root, MANIFEST));
  const { run } = await recordEdits(place, act, [{ module: "billing", path: MANIFEST, bytes }]);
  return `${RUNS}/${run}.ndjson`;
}

async function edit(description: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, MANIFEST), "utf8")) as object;
  await writeFile(join(root, MANIFEST), `${JSON.stringify({ ...manifest, description }, undefined, 2)}\n`);
}

async function findings(base?: string, at = root): Promise<string[]> {
  const report = await verifyLedger({ base }, testContext(at));
  expect(report.verified).toBe(report.findings.length === 0);
  return report.findings.map(({ code, file, line }) => `${code} ${file}${line === undefined ? "" : `:${line}`}`);
}

async function refuseRuns(path: string): ReturnType<FilePort["entries"]> {
  if (!path.endsWith(RUNS)) return nodeFiles.entries(path);
  throw Object.assign(new Error("no"), { code: "EACCES", path });
}

describe("verifyLedger", () => {
  it("verifies an empty ledger and one that T4 wrote, and writes nothing", async () => {
    const nothing = { verified: true, runs: 0, lines: 0, manifests: 0, base: null, notes: [], findings: [] };
    expect(await verifyLedger({}, testContext(root))).toEqual(nothing);
    await enrichAll();
    await recordEdit("first");
    const before = await snapshotTree(root);
    expect(await verifyLedger({}, testContext(root))).toMatchObject({ verified: true, manifests: 1, findings: [] });
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
  });

  it("finds a manifest that was edited or removed, and is content once the edit is recorded", async () => {
    await enrichAll();
    await edit(
      "Invoices customers for what they used, collects through two payment providers, and keeps a ledger of every payment and refund it made.",
    );
    expect(await findings()).toEqual([`E_UNRECORDED ${MANIFEST}`]);
    await record({ modules: [], reason: "clearer", dryRun: false }, testContext(root));
    expect(await findings()).toEqual([]);
    await rm(join(root, MANIFEST));
    expect(await findings()).toEqual([`E_UNRECORDED ${MANIFEST}`]);
    const { modules } = await record({ modules: ["billing"], reason: "sold", dryRun: false }, testContext(root));
    expect(modules).toEqual([{ module: "billing", path: MANIFEST, fields: [], removed: true }]);
    expect(await findings()).toEqual([]);
  });

  it("finds what stands in the place of a run, a snapshot, a manifest or a folder", async () => {
    await enrichAll();
    const [name = ""] = await readdir(join(root, RUNS));
    await mkdir(join(root, RUNS, "folder"));
    expect(await findings()).toEqual([`E_LEDGER ${RUNS}/folder`]);
    await rm(join(root, RUNS, "folder"), { recursive: true });

    await using outside = await emptyWorkspace();
    await cp(join(root, RUNS, name), join(outside.root, name));
    await rm(join(root, RUNS, name));
    await symlink(join(outside.root, name), join(root, RUNS, name));
    expect(await findings()).toContain(`E_LEDGER ${RUNS}/${name}`);
    await rm(join(root, RUNS, name));
    await cp(join(outside.root, name), join(root, RUNS, name));
    expect(await findings()).toEqual([]);

    await writeFile(join(root, "manifests/.ledger/objects/x"), "x");
    expect(await findings()).toEqual(["E_LEDGER_SNAPSHOT manifests/.ledger/objects/x"]);
    await rm(join(root, "manifests/.ledger/objects/x"));

    await rm(join(root, MANIFEST));
    await mkdir(join(root, MANIFEST));
    expect(await findings()).toEqual([`E_NOT_A_FILE ${MANIFEST}`]);
    await rm(join(root, "manifests/.ledger"), { recursive: true });
    await mkdir(join(root, "manifests/.ledger"));
    await writeFile(join(root, RUNS), "x");
    expect(await findings()).toEqual([`E_LEDGER ${RUNS}`]);
  });

  it("does not take a ledger that cannot be listed for an empty one", async () => {
    await enrichAll();
    const files = { ...nodeFiles, entries: refuseRuns };
    await expect(verifyLedger({}, testContext(root, files))).rejects.toMatchObject({ code: "E_READ" });
  });
});

describe("a run that is missing", () => {
  let last: string;
  let gone: string;
  beforeEach(async () => {
    await gitInit(root);
    await enrichAll();
    await gitCommitAll(root);
    await git(root, "checkout", "-q", "-b", "work");
    gone = await recordEdit("first");
    await gitCommitAll(root, "first");
    last = await recordEdit("second");
    await gitCommitAll(root, "second");
  });

  it("is a note where a commit was picked without those before it, and nothing of it is judged", async () => {
    await git(root, "checkout", "-q", "main");
    await git(root, "cherry-pick", "-X", "theirs", "work");
    const report = await verifyLedger({}, testContext(root));
    expect(report.findings).toEqual([]);
    expect(report.notes).toEqual([expect.stringContaining(`${last} follows the run`)]);
  });

  it("is a finding where this branch held it", async () => {
    await rm(join(root, gone));
    const expected = [`E_LEDGER_ABSENT ${last}:1`];
    expect(await findings()).toEqual(expect.arrayContaining(expected));
    await gitCommitAll(root, "tidy up");
    expect(await findings()).toEqual(expect.arrayContaining(expected));
  });

  it("is a finding where git cannot tell: in a shallow clone, and without git", async () => {
    await git(root, "checkout", "-q", "main");
    await git(root, "cherry-pick", "-X", "theirs", "work");
    await using place = await emptyWorkspace();
    const clone = join(place.root, "clone");
    await git(place.root, "clone", "-q", "--depth=1", `file://${root}`, clone);
    expect(await findings(undefined, clone)).toEqual([`E_LEDGER_ABSENT ${last}:1`]);
    await rm(join(root, ".git"), { recursive: true });
    expect(await findings()).toEqual([`E_LEDGER_ABSENT ${last}:1`]);
  });
});

describe("--base", () => {
  it.each(["sha1", "sha256"])(
    "finds what was changed or removed since the merge base, in a %s repository",
    async (format) => {
      await enrichAll();
      const first = `${RUNS}/${(await readdir(join(root, RUNS)))[0]}`;
      await git(root, "init", "-q", "-b", "main", `--object-format=${format}`);
      const base = await gitCommitAll(root, "Start");
      await git(root, "checkout", "-q", "-b", "work");
      await recordEdit("on a branch");
      await gitCommitAll(root, "edit");
      expect(await findings("main")).toEqual([]);
      expect(await verifyLedger({ base: "main" }, testContext(root))).toMatchObject({ base });

      // All anew: consistent in itself.
      await rm(join(root, "manifests/.ledger"), { recursive: true });
      expect(await findings()).toEqual([]);
      const rewritten = await findings("main");
      expect(rewritten).toContain(`E_LEDGER_REWRITTEN ${first}`);
      expect(rewritten).toContainEqual(expect.stringContaining("E_LEDGER_REWRITTEN manifests/.ledger/objects/"));
    },
  );

  it("never passes where it cannot be told", async () => {
    await enrichAll();
    const verifying = verifyLedger({ base: "main" }, testContext(root));
    await expect(verifying).rejects.toMatchObject({ code: "E_GIT" });
    await gitInit(root);
    await expect(verifyLedger({ base: "mian" }, testContext(root))).rejects.toMatchObject({ code: "E_USAGE" });
  });
});
