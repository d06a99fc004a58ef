import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { emptyWorkspace, layTargets, REPOSITORY, type TempWorkspace } from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { COMMANDS } from "./commands.ts";

/** What each target calls: without variables, and with the variables that it takes. */
const CALLS: Record<string, readonly string[]> = {
  quality: ["quality"],
  "quality base=origin/main": ["quality", "--base", "origin/main"],
  enrich: ["enrich"],
  "enrich module=billing": ["enrich", "--module", "billing"],
  "enrich-dry": ["enrich", "--dry-run"],
  "enrich-dry module=billing": ["enrich", "--dry-run", "--module", "billing"],
  "enrich-check": ["enrich", "--check"],
  registry: ["registry"],
  "meta-registry": ["meta"],
  "docs-map": ["docs", "map"],
  "validate-registry": ["registry", "--check"],
  "validate-meta-registry": ["meta", "--check"],
  "validate-docs-map": ["docs", "map", "--check"],
  "slo-report": ["slo"],
  "validate-slo": ["slo", "--check"],
  "validate-schema": ["gate", "schema"],
  "validate-vocab": ["vocab", "check"],
  "validate-queue": ["gate", "queue"],
  "validate-docs": ["gate", "frontmatter", "links"],
  cov: ["cov"],
  "cov module=billing": ["cov", "billing"],
  "cov-all": ["cov", "--all"],
  "cov-gate": ["gate", "coverage"],
  "cov-gate base=origin/main": ["gate", "coverage", "--changed", "--base", "origin/main"],
  bench: ["bench"],
  "bench module=billing": ["bench", "billing"],
  "bench-all": ["bench", "--all"],
  trends: ["trends"],
  "scaffold-dry": ["scaffold", "docs", "--all"],
  "scaffold-dry module=billing": ["scaffold", "docs", "--module", "billing"],
  "scaffold-apply": ["scaffold", "docs", "--all", "--apply"],
  "scaffold-apply module=billing": ["scaffold", "docs", "--module", "billing", "--apply"],
  "scaffold-core": ["scaffold", "docs", "--core", "--apply"],
  "tests-scaffold-dry": ["scaffold", "tests", "--all"],
  "tests-scaffold-dry module=billing": ["scaffold", "tests", "--module", "billing"],
  "tests-scaffold-apply": ["scaffold", "tests", "--all", "--apply"],
  "tests-scaffold-apply module=billing": ["scaffold", "tests", "--module", "billing", "--apply"],
  "tests-scaffold-core": ["scaffold", "tests", "--core", "--apply"],
  "tests-smoke": ["scaffold", "run", "smoke"],
  "tests-smoke module=billing": ["scaffold", "run", "smoke", "--module", "billing"],
  "tests-fast": ["scaffold", "run", "fast"],
  "tests-fast module=billing": ["scaffold", "run", "fast", "--module", "billing"],
  "validate-t4": ["validate"],
  "validate-t4-strict": ["validate", "--strict"],
  "tag-prod": ["tag-prod"],
  "tag-prod version=2.1.0": ["tag-prod", "2.1.0"],
  "revert-last": ["revert", "--last"],
  "revert-last module=billing": ["revert", "--last", "--module", "billing"],
  "ledger-check": ["ledger", "verify"],
  "ledger-check base=origin/main": ["ledger", "verify", "--base", "origin/main"],
  "t4-fix": ["fix"],
  "t4-help": ["--help"],
};
const TARGETS = [...new Set(Object.keys(CALLS).map((goal) => goal.split(" ")[0]!))];
const MAKE = "/usr/bin/make";

let host: TempWorkspace;
beforeAll(async () => {
  host = await emptyWorkspace("t4-mk-");
  await mkdir(join(host.root, "bin"));
  await layTargets(host.root);
  await writeFile(join(host.root, "bin/t4"), '#!/bin/sh\nprintf "<%s>" "$@"\necho\n', { mode: 0o755 });
});
afterAll(() => host.remove());

/** The calls that make does for goals, each as its arguments, in a repository that has nothing but a `t4`. */
async function callsOf(goals: readonly string[], env: Record<string, string> = {}): Promise<string[][]> {
  const { stdout } = await promisify(execFile)(MAKE, ["--no-print-directory", "T4=t4", ...goals], {
    cwd: host.root,
    env: { PATH: join(host.root, "bin"), ...env },
  });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(1, -1).split("><"));
}

