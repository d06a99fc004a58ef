import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, testContext } from "@t4/testkit";
import { expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { revert } from "./revert.ts";

it("keeps a run's lines at a KiB on average, of a first enrichment and of its revert", async () => {
  await using workspace = await copyFixture("aurora");
  const context = testContext(workspace.root);
  await enrich({ modules: [], dryRun: false }, context);
  await revert({ aim: "last", modules: [], reason: null, dryRun: false }, context);
  const runs = join(workspace.root, "manifests/.ledger/runs");
  const files = await readdir(runs);
  expect(files).toHaveLength(2);
  for (const file of files) {
    const text = await readFile(join(runs, file), "utf8");
    expect(Buffer.byteLength(text) / text.trimEnd().split("\n").length).toBeLessThanOrEqual(1024);
  }
});
