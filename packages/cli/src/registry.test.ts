import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { copyFixture, goldenText, REPOSITORY, runAsOwner, runT4, transcript } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";

/** Each step: the golden file's name, the command line, and what a person does to the workspace before it. */
const STORY: readonly [name: string, args: readonly string[], before?: (root: string) => Promise<unknown>][] = [
  ["registry-check.txt", ["registry", "--check"], (root) => runAsOwner(root, ["enrich"])],
  ["registry.txt", ["registry"]],
  ["registry-json.txt", ["registry", "--format", "json"]],
  [
    "registry-outdated.txt",
    ["registry", "--check"],
    (root) => writeFile(join(root, "billing/refunds.md"), "# Refunds\n\nHow money goes back.\n"),
  ],
  ["registry-outdated-json.txt", ["registry", "--check", "--format", "json"]],
  ["meta.txt", ["meta"]],
  ["meta-check.txt", ["meta", "--check"]],
  ["docs-map.txt", ["docs", "map"]],
  ["docs-map-check.txt", ["docs", "map", "--check"], (root) => rm(join(root, "billing/refunds.md"))],
  ["why-mqi.txt", ["why", "billing", "mqi"]],
  ["why-mqi-json.txt", ["why", "billing", "mqi", "--format", "json"]],
];

const transcripts = new Map<string, string>();
beforeAll(async () => {
  await using workspace = await copyFixture("cases/billing-example/input");
  for (const [name, args, before] of STORY) {
    await before?.(workspace.root);
    transcripts.set(name, transcript(args, await runAsOwner(workspace.root, args)));
  }
});

describe("what the generators print", () => {
  it.each(STORY.map(([name]) => name))("%s", async (name) => {
    const text = transcripts.get(name) ?? "not run";
    expect(text).toBe(await goldenText(`registry/${name}`, text));
  });

  it("ends in 1 when a manifest was left out, and names it", async () => {
    await using workspace = await copyFixture("broken");
    const run = await runAsOwner(workspace.root, ["registry"]);
    expect(run.exitCode).toBe(1);
    expect(run.stdout).toContain("src/truncated_manifest/module.manifest.json");
    expect(run.stdout).toContain("written: docs/_generated/MODULE_REGISTRY.json (18 modules)");
    expect((await runAsOwner(workspace.root, ["registry", "--check"])).exitCode).toBe(1);
  });

  it("is the same in every time zone and language", async () => {
    const said: string[] = [];
    for (const env of [
      { TZ: "Pacific/Kiritimati", LC_ALL: "tr_TR.UTF-8" },
      { TZ: "America/Caracas", LC_ALL: "C" },
    ]) {
      await using workspace = await copyFixture("aurora");
      const run = await runT4(["--now", "2026-11-21T09:00:00Z", "meta", "--check"], { cwd: workspace.root, env });
      expect(run.exitCode).toBe(1);
      said.push(run.stdout);
    }
    expect(said[0]).toBe(said[1]);
  });

  it("can be asked for with make", async () => {
    expect(await lineOf("registry")).toBe("t4 registry");
    expect(await lineOf("meta-registry")).toBe("t4 meta");
    expect(await lineOf("validate-registry")).toBe("t4 registry --check");
  });
});

/** The command line of a Make target, as it would be run. */
async function lineOf(target: string): Promise<string> {
  const args = ["-n", "-f", join(REPOSITORY, "mk/t4.mk"), target, "T4=t4"];
  return (await promisify(execFile)("make", args)).stdout.trim().replace(/ +/g, " ");
}
