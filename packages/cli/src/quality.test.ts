import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  copyFixture,
  diffTrees,
  emptyWorkspace,
  git,
  gitCommitAll,
  gitInit,
  goldenText,
  runAsOwner,
  runT4,
  snapshotTree,
  type TempWorkspace,
} from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const FORMATS = ["text", "json", "sarif", "junit", "github", "markdown"] as const;

/** A report without the times that gates took. */
function timeless(report: string): string {
  return report.replaceAll(/"ms": \d+/g, '"ms": 0').replaceAll(/ time="[\d.]+"/g, ' time="0.000"');
}

/** One run of `t4 quality` in every format: text on standard output, the rest into files. */
async function reportsOf(root: string): Promise<{ exitCode: number | undefined; reports: Map<string, string> }> {
  await using out = await emptyWorkspace();
  const others = FORMATS.slice(1);
  const flags = others.flatMap((format) => ["--format", `${format}=${join(out.root, format)}`]);
  const { exitCode, stdout, stderr } = await runAsOwner(root, ["quality", ...flags, "--format", "text"]);
  expect(stderr).toBe("");
  const files = await Promise.all(others.map((format) => readFile(join(out.root, format), "utf8")));
  return {
    exitCode,
    reports: new Map([["text", stdout], ...others.map((format, at) => [format, files[at]] as [string, string])]),
  };
}

/** Workspaces as CI meets them: enriched, registered and committed. */
const STATES = [
  { name: "aurora", commands: [["enrich"], ["registry"]], exit: 1 },
  { name: "broken", commands: [], exit: 1 },
];

describe.each(STATES)("t4 quality on $name", ({ name, commands, exit }) => {
  let workspace: TempWorkspace;
  let reports: Map<string, string>;
  let exitCode: number | undefined;
  let touched: unknown[];
  beforeAll(async () => {
    workspace = await copyFixture(name);
    await gitInit(workspace.root);
    for (const command of commands) await runAsOwner(workspace.root, command);
    await gitCommitAll(workspace.root);
    const before = await snapshotTree(workspace.root);
    ({ exitCode, reports } = await reportsOf(workspace.root));
    touched = diffTrees(before, await snapshotTree(workspace.root));
  });
  afterAll(() => workspace.remove());

  it("writes nothing, not even what it could remember", () => {
    expect(touched).toEqual([]);
  });

  it("ends with the exit code of its verdicts", () => {
    expect(exitCode).toBe(exit);
  });

  it.each(FORMATS)("prints %s", async (format) => {
    const report = timeless(reports.get(format) ?? "");
    expect(report).toBe(await goldenText(`quality/${name}.${format}`, report));
  });

  it("fits 100 columns, but for a word that is longer by itself", () => {
    const long = (reports.get("text") ?? "").split("\n").filter((line) => line.length > 100);
    expect(long.filter((line) => line.trim().split("  ").length > 2 || line.trim().includes(" "))).toEqual([]);
  });

  it("says the same in every time zone and language", async () => {
    const env = { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8" };
    const args = ["--now", "2026-11-21T09:00:00Z", "quality", "--format", "json"];
    const elsewhere = await runT4(args, { cwd: workspace.root, env });
    expect(timeless(elsewhere.stdout)).toBe(timeless(reports.get("json") ?? ""));
  });
});

describe("a narrowed run", () => {
  it("judges what is staged, as the commit will have it", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    const { root } = workspace;
    await gitInit(root);
    const manifest = join(root, "billing/module.manifest.json");
    const sound = await readFile(manifest, "utf8");
    await writeFile(manifest, "{ broken");
    await git(root, "add", "--all");
    await writeFile(manifest, sound);
    const staged = await runAsOwner(root, ["gate", "schema", "--staged", "--format", "json"]);
    expect(staged.exitCode).toBe(1);
    expect(JSON.parse(staged.stdout)).toMatchObject({ findings: [{ file: "billing/module.manifest.json", line: 1 }] });
    expect((await runAsOwner(root, ["gate", "schema"])).exitCode).toBe(0);
  });

  it("leaves out what was not touched since the base", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await gitInit(root);
    await git(root, "checkout", "--quiet", "-b", "work");
    await writeFile(join(root, "src/pricing/NOTES.md"), "# Notes\n");
    const run = await runAsOwner(root, ["gate", "coverage", "--changed", "--base", "main", "--format", "json"]);
    const { modules, findings } = JSON.parse(run.stdout) as { modules: string[]; findings: { module: string }[] };
    expect(modules).toEqual(["pricing"]);
    expect(findings.map(({ module }) => module)).toEqual(["pricing"]);
  });

  it("judges every module when what all are judged by was touched", async () => {
    await using workspace = await copyFixture("aurora");
    const { root } = workspace;
    await gitInit(root);
    await writeFile(join(root, "schemas/flags.json"), '{"min_doc_chars": 40}\n');
    const run = await runAsOwner(root, ["gate", "coverage", "--changed", "--base", "HEAD", "--format", "json"]);
    expect(JSON.parse(run.stdout)).not.toHaveProperty("modules");
  });

  it("ends with 3 where git cannot tell what was touched, and with 2 for a base that there is none of", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    const { root } = workspace;
    expect((await runAsOwner(root, ["quality", "--changed", "--base", "main"])).exitCode).toBe(3);
    await gitInit(root);
    expect((await runAsOwner(root, ["quality", "--changed", "--base", "nowhere"])).exitCode).toBe(2);
    const unnamed = await runAsOwner(root, ["quality", "--changed"]);
    expect(unnamed).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--base main") });
    expect((await runAsOwner(root, ["quality", "--changed", "--staged"])).exitCode).toBe(2);
  });
});

describe("what is not a run of gates", () => {
  it("names the nearest gate", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    const run = await runAsOwner(workspace.root, ["gate", "covrage"]);
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Did you mean coverage?") });
  });

  it("is no workspace at all", async () => {
    await using workspace = await emptyWorkspace();
    const run = await runT4(["quality"], { cwd: workspace.root });
    expect(run).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("E_ROOT") });
  });

  it("has formats of its own, which other commands do not", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    const { root } = workspace;
    expect(await runAsOwner(root, ["queue", "--format", "sarif"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("text or json, not sarif"),
    });
    expect((await runAsOwner(root, ["quality", "--format", "xml"])).exitCode).toBe(2);
    const unwritable = await runAsOwner(root, ["gates", "--format", "json=missing/folder/out.json"]);
    expect(unwritable).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("E_WRITE") });
  });

  it("lists every gate with its question", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    const run = await runAsOwner(workspace.root, ["gates"]);
    expect(run.stdout).toBe(await goldenText("quality/gates.txt", run.stdout));
  });
});