describe("mk/t4.mk in a repository that has only t4", () => {
  it("makes each target one call of t4", async () => {
    expect(await callsOf(TARGETS)).toEqual(TARGETS.map((target) => CALLS[target]));
  });

  it("calls only commands that t4 has", () => {
    const called = Object.values(CALLS).map(([command]) => command!);
    expect([...Object.keys(COMMANDS), "--help"]).toEqual(expect.arrayContaining(called));
  });

  it.each(Object.keys(CALLS).filter((goal) => goal.includes("=")))("takes the variable of `%s`", async (goal) => {
    expect(await callsOf(goal.split(" "))).toEqual([CALLS[goal]]);
  });

  it("has no target that this test does not know, and a line for each", async () => {
    const text = await readFile(join(REPOSITORY, "mk/t4.mk"), "utf8");
    const documented = [...text.matchAll(/^([a-z0-9-]+):.* ## \S/gm)].map(([, target]) => target!);
    expect(documented).toEqual(TARGETS);
    expect([...text.matchAll(/^([a-z0-9-]+):/gm)].map(([, target]) => target)).toEqual(documented);
  });

  it("makes a target also when a file has its name", async () => {
    await writeFile(join(host.root, "registry"), "");
    expect(await callsOf(["registry"])).toEqual([["registry"]]);
  });

  it("puts the global flags first, from the environment or the command line", async () => {
    expect(await callsOf(["t4-fix"], { T4_FLAGS: "--root services" })).toEqual([["--root", "services", "fix"]]);
    expect(await callsOf(["t4-fix", "T4_FLAGS=--root=a"])).toEqual([["--root=a", "fix"]]);
  });

  it("leaves reports where it is told, by the environment or the Makefile", async () => {
    const formats = ["sarif=a b/t4.sarif", "junit=a b/t4.xml", "json=a b/t4.json"].flatMap((each) => [
      "--format",
      each,
    ]);
    expect(await callsOf(["quality"], { T4_REPORTS: "a b" })).toEqual([["quality", ...formats]]);
    await writeFile(join(host.root, "reports.mk"), "T4_REPORTS := a b\ninclude mk/t4.mk\n");
    expect(await callsOf(["-f", "reports.mk", "quality"])).toEqual([["quality", ...formats]]);
  });

  it("shows findings on lines and in the summary in GitHub Actions", async () => {
    const formats = ["text", "github", "markdown=/tmp/step $(x)"].flatMap((each) => ["--format", each]);
    expect(await callsOf(["quality"], { GITHUB_STEP_SUMMARY: "/tmp/step $(x)" })).toEqual([["quality", ...formats]]);
  });

  it("makes first what t4 needs, and says when that fails", async () => {
    await writeFile(join(host.root, "needs.mk"), "T4_NEEDS := ready\ninclude mk/t4.mk\nready: ; @t4 ready\n");
    expect(await callsOf(["-f", "needs.mk", "registry", "meta-registry"])).toEqual([["ready"], ["registry"], ["meta"]]);
    await writeFile(join(host.root, "fails.mk"), "T4_NEEDS := ready\ninclude mk/t4.mk\nready: ; @t4 && exit 1\n");
    await expect(callsOf(["-f", "fails.mk", "registry"])).rejects.toThrow(/ready/);
  });

  it("hands on the exit code of t4 as a failure", async () => {
    await expect(callsOf(["registry", "T4=exit 3;"])).rejects.toThrow(/Error 3/);
  });

  it.each([
    ["a quote", `x"; echo broken; "`],
    ["a command", "x; touch planted"],
    ["a substitution", "$(touch planted)`touch planted`"],
    ["make's own function", "$(shell touch planted)"],
    ["two words", "a b"],
  ])("gives t4 %s in a variable of the environment as one word", async (_, base) => {
    const before = await readdir(host.root);
    expect(await callsOf(["ledger-check"], { base })).toEqual([["ledger", "verify", "--base", base]]);
    expect(await callsOf(["enrich"], { module: base })).toEqual([["enrich", "--module", base]]);
    expect(await readdir(host.root)).toEqual(before);
  });
});

describe("make help", () => {
  it("lists every target of T4's own repository and of mk/t4.mk with a line each", async () => {
    const { stdout } = await promisify(execFile)(MAKE, ["help"], { cwd: REPOSITORY });
    const listed = new Map([...stdout.matchAll(/^ {2}(\S+) +(\S.*)$/gm)].map(([, target, line]) => [target!, line!]));
    expect([...listed.keys()]).toEqual(expect.arrayContaining([...TARGETS, "build", "test", "test-long"]));
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });
});
