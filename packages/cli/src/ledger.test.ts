import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  bundlePath,
  copyFixture,
  diffTrees,
  emptyWorkspace,
  goldenText,
  runAsOwner,
  runT4,
  snapshotTree,
} from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";
import { type Step, tellStory } from "./test-story.ts";

const OLDER = [
  '{"sha": "c1", "ts": "2024-05-01T10:00:00", "field": "coverage_pct", "old": 70, "new": 80, "extractor": "cov", "confidence": 0.9}',
  '{"sha": "c2", "timestamp": "2024-06-01T10:00:00Z", "field": "features", "old": null, "new": ["payments"], "extractor": "features", "confidence": "high"}',
];
const OPERATION = '{"operation": "cov", "ts": 1714557600, "enrichment_sha": "c1", "modules": ["billing", "orders"]}';

async function makeOlder(root: string): Promise<void> {
  await mkdir(join(root, "old"));
  await writeFile(join(root, "old/billing.ndjson"), `${OLDER.join("\n")}\n`);
  await writeFile(join(root, "old/enrichment_ledger.jsonl"), `${OPERATION}\n`);
  await writeFile(join(root, "old/torn.ndjson"), `${OLDER[0]}\n{"sha": "c9", "field"`);
}

async function enrichAtNoon(root: string): Promise<void> {
  await runAsOwner(root, ["enrich"], "2026-11-21T12:00:00Z");
}

async function leaveOver(root: string): Promise<void> {
  await writeFile(join(root, "manifests/.ledger/runs/20261121T090000Z-0123abcd.ndjson.pending"), '{"actor"');
  await writeFile(join(root, "billing/.module.manifest.json.t4-0123abcd.tmp"), "left over");
}

const STORY: readonly Step[] = [
  ["ledger-log-empty.txt", ["ledger", "log"]],
  ["ledger-recover-nothing.txt", ["ledger", "recover"]],
  ["ledger-export-empty.txt", ["ledger", "export"]],
  ["ledger-show.txt", ["ledger", "show", "20261121T12"], enrichAtNoon],
  ["ledger-show-json.txt", ["ledger", "show", "20261121T120000Z", "--format", "json"]],
  ["ledger-import-torn.txt", ["ledger", "import", "old/torn.ndjson"], makeOlder],
  ["ledger-import-missing.txt", ["ledger", "import", "old/missing.ndjson", "--format", "json"]],
  ["ledger-import-dry-run.txt", ["ledger", "import", "--dry-run", "old/billing.ndjson"]],
  ["ledger-import.txt", ["ledger", "import", "old/billing.ndjson", "old/enrichment_ledger.jsonl"]],
  ["ledger-import-json.txt", ["ledger", "import", "old/billing.ndjson", "--format", "json"]],
  ["ledger-log-imported.txt", ["ledger", "log"]],
  ["ledger-show-ambiguous.txt", ["ledger", "show", "20261121T17"]],
  ["ledger-export-dry-run.txt", ["ledger", "export", "--dry-run"]],
  ["ledger-export.txt", ["ledger", "export"]],
  ["ledger-export-json.txt", ["ledger", "export", "--format", "json"]],
  ["ledger-recover.txt", ["ledger", "recover"], leaveOver],
  ["ledger-recover-json.txt", ["ledger", "recover", "--format", "json"]],
  ["ledger-log-op.txt", ["ledger", "log", "--op", "enrihc"]],
  ["ledger-log-since.txt", ["ledger", "log", "--since", "2027-01-01"]],
  ["ledger-show-unknown.txt", ["ledger", "show", "abcdef"]],
];

let transcripts: Map<string, string>;
const views = new Map<string, string>();
beforeAll(async () => {
  await using workspace = await copyFixture("cases/billing-example/input");
  transcripts = await tellStory(workspace.root, STORY);
  for (const path of ["manifests/.ledger/billing.ndjson", "artifacts/enrichment_ledger.jsonl"]) {
    views.set(path.slice(path.lastIndexOf("/") + 1), await readFile(join(workspace.root, path), "utf8"));
  }
}, 60_000);

describe("t4 ledger", () => {
  it.each(STORY.map(([name]) => name))("prints %s", async (name) => {
    const text = transcripts.get(name) ?? "not run";
    expect(text).toBe(await goldenText(name, text));
  });

  it.each([["billing.ndjson"], ["enrichment_ledger.jsonl"]])("exports %s as it is kept", async (name) => {
    const text = views.get(name) ?? "";
    expect(text.split("\n").length).toBeGreaterThan(3);
    expect(text).toBe(await goldenText(`ledger-view-${name}`, text));
  });

  it("keeps its text within 100 columns", () => {
    const wide = [...transcripts].flatMap(([name, text]) => {
      const [out = ""] = name.includes("json") ? [] : text.split("--- stderr");
      return out.split("\n").filter((line) => [...line].length > 100);
    });
    expect(wide).toEqual([]);
  });

  it("works in an empty folder that is no repository, and touches nothing there", async () => {
    await using workspace = await emptyWorkspace();
    const before = await snapshotTree(workspace.root);
    for (const command of ["log", "recover", "export"]) {
      const { exitCode, stderr } = await runT4(["ledger", command], { root: workspace.root });
      expect([command, exitCode, stderr]).toEqual([command, 0, ""]);
    }
    expect((await runT4(["ledger", "show", "abcd"], { root: workspace.root })).exitCode).toBe(2);
    expect((await runT4(["ledger", "import"], { root: workspace.root })).stderr).toContain("missing required argument");
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it("takes files by their path from the current folder, and tells nothing of where they are", async () => {
    await using workspace = await emptyWorkspace();
    await using elsewhere = await emptyWorkspace();
    await makeOlder(elsewhere.root);
    const args = ["--root", workspace.root, "ledger", "import", "billing.ndjson", "--format", "json"];
    const env = { T4_ACTOR: "owner" };
    const { stdout, exitCode } = await runT4(args, { cwd: join(elsewhere.root, "old"), env });
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ files: [{ file: "billing.ndjson", new: 2 }] });
    const log = await runT4(["ledger", "log"], { root: workspace.root });
    expect(log.stdout).not.toContain(elsewhere.root);
    expect(log.stdout).toContain('"from billing.ndjson"');
  });

  it.each(["2026-02-30", "soon", "2026-13-01", "2026-11-21T25:00", "2026-11-21 and more"])(
    "takes %j for no day",
    async (since) => {
      await using workspace = await emptyWorkspace();
      const { exitCode, stderr } = await runT4(["ledger", "log", "--since", since], { root: workspace.root });
      expect(exitCode).toBe(2);
      expect(stderr).toContain("Give a day such as 2026-11-01");
    },
  );

  it("ends quietly when nobody reads on", async () => {
    await using workspace = await emptyWorkspace();
    const lines = Array.from(
      { length: 1000 },
      (_, at) => `${JSON.stringify({ operation: "enrich", ts: at, sha: `s${at}` })}\n`,
    );
    await writeFile(join(workspace.root, "older.jsonl"), lines.join(""));
    expect(
      (await runT4(["ledger", "import", "older.jsonl"], { root: workspace.root, cwd: workspace.root })).exitCode,
    ).toBe(0);
    const child = spawn(process.execPath, [bundlePath(), "--root", workspace.root, "ledger", "log"]);
    const stderr: Buffer[] = [];
    child.stderr.on("data", (chunk: Buffer) => stderr.push(chunk));
    child.stdout.once("data", () => child.stdout.destroy());
    const [code] = (await once(child, "close")) as [number];
    expect([code, Buffer.concat(stderr).toString()]).toEqual([0, ""]);
  });
});
