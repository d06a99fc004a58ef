import { readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { nodeFiles } from "@t4/core";
import { copyFixture, git, gitInit, snapshotTree, diffTrees, testContext } from "@t4/testkit";
import { expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { fix } from "./fix.ts";
import { recoverLedger } from "./recover-ledger.ts";

const RUNS = "manifests/.ledger/runs";

/** An enriched workspace whose run is pending again, as a kill before its end leaves it; committed as it is. */
async function cutShort() {
  const workspace = await copyFixture("cases/billing-example/input");
  await enrich({ modules: [], dryRun: false }, testContext(workspace.root));
  const [name = ""] = await readdir(join(workspace.root, RUNS));
  await rename(join(workspace.root, RUNS, name), join(workspace.root, RUNS, `${name}.pending`));
  await gitInit(workspace.root);
  return { workspace, pending: `${RUNS}/${name}.pending` };
}

it("ends no unfinished run that came with a checkout, and names the way out", async () => {
  const { workspace, pending } = await cutShort();
  await using _workspace = workspace;
  const { root } = workspace;
  const before = await snapshotTree(root, { except: [".t4"] });
  const fault = { code: "E_LEDGER", file: pending, hint: expect.stringContaining(`git rm --cached -- ${pending}`) };
  await expect(fix({ modules: [], dryRun: false }, testContext(root))).rejects.toMatchObject(fault);
  await expect(recoverLedger(testContext(root))).rejects.toMatchObject(fault);
  expect(diffTrees(before, await snapshotTree(root, { except: [".t4"] }))).toEqual([]);

  await git(root, "rm", "--quiet", "--cached", "--", pending);
  expect((await recoverLedger(testContext(root))).rolled_forward).toHaveLength(1);
});

it("says what it ended before the command goes on", async () => {
  const { workspace, pending } = await cutShort();
  await using _workspace = workspace;
  await git(workspace.root, "rm", "--quiet", "--cached", "--", pending);
  const said: string[] = [];
  const context = { ...testContext(workspace.root, nodeFiles), say: (message: string) => said.push(message) };
  await fix({ modules: [], dryRun: false }, context);
  expect(said).toEqual([expect.stringMatching(/^a command was cut short here; its run [0-9a-f]{12} is whole now$/)]);
});
