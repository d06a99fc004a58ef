import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FilePort, type Finding, nodeFiles, sha256 } from "@t4/core";
import { packSnapshot, type RunEntry, serializeRun, snapshotPath } from "@t4/ledger";
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
import { commitRun } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { ledgerLog } from "./ledger-log.ts";
import { record } from "./record.ts";
import { recordEdits } from "./record-edits.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";

const RUNS = "manifests/.ledger/runs";
const OBJECTS = "manifests/.ledger/objects";
const MANIFEST = "billing/module.manifest.json";

let workspace: TempWorkspace;
let root: string;
beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  root = workspace.root;
});
afterEach(() => workspace.remove());

async function enrichAll(): Promise<void> {
  await enrich({ modules: [], dryRun: false }, testContext(root));
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

/** One run as if nothing had been before it. */
async function startAnew(): Promise<void> {
  const before = await readFile(join(root, MANIFEST));
  const after = Buffer.concat([before, Buffer.from("\n")]);
  await commitRun({
    files: nodeFiles,
    root,
    ledgerDir: "manifests/.ledger",
    header: { op: "enrich", at: "2026-11-21T11:00:00Z", actor: "x", reason: null },
    entries: [{ module: "billing", path: MANIFEST, before, after, changes: [] }],
  });
}

async function edit(description: string): Promise<void> {
  const manifest = JSON.parse(await readFile(join(root, MANIFEST), "utf8")) as object;
  await writeFile(join(root, MANIFEST), `${JSON.stringify({ ...manifest, description }, undefined, 2)}\n`);
}

async function findings(base?: string, at = root): Promise<string[]> {
  const report = await verifyLedger({ base }, testContext(at));
  const isVerified = report.findings.length + report.unmeasured.length === 0;
  expect(report.verified).toBe(isVerified);
  const said = report.findings.map(placed);
  return [...said, ...report.unmeasured.map((finding) => `unmeasured ${placed(finding)}`)];
}

function placed({ code, file, line }: Finding): string {
  return `${code} ${file}${line === undefined ? "" : `:${line}`}`;
}

async function refuseRuns(path: string): ReturnType<FilePort["entries"]> {
  if (!path.endsWith(RUNS)) return nodeFiles.entries(path);
  throw Object.assign(new Error("no"), { code: "EACCES", path });
}

describe("verifyLedger", () => {
  it("verifies an empty ledger and one that T4 wrote, and writes nothing", async () => {
    const nothing = { verified: true, runs: 0, lines: 0, manifests: 0, base: null, notes: [] };
    expect(await verifyLedger({}, testContext(root))).toEqual({ ...nothing, findings: [], unmeasured: [] });
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

describe("a ledger without any run", () => {
  it("is a finding where git holds runs, deleted or only staged", async () => {
    await gitInit(root);
    await enrichAll();
    const [name] = await readdir(join(root, RUNS));
    await git(root, "add", "-A");
    await rm(join(root, "manifests/.ledger"), { recursive: true });
    const expected = [`E_LEDGER_ABSENT ${RUNS}/${name}`];
    expect(await findings()).toEqual(expected);
    await git(root, "commit", "-q", "-m", "enrich");
    await gitCommitAll(root, "tidy up");
    expect(await findings()).toEqual(expected);
    await using place = await emptyWorkspace();
    const clone = join(place.root, "clone");
    await git(place.root, "clone", "-q", "--depth=1", `file://${root}`, clone);
    expect(await findings(undefined, clone)).toEqual([`unmeasured E_GIT ${RUNS}`]);
  });

  it("is said by the commands that work on what is recorded, which then do nothing", async () => {
    await gitInit(root);
    await enrichAll();
    const [name] = await readdir(join(root, RUNS));
    await gitCommitAll(root, "enrich");
    await rm(join(root, "manifests"), { recursive: true });
    const before = await snapshotTree(root);
    const context = testContext(root);
    const absent = { code: "E_LEDGER_ABSENT", message: `${RUNS}/${name} is a run that git holds, and it is not there` };
    for (const dryRun of [true, false]) {
      const aim = { aim: "last", modules: [], reason: null, dryRun } as const;
      await expect(revert(aim, context)).rejects.toMatchObject(absent);
      await expect(record({ modules: [], reason: "x", dryRun }, context)).rejects.toMatchObject(absent);
    }
    await expect(ledgerLog({}, context)).rejects.toMatchObject(absent);
    expect(diffTrees(before, await snapshotTree(root))).toEqual([]);
    await rm(join(root, ".git"), { recursive: true });
    expect(await ledgerLog({}, context)).toEqual({ runs: [], total: 0 });
  });

  it("names some of many runs, and says how many more there are", async () => {
    await mkdir(join(root, RUNS), { recursive: true });
    for (const digit of "1234567") await writeFile(join(root, RUNS, `20261121T090000Z-${digit.repeat(8)}.ndjson`), "");
    await gitInit(root);
    await rm(join(root, RUNS), { recursive: true });
    const report = await verifyLedger({}, testContext(root));
    expect(report.findings).toHaveLength(5);
    expect(report.findings[4]?.message).toMatch(/, as 2 more are$/);
  });

  it("is a finding where snapshots are left, and none where nothing ever was", async () => {
    await gitInit(root);
    expect(await findings()).toEqual([]);
    await enrichAll();
    await rm(join(root, RUNS), { recursive: true });
    expect(await findings()).toEqual([expect.stringContaining("E_LEDGER_SNAPSHOT manifests/.ledger/objects/")]);
  });

  it("is nothing to verify in a folder that is no workspace", async () => {
    await using place = await emptyWorkspace();
    expect(await findings(undefined, place.root)).toEqual(["unmeasured E_ROOT ."]);
    await writeFile(join(place.root, "t4.config.json"), "{}");
    expect(await findings(undefined, place.root)).toEqual([]);
  });
});

describe("links", () => {
  it("are findings in the place of a manifest, a snapshot, or a folder on the way to the ledger, wherever they lead", async () => {
    await enrichAll();
    await using outside = await emptyWorkspace();
    const swap = async (path: string, to: string): Promise<string[]> => {
      await rename(join(root, path), to);
      await symlink(to, join(root, path));
      const found = await findings();
      await rm(join(root, path));
      await rename(to, join(root, path));
      return found;
    };
    expect(await swap(MANIFEST, join(root, "billing/kept.json"))).toEqual([`E_NOT_A_FILE ${MANIFEST}`]);
    expect(await swap(MANIFEST, join(outside.root, "kept.json"))).toEqual([`E_OUTSIDE ${MANIFEST}`]);
    const [aa = ""] = await readdir(join(root, OBJECTS));
    const [sha = ""] = await readdir(join(root, OBJECTS, aa));
    for (const kept of [join(root, "kept"), join(outside.root, "kept")]) {
      const snapshot = `${OBJECTS}/${aa}/${sha}`;
      expect(await swap(snapshot, kept)).toEqual([`E_LEDGER_SNAPSHOT ${snapshot}`]);
      for (const folder of ["manifests", "manifests/.ledger", RUNS]) {
        expect(await swap(folder, kept)).toContain(`E_LEDGER ${folder}`);
      }
    }
    expect(await findings()).toEqual([]);
  });
});

describe("a forged run", () => {
  const AT = "2026-11-21T23:00:00Z";
  let text: string;
  beforeEach(async () => {
    await gitInit(root);
    await enrichAll();
    await gitCommitAll(root);
    text = await readFile(join(root, MANIFEST), "utf8");
    await edit("forged");
  });

  /** Writes the run of an edit of the manifest, with what it claims of the file before. Gives its line. */
  async function forge(parents: string[], before: string, kept: string | undefined): Promise<string> {
    const after = await readFile(join(root, MANIFEST));
    const files = kept === undefined ? [] : [[MANIFEST, Buffer.from(kept)] as const];
    const packed = packSnapshot({ after: new Map([[MANIFEST, after]]), before: new Map(files) });
    const place = join(root, "manifests/.ledger", snapshotPath(packed?.sha ?? ""));
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, packed?.bytes ?? "");
    const changes: RunEntry["changes"] = [{ field: "/tags", old: ["x"], extractor: "human", confidence: "high" }];
    const entry = { module: "billing", path: MANIFEST, before, after: sha256(after), changes };
    const header = { op: "record", at: AT, actor: "x", reason: null, parents, snapshot: packed?.sha ?? "" };
    const { fileName, bytes } = serializeRun({ header, entries: [entry] });
    await writeFile(join(root, RUNS, fileName), bytes);
    return `${RUNS}/${fileName}:2`;
  }

  it("is found that follows an invented one from a state that nothing leads back to", async () => {
    const line = await forge(["b".repeat(64)], "a".repeat(64), undefined);
    expect(await findings()).toEqual([`E_LEDGER_CHAIN ${line}`]);
    expect(await findings("main")).toEqual([`E_LEDGER_CHAIN ${line}`]);
  });

  it("is found that can never be undone", async () => {
    const [name = ""] = await readdir(join(root, RUNS));
    const parent = sha256(await readFile(join(root, RUNS, name)));
    const line = await forge([parent], sha256(text), undefined);
    expect(await findings()).toEqual([`E_LEDGER_SNAPSHOT ${line}`]);
    await rm(join(root, line.slice(0, -2)));
    await rm(join(root, OBJECTS), { recursive: true });
    await git(root, "checkout", "--", OBJECTS);
    await forge([parent], sha256(text), text);
    expect(await findings()).toEqual([]);
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

  it("is left open where git cannot tell: in a shallow clone, and without git", async () => {
    await git(root, "checkout", "-q", "main");
    await git(root, "cherry-pick", "-X", "theirs", "work");
    await using place = await emptyWorkspace();
    const clone = join(place.root, "clone");
    await git(place.root, "clone", "-q", "--depth=1", `file://${root}`, clone);
    expect(await findings(undefined, clone)).toEqual([`unmeasured E_GIT ${last}:1`]);
    await rm(join(root, ".git"), { recursive: true });
    expect(await findings()).toEqual([`unmeasured E_GIT ${last}:1`]);
    await edit("by hand");
    expect(await findings()).toEqual([`E_UNRECORDED ${MANIFEST}`, `E_GIT ${last}:1`]);
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
      await startAnew();
      expect(await findings()).toEqual([]);
      const rewritten = await findings("main");
      expect(rewritten).toContain(`E_LEDGER_REWRITTEN ${first}`);
      expect(rewritten).toContainEqual(expect.stringContaining("E_LEDGER_REWRITTEN manifests/.ledger/objects/"));
    },
  );

  it("looks for the ledger where the merge base had it", async () => {
    await enrichAll();
    await gitInit(root);
    await git(root, "checkout", "-q", "-b", "work");
    const config = join(root, "t4.config.json");
    const move = async (ledger: string): Promise<void> => writeFile(config, JSON.stringify({ ledger }));
    await move("manifests/.ledger2");
    expect(await findings("main")).toEqual(["E_LEDGER_REWRITTEN t4.config.json"]);
    await rename(join(root, "manifests/.ledger"), join(root, "manifests/.ledger2"));
    const gone = await findings("main");
    expect(gone).toContain(`E_LEDGER_REWRITTEN ${RUNS}/${(await readdir(join(root, "manifests/.ledger2/runs")))[0]}`);
    expect(gone).toContainEqual(expect.stringContaining(`E_LEDGER_REWRITTEN ${OBJECTS}/`));
    const base = await gitCommitAll(root, "moved");
    await move("manifests/.ledger3");
    expect(await findings(base)).toContain("E_LEDGER_REWRITTEN t4.config.json");
    await move("manifests/.ledger2");
    expect(await findings(base)).toEqual([]);
    // A config that nobody can have written a ledger by stands for the default one.
    await writeFile(config, '{"ledger":');
    const broken = await gitCommitAll(root, "broken");
    await move("manifests/.ledger2");
    expect(await findings(broken)).toEqual([]);
  });

  it("never passes where it cannot be told", async () => {
    await enrichAll();
    const verifying = verifyLedger({ base: "main" }, testContext(root));
    await expect(verifying).rejects.toMatchObject({ code: "E_GIT" });
    await gitInit(root);
    await expect(verifyLedger({ base: "mian" }, testContext(root))).rejects.toMatchObject({ code: "E_USAGE" });
  });
});
