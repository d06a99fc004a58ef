import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { formatJson, MAX_JSON_BYTES, nodeFiles } from "@t4/core";
import { copyFixture, diffTrees, snapshotTree, type TempWorkspace, testContext } from "@t4/testkit";
import { commitRun } from "@t4/writer";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { openSettings } from "./open.ts";
import { revert } from "./revert.ts";
import { commitChanges } from "./write-run.ts";

const MANIFEST = "billing/module.manifest.json";

let workspace: TempWorkspace;
let root: string;
beforeEach(async () => {
  workspace = await copyFixture("cases/billing-example/input");
  root = workspace.root;
});
afterEach(() => workspace.remove());

/** Fills the manifest until it holds so many bytes. */
async function fill(bytes: number): Promise<Buffer> {
  const manifest = { ...JSON.parse(await readFile(join(root, MANIFEST), "utf8")), x_notes: "" };
  manifest.x_notes = "n".repeat(bytes - formatJson(manifest).length);
  const filled = Buffer.from(formatJson(manifest));
  await writeFile(join(root, MANIFEST), filled);
  return filled;
}

const enrichAll = () => enrich({ modules: [], dryRun: false }, testContext(root));

describe("a manifest as large as T4 reads", () => {
  it("is not enriched beyond that, and says so", async () => {
    const filled = await fill(MAX_JSON_BYTES);
    const { report } = await enrichAll();
    expect(report).toMatchObject({ run: null, summary: { changed: 0, failed: 1 } });
    expect(report.modules).toMatchObject([
      {
        status: "failed",
        findings: [
          {
            code: "E_TOO_LARGE",
            file: MANIFEST,
            message: expect.stringMatching(/ would hold \d+ bytes, and T4 reads at most 5242880$/),
          },
        ],
      },
    ]);
    // Compared at once, for an assertion would go through it byte by byte.
    expect(filled.equals(await readFile(join(root, MANIFEST)))).toBe(true);
  });

  it("is not written beyond that by any command, with nothing changed", async () => {
    const before = await readFile(join(root, MANIFEST));
    const after = Buffer.alloc(MAX_JSON_BYTES + 1, " ");
    const tree = await snapshotTree(root);
    const write = (module: string | null) =>
      commitChanges(
        { op: "record", reason: null, changes: [{ module, path: MANIFEST, before, after, changes: [] }] },
        settings,
        testContext(root),
      );
    const settings = await openSettings(testContext(root));
    await expect(write("billing")).rejects.toMatchObject({ code: "E_TOO_LARGE", file: MANIFEST });
    expect(diffTrees(tree, await snapshotTree(root))).toEqual([]);
    // Other files may be read with limits of their own.
    await expect(write(null)).resolves.toBeTypeOf("string");
  });
});

describe("a manifest larger than T4 reads", () => {
  it("can be undone all the same", async () => {
    const before = await readFile(join(root, MANIFEST));
    const after = await fill(MAX_JSON_BYTES + 1);
    await writeFile(join(root, MANIFEST), before);
    await commitRun({
      files: nodeFiles,
      root,
      ledgerDir: "manifests/.ledger",
      header: { op: "enrich", at: "2026-11-21T08:00:00Z", actor: "x", reason: null },
      entries: [{ module: "billing", path: MANIFEST, before, after, changes: [] }],
    });
    const undo = { aim: "last", modules: [], reason: null, dryRun: false } as const;
    const { report } = await revert(undo, testContext(root));
    expect(report).toMatchObject({ mismatches: [], modules: [{ path: MANIFEST, status: "restored" }] });
    expect(await readFile(join(root, MANIFEST))).toEqual(before);
  });
});
