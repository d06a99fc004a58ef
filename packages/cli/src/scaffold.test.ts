import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, findPython, git, gitInit, goldenText, runAsOwner, transcript } from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";

/** Each step: the golden file's name, the command line, and what a person does to the workspace before it. */
const STORY: readonly [name: string, args: readonly string[], before?: (root: string) => Promise<unknown>][] = [
  ["validate.txt", ["validate"]],
  ["tag-prod-no-version.txt", ["tag-prod"]],
  ["tag-prod-dry-run.txt", ["tag-prod", "2.1.0", "--dry-run"]],
  ["tag-prod-dirty.txt", ["tag-prod", "2.1.0"], (root) => writeFile(join(root, "new.txt"), "new\n")],
  ["scaffold-usage.txt", ["scaffold", "docs"]],
  ["scaffold-core-none.txt", ["scaffold", "docs", "--core"]],
  ["scaffold-docs.txt", ["scaffold", "docs", "--all"]],
  ["scaffold-tests-json.txt", ["scaffold", "tests", "--module", "slug", "--format", "json"]],
  ["scaffold-tests-apply.txt", ["scaffold", "tests", "--module", "wordcount", "--apply"]],
  ["scaffold-tests-again.txt", ["scaffold", "tests", "--module", "wordcount", "--apply"]],
  ["scaffold-docs-apply.txt", ["scaffold", "docs", "--module", "wordcount", "--apply"]],
  ["validate-broken.txt", ["validate"]],
  ["validate-strict-json.txt", ["validate", "--strict", "--format", "json"]],
];

const transcripts = new Map<string, string>();
beforeAll(async () => {
  await using workspace = await copyFixture("governed");
  const { root } = workspace;
  await git(root, "init", "--quiet", "--initial-branch=main");
  await writeFile(join(root, ".git/info/exclude"), ".t4/\n");
  await writeFile(join(root, "package.json"), '{"name": "@acme/governed"}\n');
  await gitInit(root);
  for (const [name, args, before] of STORY) {
    await before?.(root);
    const said = transcript(args, await runAsOwner(root, args, "2026-11-21T12:00:00Z"));
    // The ids of commits and runs change with every byte of the sample.
    transcripts.set(name, said.replace(/(?<=\d{8}T\d{6}Z-)[0-9a-f]{8}|(?<= at )[0-9a-f]{12}/g, "········"));
  }
});

describe("what scaffolds and the checkpoint print", () => {
  it.each(STORY.map(([name]) => name))("%s", async (name) => {
    const text = transcripts.get(name) ?? "not run";
    expect(text).toBe(await goldenText(`scaffold/${name}`, text));
  });

  it("runs smoke tests, tells which modules have none, and ends in 3 when none has any", async () => {
    const python = await findPython(["pytest"]);
    await using workspace = await copyFixture("aurora");
    const none = await runAsOwner(workspace.root, ["scaffold", "run", "smoke", "--module", "billing"]);
    expect(none).toMatchObject({
      exitCode: 3,
      stdout: "nothing was run: billing has no smoke test; `t4 scaffold tests` proposes some\n",
    });
    if (python === undefined) return;
    const some = await runAsOwner(workspace.root, ["scaffold", "run", "smoke"]);
    expect(some).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("1 smoke test passed in 1 of ") });
  });
});
