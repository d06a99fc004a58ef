import { appendFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import {
  copyFixture,
  emptyWorkspace,
  git,
  gitCommitAll,
  gitInit,
  runT4,
  testContext,
  type TempWorkspace,
} from "@t4/testkit";
import type { ReviewQueue } from "@t4/contracts";
import { newestFirst } from "@t4/ledger";
import { readLedger } from "@t4/writer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import type { EnrichReport } from "./enrich-report.ts";
import { showQueue } from "./queue.ts";
import { verifyLedger } from "./verify-ledger.ts";
import { editVocabulary } from "./vocab.ts";

const QUEUE = "manifests/review_queue.json";
const BILLING = "src/billing/module.manifest.json";
const CATALOG = "src/catalog/module.manifest.json";
const EVERYTHING = { minCount: 1, kinds: undefined, module: undefined };
const at = (day: number) => `2026-11-${day}T09:00:00Z`;

const KEPT = new Set(["billing", "catalog", "pricing", "webhook_gateway"]);

let base: TempWorkspace;
/**
 * Four modules of aurora, enriched and committed on `main`. Branches `billing`, `catalog` and `pricing` each say more of that module and enrich it, and
 * `other` says something else of billing.
 */
beforeAll(async () => {
  base = await copyFixture("aurora");
  for (const folder of ["src", "services"]) {
    const spared = (await readdir(join(base.root, folder))).filter((name) => !KEPT.has(name));
    for (const name of spared) await rm(join(base.root, folder, name), { recursive: true });
  }
  await gitInit(base.root);
  await enrichAt(base.root, 10);
  await gitCommitAll(base.root, "Enrich");
  for (const [day, module] of [
    [11, "billing"],
    [12, "catalog"],
    [13, "pricing"],
  ] as const) {
    await git(base.root, "checkout", "--quiet", "-b", module, "main");
    await say(base.root, module, [`Only ${module} knows`, "Everybody knows", "Unheard of thing"]);
    await enrichAt(base.root, day);
    await gitCommitAll(base.root, `Enrich ${module}`);
  }
  await git(base.root, "checkout", "--quiet", "-b", "other", "main");
  await prepend(base.root, "billing", "Rate limits");
  await enrichAt(base.root, 14);
  await gitCommitAll(base.root, "Enrich billing otherwise");
  await git(base.root, "checkout", "--quiet", "main");
});
afterAll(() => base.remove());

/** A clone of the repository as it was made, with every branch. */
async function checkout(branch: string): Promise<TempWorkspace> {
  const clone = await emptyWorkspace();
  await git(base.root, "clone", "--quiet", base.root, clone.root);
  for (const name of ["billing", "catalog", "pricing"])
    await git(clone.root, "branch", "--quiet", name, `origin/${name}`);
  await git(clone.root, "checkout", "--quiet", "-B", branch, `origin/${branch}`);
  return clone;
}

async function say(root: string, module: string, phrases: readonly string[]): Promise<void> {
  const text = phrases.map((phrase) => `\n## ${phrase}\n\n- **${phrase}**: more of it\n`).join("");
  await appendFile(join(root, "src", module, "claude.me"), text);
}

const ALL = { modules: [], dryRun: false };
const enrichAt = (root: string, day: number) => enrich(ALL, testContext(root, nodeFiles, at(day)));
const read = (root: string, path: string) => readFile(join(root, path), "utf8");
const runsOf = async (root: string) =>
  newestFirst((await readLedger({ files: nodeFiles, root, ledgerDir: "manifests/.ledger" })).runs).toReversed();
const verified = async (root: string) => (await verifyLedger({}, testContext(root))).findings;
const withoutDates = (text: string) => text.replaceAll(/"first_seen":"[^"]*"/g, "");

/** The merged workspace enriched, with its queue as T4 writes it; nothing may conflict, and nothing but the queue may be left to do. */
async function settle(root: string): Promise<string> {
  expect(await git(root, "status", "--porcelain")).toBe("");
  const { report } = await enrichAt(root, 20);
  expect(report.run).toBeNull();
  expect(await verified(root)).toEqual([]);
  return read(root, QUEUE);
}

/** What enriching the workspace as it is without any queue would write. */
async function queueFromScratch(root: string): Promise<string> {
  const present = await read(root, QUEUE);
  await rm(join(root, QUEUE));
  await enrichAt(root, 21);
  const fresh = await read(root, QUEUE);
  await writeFile(join(root, QUEUE), present);
  return fresh;
}

const MERGES: [string, string, (root: string) => Promise<unknown>][] = [
  ["merged", "billing", (root) => git(root, "merge", "--quiet", "--no-edit", "catalog")],
  ["merged the other way", "catalog", (root) => git(root, "merge", "--quiet", "--no-edit", "billing")],
  ["rebased", "billing", (root) => git(root, "rebase", "--quiet", "catalog")],
  ["cherry-picked", "catalog", (root) => git(root, "cherry-pick", "billing")],
  ["squashed", "catalog", async (root) => (await git(root, "merge", "--squash", "billing"), gitCommitAll(root))],
];

describe("branches that enrich different modules", () => {
  it.each(MERGES)("need no hand when %s, and t4 enrich writes the queue clean", async (_how, branch, merge) => {
    await using clone = await checkout(branch);
    await merge(clone.root);
    const merged = await read(clone.root, QUEUE);
    const items = await showQueue(EVERYTHING, testContext(clone.root));
    const waiting = new Map(items.map((item) => [item.phrase, item]));
    expect(waiting.get("Everybody knows")).toMatchObject({ count: 4, first_seen: at(11) });
    expect(waiting.get("Only billing knows")).toMatchObject({ count: 2, first_seen: at(11) });
    expect(waiting.get("Only catalog knows")).toMatchObject({ count: 2, first_seen: at(12) });
    expect(waiting.get("Request forgery protection")).toMatchObject({ first_seen: at(10) });

    const clean = await settle(clone.root);
    expect(clean).not.toBe(merged);
    expect(JSON.parse(clean)).toMatchObject({ items });
    expect(withoutDates(clean)).toBe(withoutDates(await queueFromScratch(clone.root)));
    expect((await enrichAt(clone.root, 22)).queueChanges).toBe(false);
  });

  it("end in the same bytes whichever is merged into which", async () => {
    const ends = await Promise.all(
      MERGES.map(async ([, branch, merge]) => {
        await using clone = await checkout(branch);
        await merge(clone.root);
        const queue = await settle(clone.root);
        return [queue, await read(clone.root, BILLING), await read(clone.root, CATALOG)];
      }),
    );
    expect(new Set(ends.map((end) => end.join("\n"))).size).toBe(1);
  });

  it("merge one after the other where git declines to merge all at once", async () => {
    await using clone = await checkout("main");
    // git's octopus takes no attributes into account; what it cannot do it leaves undone.
    const all = git(clone.root, "merge", "--quiet", "--no-edit", "billing", "catalog", "pricing");
    await expect(all).rejects.toThrow(/Should not be doing an octopus/);
    await git(clone.root, "reset", "--quiet", "--merge");
    for (const branch of ["billing", "catalog", "pricing"]) {
      await git(clone.root, "merge", "--quiet", "--no-edit", "--no-ff", branch);
    }
    const clean = await settle(clone.root);
    expect(JSON.parse(clean).items).toContainEqual(
      expect.objectContaining({ phrase: "Everybody knows", count: 6, first_seen: at(11) }),
    );
    expect(withoutDates(clean)).toBe(withoutDates(await queueFromScratch(clone.root)));
  });

  it("settle a phrase of both that one of them no longer has", async () => {
    await using clone = await checkout("billing");
    await git(clone.root, "merge", "--quiet", "--no-edit", "catalog");
    await enrichAt(clone.root, 14);
    await gitCommitAll(clone.root, "Settle");
    await git(clone.root, "checkout", "--quiet", "-b", "other");
    await say(clone.root, "catalog", ["Everybody knows"]);
    await enrichAt(clone.root, 15);
    await gitCommitAll(clone.root);
    await git(clone.root, "checkout", "--quiet", "billing");
    const text = await read(clone.root, "src/billing/claude.me");
    await writeFile(join(clone.root, "src/billing/claude.me"), text.replaceAll("Everybody knows", "Nobody knows"));
    await enrichAt(clone.root, 16);
    await gitCommitAll(clone.root);
    await git(clone.root, "merge", "--quiet", "--no-edit", "other");
    const clean = await settle(clone.root);
    expect(JSON.parse(clean).items).toContainEqual(
      expect.objectContaining({ phrase: "Everybody knows", count: 4, first_seen: at(11) }),
    );
    expect(withoutDates(clean)).toBe(withoutDates(await queueFromScratch(clone.root)));
  });

  it("are told by --check that the queue is to be written, and why", async () => {
    await using clone = await checkout("billing");
    await git(clone.root, "merge", "--quiet", "--no-edit", "catalog");
    const before = await git(clone.root, "status", "--porcelain");
    const check = await runT4(["--now", at(20), "enrich", "--check"], { root: clone.root });
    expect(check.exitCode).toBe(1);
    expect(check.stderr).toMatch(/^warning manifests\/review_queue\.json:\d+ E_JSON is as a merge left it/);
    expect(check.stderr).toContain("fix: Run `t4 enrich`, which writes it clean.");
    expect(await git(clone.root, "status", "--porcelain")).toBe(before);
    expect(await runT4(["--now", at(20), "enrich"], { root: clone.root })).toMatchObject({ exitCode: 0, stderr: "" });
    expect((await runT4(["--now", at(21), "enrich", "--check"], { root: clone.root })).exitCode).toBe(0);
  });

  it("conflict in the queue where somebody else's attributes say nothing of it, which t4 enrich settles, too", async () => {
    await using clone = await checkout("billing");
    await git(clone.root, "rm", "--quiet", "manifests/.gitattributes");
    await gitCommitAll(clone.root, "Drop T4's attributes");
    await expect(git(clone.root, "merge", "--quiet", "--no-edit", "catalog")).rejects.toThrow(/CONFLICT/);
    expect(await git(clone.root, "diff", "--name-only", "--diff-filter=U")).toBe(QUEUE);
    expect(await read(clone.root, QUEUE)).toContain("\n<<<<<<< ");
    expect((await enrichAt(clone.root, 20)).report.run).toBeNull();
    const clean = await read(clone.root, QUEUE);
    expect(JSON.parse(clean).items).toContainEqual(
      expect.objectContaining({ phrase: "Everybody knows", count: 4, first_seen: at(11) }),
    );
    expect(withoutDates(clean)).toBe(withoutDates(await queueFromScratch(clone.root)));
  });

  it("have a queue that t4 vocab writes clean, too", async () => {
    await using clone = await checkout("billing");
    await git(clone.root, "merge", "--quiet", "--no-edit", "catalog");
    const change = { action: "reject", phrase: "Everybody knows" } as const;
    await editVocabulary({ change, dryRun: false }, testContext(clone.root, nodeFiles, at(20)));
    const { items } = JSON.parse(await read(clone.root, QUEUE)) as ReviewQueue;
    expect(items.map(({ phrase }) => phrase)).not.toContain("Everybody knows");
    expect(new Set(items.map(({ kind, normalized }) => `${kind} ${normalized}`)).size).toBe(items.length);
    expect((await enrichAt(clone.root, 21)).queueChanges).toBe(false);
  });
});

/** `billing`, with a branch merged into it that says something else of the same module; the conflict is there. */
async function conflict(): Promise<TempWorkspace> {
  const clone = await checkout("billing");
  await git(clone.root, "branch", "--quiet", "other", "origin/other");
  await expect(git(clone.root, "merge", "--quiet", "--no-edit", "other")).rejects.toThrow(/CONFLICT/);
  return clone;
}

describe("branches that enrich the same module", () => {
  it("conflict in that manifest alone, which t4 enrich names with a way out", async () => {
    await using clone = await conflict();
    expect(await git(clone.root, "diff", "--name-only", "--diff-filter=U")).toBe(BILLING);
    const text = await read(clone.root, BILLING);
    const lines = text.split("\n");
    const [start, end] = ["<<<<<<<", ">>>>>>>"].map((mark) => lines.findIndex((line) => line.startsWith(mark)) + 1);
    for (const args of [["enrich"], ["enrich", "--module", "src/billing"]]) {
      const run = await runT4(["--now", at(20), ...args, "--format", "json"], { root: clone.root });
      expect(run.exitCode).toBe(1);
      const { modules } = JSON.parse(run.stdout) as EnrichReport;
      expect(modules.filter(({ status }) => status === "failed").map(({ findings }) => findings)).toEqual([
        [
          expect.objectContaining({
            code: "E_JSON",
            file: BILLING,
            line: start,
            message: `${BILLING} holds the conflict of a merge in lines ${start} to ${end}`,
            fix: `Take a side with \`git checkout --ours -- ${BILLING}\` (or --theirs), or mend it by hand; then run \`t4 enrich\`.`,
          }),
        ],
      ]);
      expect(modules.filter(({ status }) => status === "changed")).toEqual([]);
    }
    expect(await read(clone.root, BILLING)).toBe(text);
  });

  const settlings: [string, string[], (root: string) => Promise<unknown>][] = [
    ["our side is taken", ["enrich"], (root) => git(root, "checkout", "--ours", "--", BILLING)],
    ["their side is taken", ["enrich"], (root) => git(root, "checkout", "--theirs", "--", BILLING)],
    ["it is mended by hand", ["record", "enrich"], (root) => takeHunksInTurn(root)],
    ["it is mended to what t4 would write", ["record"], writeWhatEnrichWould],
  ];
  it.each(settlings)("are settled by t4 enrich after %s", async (_how, ops, resolve) => {
    await using clone = await conflict();
    await resolve(clone.root);
    const dry = await enrich({ ...ALL, dryRun: true }, testContext(clone.root, nodeFiles, at(20)));
    expect(dry.recordsMerge).toBe(ops.includes("record"));
    const { report } = await enrichAt(clone.root, 20);
    expect(report.summary.failed).toBe(0);
    const runs = await runsOf(clone.root);
    expect(runs.filter(({ header }) => header.at === at(20)).map(({ header }) => header.op)).toEqual(ops);
    expect(await verified(clone.root)).toEqual([]);
    await gitCommitAll(clone.root, "Merge");
    expect(await git(clone.root, "rev-parse", "HEAD^2")).toBe(await git(clone.root, "rev-parse", "other"));
    const merged = await read(clone.root, BILLING);
    expect(JSON.parse(merged).features).toContain("reliability.rate_limiting");
    expect(ownedFields(merged)).toEqual(ownedFields(await git(clone.root, "show", `main:${BILLING}`)));
    expect((await enrichAt(clone.root, 21)).report.run).toBeNull();
    expect(withoutDates(await read(clone.root, QUEUE))).toBe(withoutDates(await queueFromScratch(clone.root)));
  });
});

async function writeWhatEnrichWould(root: string): Promise<void> {
  await using other = await conflict();
  await git(other.root, "checkout", "--ours", "--", BILLING);
  await enrichAt(other.root, 20);
  await writeFile(join(root, BILLING), await read(other.root, BILLING));
}

/** The fields that a person set. */
function ownedFields(text: string): string[] {
  const { _provenance: provenance } = JSON.parse(text) as { _provenance: Record<string, unknown> };
  return Object.keys(provenance).filter((field) => JSON.stringify(provenance[field]).includes("human:"));
}

async function prepend(root: string, module: string, phrase: string): Promise<void> {
  const path = join(root, "src", module, "claude.me");
  const [title, ...rest] = (await readFile(path, "utf8")).split("\n## ");
  await writeFile(path, [title, `${phrase}\n\n- **${phrase}**: more of it\n`, ...rest].join("\n## "));
}

/** Takes the hunks of a conflict from one side and the other in turn. */
async function takeHunksInTurn(root: string): Promise<void> {
  let ours = true;
  const text = await read(root, BILLING);
  const mended = text.replaceAll(/^<{7} .*\n([^]*?)^={7}\n([^]*?)^>{7} .*\n/gm, (_all, left: string, right: string) => {
    ours = !ours;
    return ours ? right : left;
  });
  await writeFile(join(root, BILLING), mended);
}
