import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type FilePort, nodeFiles, sha256 } from "@t4/core";
import { copyFixture, diffTrees, snapshotTree, type TempWorkspace, testContext } from "@t4/testkit";
import { acquireLock } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { ledgerLog } from "./ledger-log.ts";
import { recoverLedger } from "./recover-ledger.ts";

const MANIFEST = "billing/module.manifest.json";
const QUEUE = "manifests/review_queue.json";
const NOTHING = { rolled_forward: [], rolled_back: [], discarded: [], removed: [] };

let workspace: TempWorkspace;
const context = (files: FilePort = nodeFiles) => testContext(workspace.root, files);
const recover = () => recoverLedger(context());
const read = (path: string) => readFile(join(workspace.root, path), "utf8");

beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
});
afterEach(() => workspace.remove());

function withResolvers(): { promise: Promise<void>; resolve: () => void } {
  let settle: (() => void) | undefined;
  const promise = new Promise<void>((resolve) => {
    settle = resolve;
  });
  return { promise, resolve: () => settle?.() };
}

/** Enriches until the operation before which `stop` says so; whatever would follow, also undoing, never happens. */
async function enrichUntil(stop: (name: string, path: string) => boolean): Promise<void> {
  const never = new Promise<never>(() => {});
  let isDead = false;
  const { promise: died, resolve: tell } = withResolvers();
  const files = new Proxy(nodeFiles, {
    get: (target, name: keyof FilePort) => {
      const operation = target[name] as (...args: unknown[]) => Promise<unknown>;
      return (...args: unknown[]): Promise<unknown> => {
        isDead ||= stop(name, String(args.at(name === "rename" ? 1 : 0)));
        if (!isDead) return operation(...args);
        tell();
        return never;
      };
    },
  });
  void enrich({ modules: [], dryRun: false }, context(files));
  await died;
  await freeLock();
}

/** The holder is this very process, which lives on. */
async function freeLock(): Promise<void> {
  const folder = join(workspace.root, ".t4");
  for (const name of await readdir(folder)) {
    if (name.startsWith("lock.")) await writeFile(join(folder, name), "cut off");
  }
}

describe("recoverLedger", () => {
  it("finds nothing, and touches nothing, where nothing was left", async () => {
    const empty = await snapshotTree(workspace.root);
    expect(await recover()).toEqual(NOTHING);
    expect(diffTrees(empty, await snapshotTree(workspace.root))).toEqual([]);
    await enrich({ modules: [], dryRun: false }, context());
    const before = await snapshotTree(workspace.root);
    expect(await recover()).toEqual(NOTHING);
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it("ends a run whose files are all there", async () => {
    await enrichUntil((name, path) => name === "rename" && path.endsWith(MANIFEST));
    const {
      rolled_forward: [id],
      ...others
    } = await recover();
    expect(others).toEqual({ rolled_back: [], discarded: [], removed: [] });
    expect((await ledgerLog({}, context())).runs.map((run) => run.id)).toEqual([id]);
    expect(await read(MANIFEST)).toContain("_provenance");
    expect(await recover()).toEqual(NOTHING);
  });

  it("takes a run back whose files are not there yet", async () => {
    const before = await read(MANIFEST);
    await enrichUntil((name, path) => name === "create" && path.endsWith(".tmp") && path.includes("/billing/"));
    const report = await recover();
    expect(report).toMatchObject({ rolled_forward: [], discarded: [], removed: [] });
    expect(report.rolled_back).toHaveLength(1);
    expect((await ledgerLog({}, context())).total).toBe(0);
    expect(await read(MANIFEST)).toBe(before);
    expect(await recover()).toEqual(NOTHING);
  });

  it("says which run files were cut off", async () => {
    const name = "20261121T090000Z-0123abcd.ndjson.pending";
    await mkdir(join(workspace.root, "manifests/.ledger/runs"), { recursive: true });
    await writeFile(join(workspace.root, "manifests/.ledger/runs", name), '{"actor"');
    expect(await recover()).toEqual({ ...NOTHING, discarded: [name] });
    expect(await recover()).toEqual(NOTHING);
  });

  it("removes what was left over beside derived files, recorded files and locks", async () => {
    await enrichUntil((name, path) => name === "rename" && path.endsWith(QUEUE));
    const left = (await readdir(join(workspace.root, "manifests"))).filter((name) => name.endsWith(".tmp"));
    expect(left).toEqual([`.review_queue.json.t4-${sha256(QUEUE).slice(0, 8)}.tmp`]);
    const more = [
      ".t4/draft.12.345",
      ".t4/evidence.ndjson.12.tmp",
      `${dirname(MANIFEST)}/.module.manifest.json.t4-0123abcd.tmp`,
    ];
    for (const path of more) await writeFile(join(workspace.root, path), "left over");
    expect(await recover()).toEqual({ ...NOTHING, removed: [...more, `manifests/${left[0]}`] });
    expect(await recover()).toEqual(NOTHING);
    const tree = await snapshotTree(workspace.root);
    expect([...tree.keys()].filter((path) => /\.tmp$|draft\./.test(path))).toEqual([]);
  });

  it("ends a run also where another one is damaged, which is for `verify` to say", async () => {
    await enrichUntil((name, path) => name === "rename" && path.endsWith(MANIFEST));
    const runs = join(workspace.root, "manifests/.ledger/runs");
    await writeFile(join(runs, "20200101T000000Z-0123abcd.ndjson"), "damaged");
    expect((await recover()).rolled_forward).toHaveLength(1);
  });

  it("waits for nobody when it is not to", async () => {
    await enrichUntil((name, path) => name === "rename" && path.endsWith(MANIFEST));
    const lock = await acquireLock({ files: nodeFiles, root: workspace.root });
    await expect(recover()).rejects.toMatchObject({ code: "E_LOCKED" });
    await lock.release();
    expect((await recover()).rolled_forward).toHaveLength(1);
  });
});
