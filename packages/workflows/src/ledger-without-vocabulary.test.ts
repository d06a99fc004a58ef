import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, type TempWorkspace, testContext } from "@t4/testkit";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { WorkflowContext } from "./context.ts";
import { enrich } from "./enrich.ts";
import { ledgerLog } from "./ledger-log.ts";
import { ledgerShow } from "./ledger-show.ts";
import { recoverLedger } from "./recover-ledger.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";

let workspace: TempWorkspace;
let run = "";

/** An enriched workspace whose vocabulary somebody broke since. */
beforeAll(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  const { report } = await enrich({ modules: [], dryRun: false }, testContext(workspace.root));
  run = report.run ?? "";
  await mkdir(join(workspace.root, "vocab"), { recursive: true });
  await writeFile(join(workspace.root, "vocab/features.json"), "{ broken");
});
afterAll(() => workspace.remove());

it.each<[string, (context: WorkflowContext) => Promise<unknown>]>([
  ["log", (context) => ledgerLog({}, context)],
  ["log --module", (context) => ledgerLog({ module: "billing" }, context)],
  ["show", (context) => ledgerShow(run, context)],
  ["recover", (context) => recoverLedger(context)],
  ["verify", async (context) => expect((await verifyLedger({}, context)).findings).toEqual([])],
  ["revert", (context) => revert({ aim: "last", modules: [], reason: null, dryRun: true }, context)],
])("what is wrong with a vocabulary does not stop %s", async (_command, act) => {
  const broken = enrich({ modules: [], dryRun: true }, testContext(workspace.root));
  await expect(broken).rejects.toMatchObject({ code: "E_VOCAB" });
  await act(testContext(workspace.root));
});
