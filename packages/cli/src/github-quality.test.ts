import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { bundlePath, copyFixture, gitInit, REPOSITORY, type TempWorkspace } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";

interface Step {
  run?: string;
  env?: Record<string, string>;
}
const text = await readFile(join(REPOSITORY, ".github/workflows/quality.yml"), "utf8");
const { jobs } = parse(text) as { jobs: { gates: { steps: Step[] } } };

const REPORTS = ["t4.json", "t4.sarif", "t4.xml"];

let workspace: TempWorkspace;
let temp: string;
beforeAll(async () => {
  workspace = await copyFixture("governed");
  const { root } = workspace;
  temp = join(root, ".t4/runner");
  await mkdir(temp, { recursive: true });
  const t4 = `T4 := ${process.execPath} ${bundlePath()}`;
  // A day on which the measurements of the sample are fresh.
  const flags = "T4_FLAGS := --now 2026-11-21T12:00:00Z";
  await writeFile(join(root, "Makefile"), `${t4}\n${flags}\ninclude ${join(REPOSITORY, "mk/t4.mk")}\n`);
  await gitInit(root);
});
afterAll(() => workspace.remove());

interface Followed {
  /** What the last step ended with. */
  code: number;
  stdout: string;
  summary: string;
}

/** Follows the steps of the workflow's job in a governed repository, as a runner does. */
async function follow(): Promise<Followed> {
  const summary = join(temp, "summary");
  let ended = { code: 0, stdout: "" };
  for (const { run, env = {} } of jobs.gates.steps) {
    if (run === undefined || ended.code !== 0) continue;
    await writeFile(summary, "");
    const set = Object.entries(env).map(([name, value]) => [name, value.replace("${{ runner.temp }}", temp)]);
    const own = { ...process.env, NO_COLOR: "1", GITHUB_STEP_SUMMARY: summary, ...Object.fromEntries(set) };
    ended = await promisify(execFile)("bash", ["-e", "-o", "pipefail", "-c", run], {
      cwd: workspace.root,
      env: own,
    }).then(
      ({ stdout }) => ({ code: 0, stdout }),
      (error: { code: number; stdout: string }) => error,
    );
  }
  return { code: ended.code, stdout: ended.stdout, summary: await readFile(summary, "utf8") };
}

/** Which reports were left, what they say of each gate, and how many results they have. */
async function reportsOf(): Promise<{ names: string[]; verdicts: string[]; results: number }> {
  const names = (await readdir(temp)).filter((name) => name.startsWith("t4.")).toSorted();
  const [json, sarif] = await Promise.all(["t4.json", "t4.sarif"].map((name) => readFile(join(temp, name), "utf8")));
  const { gates } = JSON.parse(json!) as { gates: { id: string; verdict: string }[] };
  const { runs } = JSON.parse(sarif!) as { runs: { results: unknown[] }[] };
  return { names, verdicts: gates.map(({ id, verdict }) => `${id} ${verdict}`), results: runs[0]!.results.length };
}

describe("the workflow `quality`, followed by hand", () => {
  it("is green on the governed sample, on which every gate holds, and leaves its reports", async () => {
    const { code, stdout, summary } = await follow();
    expect(stdout).not.toContain("::error");
    expect(code).toBe(0);
    expect(summary).toContain("idempotency");
    const { names, verdicts, results } = await reportsOf();
    expect(names).toEqual(REPORTS);
    expect(verdicts.length).toBeGreaterThan(0);
    expect(verdicts.filter((verdict) => !verdict.endsWith(" held"))).toEqual([]);
    expect(results).toBe(0);
  });

  it("is red after a mistake, on its line, in the summary and in every report", async () => {
    const path = join(workspace.root, "vocab/features.json");
    await writeFile(path, (await readFile(path, "utf8")).replace('"slug"', '"word counting"'));
    const { code, stdout, summary } = await follow();
    expect(code).toBe(2);
    expect(stdout).toMatch(/^::error file=vocab\/features\.json,line=\d+/m);
    expect(summary).toContain("vocab/features.json");
    const { names, verdicts, results } = await reportsOf();
    expect(names).toEqual(REPORTS);
    expect(verdicts).toContain("vocab broken");
    expect(results).toBeGreaterThan(0);
  });
});
