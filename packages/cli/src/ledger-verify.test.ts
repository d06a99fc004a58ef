import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  copyFixture,
  emptyWorkspace,
  git,
  gitCommitAll,
  gitInit,
  goldenText,
  runAsOwner,
  transcript,
} from "@t4/testkit";
import { beforeAll, describe, expect, it } from "vitest";

const RUNS = "manifests/.ledger/runs";
const NOW = "2026-11-21T09:00:00Z";
const MANIFEST = "billing/module.manifest.json";

/** Each step: the golden file's name, the command line, and what somebody does to the workspace before it. */
const STORY: readonly [name: string, args: readonly string[], before?: (root: string) => Promise<unknown>][] = [
  ["ledger-verify-empty.txt", ["ledger", "verify"]],
  [
    "ledger-verify.txt",
    ["ledger", "verify", "--base", "main"],
    async (root) => {
      await runAsOwner(root, ["enrich"], NOW);
      await gitInit(root);
    },
  ],
  ["ledger-verify-json.txt", ["ledger", "verify", "--format", "json"]],
  ["ledger-verify-unknown.txt", ["ledger", "verify", "--base", "mian"]],
  ["ledger-verify-edited.txt", ["ledger", "verify"], (root) => editFile(join(root, MANIFEST), "Billing", "Invoicing")],
  [
    "ledger-verify-broken.txt",
    ["ledger", "verify", "--base", "main", "--format", "json"],
    async (root) => {
      const [name = ""] = await readdir(join(root, RUNS));
      await editFile(join(root, RUNS, name), '"field":', '"feild":');
      await writeFile(join(root, RUNS, `${name}.pending`), "");
    },
  ],
  [
    "ledger-verify-no-git.txt",
    ["ledger", "verify", "--base", "main"],
    (root) => rm(join(root, ".git"), { recursive: true }),
  ],
];

const transcripts = new Map<string, string>();
const exits = new Map<string, number | undefined>();
beforeAll(async () => {
  await using workspace = await copyFixture("cases/billing-example/input");
  for (const [name, args, before] of STORY) {
    await before?.(workspace.root);
    const run = await runAsOwner(workspace.root, args, NOW);
    exits.set(name, run.exitCode);
    transcripts.set(name, transcript(args, run));
  }
});

async function editFile(path: string, from: string, to: string): Promise<void> {
  await writeFile(path, (await readFile(path, "utf8")).replace(from, to));
}

describe("t4 ledger verify", () => {
  it.each(STORY.map(([name]) => name))("%s", async (name) => {
    const text = transcripts.get(name) ?? "not run";
    expect(text).toBe(await goldenText(name, text));
  });

  it("exits 0 when the ledger verifies, 1 when it does not, 2 for a name that is none, 3 when it cannot tell", () => {
    expect([...exits.values()]).toEqual([0, 0, 0, 2, 1, 1, 3]);
  });

  it("has nothing to verify in a folder that is no workspace, and exits 3", async () => {
    await using workspace = await emptyWorkspace();
    const run = await runAsOwner(workspace.root, ["ledger", "verify"]);
    expect(run).toMatchObject({ exitCode: 3, stderr: "" });
    expect(run.stdout).toMatch(/^error .*E_ROOT .*there is nothing to verify here: .+\n.*--root.*\n.+cannot be told/);
  });

  it("leaves a missing run open without git, and exits 3", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    await runAsOwner(workspace.root, ["enrich"], NOW);
    await editFile(join(workspace.root, MANIFEST), "Billing", "Invoicing");
    await runAsOwner(workspace.root, ["record", "--reason", "clearer"], "2026-11-21T10:00:00Z");
    const [first = ""] = await readdir(join(workspace.root, RUNS));
    const header = await readFile(join(workspace.root, RUNS, first), "utf8");
    const snapshot = /"snapshot":"(([0-9a-f]{2})[0-9a-f]{62})"/.exec(header);
    await rm(join(workspace.root, RUNS, first));
    await rm(join(workspace.root, RUNS, "../objects", snapshot?.[2] ?? "", snapshot?.[1] ?? ""));
    const run = await runAsOwner(workspace.root, ["ledger", "verify"]);
    expect(run).toMatchObject({ exitCode: 3, stderr: "" });
    expect(run.stdout).toMatch(/^error .+:1 E_GIT .+git cannot say whether it was deleted\n.*git fetch --unshallow/);
  });

  it("says in a clone that is too shallow what to fetch, and exits 3", async () => {
    await using origin = await copyFixture("cases/billing-example/input");
    await using place = await emptyWorkspace();
    const clone = join(place.root, "clone");
    await gitInit(origin.root);
    await gitCommitAll(origin.root, "main goes on");
    await git(origin.root, "checkout", "-q", "-b", "work", "HEAD~1");
    await gitCommitAll(origin.root, "work");
    await git(place.root, "clone", "-q", "--depth=1", "--no-single-branch", `file://${origin.root}`, clone);
    const run = await runAsOwner(clone, ["ledger", "verify", "--base", "origin/main"]);
    expect(run).toMatchObject({ exitCode: 3, stdout: "" });
    expect(run.stderr).toMatch(/^error E_GIT this clone is too shallow .+\n {2}hint: .*git fetch --unshallow/);
    await git(clone, "fetch", "-q", "--unshallow");
    expect(await runAsOwner(clone, ["ledger", "verify", "--base", "origin/main"])).toMatchObject({ exitCode: 0 });
  });
});
