import { spawn } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import {
  bundlePath,
  copyFixture,
  diffTrees,
  emptyWorkspace,
  runAsOwner,
  runT4,
  snapshotTree,
  type TempWorkspace,
} from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let workspace: TempWorkspace;
beforeAll(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  await runAsOwner(workspace.root, ["enrich"]);
});
afterAll(() => workspace.remove());

describe("a mistyped command line", () => {
  it.each([
    [["enrihc"], /Did you mean enrich\?/],
    [["vocab", "chek"], /Did you mean check\?/],
    [["legder", "verfy"], /Did you mean ledger verify\?/],
    [["frobnicate"], /t4 --help lists/],
    [["revert", "--last", "--module", "biling"], /Did you mean billing\?/],
    [["ledger", "lgo"], /Did you mean log\?/],
    [["enrich", "--dry-rnu"], /Did you mean --dry-run\?/],
    [["--fromat", "json", "enrich"], /Did you mean --format\?/],
    [["enrich", "--module", "biling"], /Did you mean billing\?/],
    [["enrich", "billing"], /hint: Name modules by a flag: t4 enrich --module billing\.$/m],
    [["why", "biling"], /Did you mean billing\?/],
    [["scaffold", "run", "smok"], /"smok" is no suite: it is one of smoke, fast\n {2}hint: Did you mean smoke\?/],
    [["scaffold", "run", "unit"], /hint: Give one of smoke, fast/],
    [["fix", "biling"], /Did you mean billing\?/],
    [["record", "biling", "--reason", "x"], /Did you mean billing\?/],
    [["accept", "biling", "features"], /Did you mean billing\?/],
    [["why", "billing", "descripton"], /Did you mean description\?/],
    [["accept", "billing", "descripton"], /Did you mean "description"\?/],
    [["vocab", "promote", "Dunning schedule", "payments.idempotenc"], /Did you mean payments\.idempotency\?/],
    [["vocab", "promote", "Dunning schedule"], /vocab promote "Dunning schedule" KEY/],
    [["vocab", "promote"], /--yes/],
    [["enrich", "--all", "--module", "billing"], /exclude each other/],
    [["record"], /--reason/],
    [["queue", "--kind", "conflct"], /conflict/],
    [["queue", "--min-count", "many"], /min-count/],
    [["ledger", "log", "--since", "yesterday"], /2026-11-01/],
    [["--format", "yaml", "enrich"], /text, json/],
    [["why"], /module/],
    [["ledger"], /Commands:[^]*verify/],
  ])("%j is answered with what was meant, writes nothing and exits 2", async (args, said) => {
    const before = await snapshotTree(workspace.root, { except: [".t4"] });
    const run = await runAsOwner(workspace.root, args);
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toMatch(said);
    expect(run.stderr).not.toContain("    at ");
    expect(diffTrees(before, await snapshotTree(workspace.root, { except: [".t4"] }))).toEqual([]);
  });

  it.each([
    ["--now", "tomorrow"],
    ["--config", "missing.json"],
    ["--config", "../outside.json"],
  ])("%s %s is an error of its own", async (flag, value) => {
    const run = await runT4([flag, value, "enrich", "--dry-run"], { cwd: workspace.root });
    expect(run).toMatchObject({ exitCode: 2, stdout: "" });
    expect(run.stderr).toMatch(/^error E_[A-Z_]+ .+\n {2}hint: ./);
  });

  it("says what is missing when the root is no folder", async () => {
    for (const root of ["/nowhere/at/all", bundlePath()]) {
      const run = await runT4(["enrich"], { root, cwd: workspace.root });
      expect(run).toMatchObject({ exitCode: 2, stdout: "" });
      expect(run.stderr).toMatch(/^error E_ROOT .+\n {2}hint: ./);
    }
  });

  it("gives the error as JSON too, when that is the format", async () => {
    const run = await runAsOwner(workspace.root, ["why", "biling", "--format", "json"]);
    expect(JSON.parse(run.stdout)).toMatchObject({ version: 1, error: { code: "E_NO_MODULE" } });
  });
});

function reports(root: string): string[] {
  return ["json", "sarif", "junit", "markdown", "text"].flatMap((name) => ["--format", `${name}=${join(root, name)}`]);
}

describe("a report's file", () => {
  it("is none of an earlier run when the command fails", async () => {
    await using out = await emptyWorkspace();
    for (const args of [
      ["gate", "nope"],
      ["gates", "--nope"],
    ]) {
      for (const name of ["json", "sarif", "junit", "markdown", "text"]) await writeFile(join(out.root, name), "old");
      expect(await runAsOwner(workspace.root, [...reports(out.root), ...args])).toMatchObject({ exitCode: 2 });
      expect(await readdir(out.root)).toEqual(["json"]);
      expect(JSON.parse(await readFile(join(out.root, "json"), "utf8"))).toMatchObject({ error: { code: "E_USAGE" } });
    }
  });

  it("stays where it was written before another could not be", async () => {
    await using out = await emptyWorkspace();
    const formats = [`json=${join(out.root, "json")}`, `sarif=${join(out.root, "no/sarif")}`];
    const run = await runAsOwner(workspace.root, ["gate", "vocab", ...formats.flatMap((each) => ["--format", each])]);
    expect(run.stderr).toContain("E_WRITE");
    expect(JSON.parse(await readFile(join(out.root, "json"), "utf8"))).toMatchObject({ command: "gate" });
  });
});

describe("output", () => {
  it("gives GitHub's runner no command, but for those that are asked for", async () => {
    const env = { GITHUB_ACTIONS: "true" };
    await using forged = await emptyWorkspace();
    await mkdir(join(forged.root, "a"));
    await writeFile(join(forged.root, "a/module.manifest.json"), '{"module": "::stop-commands::zz"}');
    const quality = async (format: string) =>
      (await runT4(["--format", format, "gate", "schema"], { root: forged.root, env })).stdout;
    expect(await quality("text")).toContain(String.raw`\u003a:stop-commands::zz` + "\n");
    expect(await quality("text")).not.toMatch(/^\s*::/m);
    expect(await quality("github")).toMatch(/^::error /m);
  });

  it("is as quiet as it is told", async () => {
    expect(await runAsOwner(workspace.root, ["--quiet", "enrich"])).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  it("is coloured only when asked for or on a terminal", async () => {
    const escape = "\u001b[";
    const plain = await runT4(["queue"], { cwd: workspace.root, env: { NO_COLOR: undefined } });
    expect(plain.stdout).not.toContain(escape);
    const coloured = await runT4(["--color", "queue"], { cwd: workspace.root, env: { NO_COLOR: undefined } });
    expect(coloured.stdout).toContain(escape);
    const forced = await runT4(["queue"], { cwd: workspace.root, env: { NO_COLOR: undefined, FORCE_COLOR: "1" } });
    expect(forced.stdout).toContain(escape);
  });

  it("ends quietly when nobody reads on", async () => {
    await using aurora = await copyFixture("aurora");
    const script = '"$@" | head -1; echo "${PIPESTATUS[0]}"';
    const child = spawn(
      "bash",
      ["-c", script, "bash", process.execPath, bundlePath(), "--root", aurora.root, "enrich", "--dry-run"],
      { stdio: ["ignore", "pipe", "pipe"] },
    );
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^diff --git .*\n0\n$/);
  });
});
