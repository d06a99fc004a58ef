import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  copyFixture,
  diffTrees,
  emptyWorkspace,
  git,
  gitCommitAll,
  gitInit,
  snapshotTree,
  type TempWorkspace,
  testContext,
} from "@t4/testkit";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { docsMap } from "./docs-map.ts";
import { doctor } from "./doctor.ts";
import { enrich } from "./enrich.ts";
import { meta } from "./meta.ts";
import { quality } from "./quality.ts";
import { record } from "./record.ts";
import { registry } from "./registry.ts";
import { verifyLedger } from "./verify-ledger.ts";

const ALL = { modules: [], dryRun: false };
const GENERATORS = [registry, meta, docsMap];

let origin: TempWorkspace;
let place: TempWorkspace;
let root: string;
/** A clone of aurora, enriched, in which the modules in `src` and the benchmarks are not checked out. */
beforeAll(async () => {
  origin = await copyFixture("aurora");
  await gitInit(origin.root);
  const context = testContext(origin.root);
  await enrich(ALL, context);
  for (const make of GENERATORS) await make({ check: false }, context);
  await gitCommitAll(origin.root, "Enrich");
  place = await emptyWorkspace();
  root = join(place.root, "clone");
  await git(place.root, "clone", "--quiet", `file://${origin.root}`, root);
  await git(root, "sparse-checkout", "set", "--cone", "manifests", "docs", "vocab", "schemas", "sandbox", "services");
});
afterAll(async () => {
  await place.remove();
  await origin.remove();
});

const LEFT_OUT = {
  code: "E_GIT",
  message: expect.stringMatching(/^this sparse checkout leaves out \d+ files, such as /),
  hint: expect.stringContaining("git sparse-checkout disable"),
};

describe("a sparse checkout that leaves modules out", () => {
  it("is enriched, recorded and summed up by no command, and stays as it is", async () => {
    const before = await snapshotTree(root, { except: [".git", ".t4"] });
    const context = testContext(root);
    await expect(enrich(ALL, context)).rejects.toMatchObject(LEFT_OUT);
    for (const make of GENERATORS) await expect(make({ check: false }, context)).rejects.toMatchObject(LEFT_OUT);
    const recorded = record({ modules: [], reason: "x", dryRun: false }, context);
    await expect(recorded).rejects.toMatchObject(LEFT_OUT);
    const after = await snapshotTree(root, { except: [".git", ".t4"] });
    expect(diffTrees(before, after, { mtimes: false })).toEqual([]);
  });

  it("is undecidable for every gate, without a finding", async () => {
    const { gates } = await quality({}, testContext(root));
    expect(gates.filter(({ verdict }) => verdict !== "undecidable")).toEqual([]);
    expect(gates.flatMap(({ findings }) => findings)).toEqual([]);
    expect(gates.flatMap(({ because }) => because).join("\n")).toContain("git sparse-checkout disable");
  });

  it("cannot be narrowed to what is staged either", async () => {
    await writeFile(join(root, "services/fulfilment/NOTES.md"), "# Notes\n");
    await git(root, "add", "services");
    await expect(quality({ since: { staged: true } }, testContext(root))).rejects.toMatchObject(LEFT_OUT);
    await git(root, "rm", "--quiet", "--force", "services/fulfilment/NOTES.md");
  });

  it("has a ledger of which nobody can say whether its manifests are as recorded", async () => {
    const { verified, findings, unmeasured } = await verifyLedger({}, testContext(root));
    expect({ verified, findings }).toEqual({ verified: false, findings: [] });
    expect(unmeasured.length).toBeGreaterThan(5);
    expect(unmeasured.every(({ code, file }) => code === "E_GIT" && file.startsWith("src/"))).toBe(true);
  });

  it("is told of by doctor", async () => {
    const { healthy, checks } = await doctor({ node: "24.0.0", env: {} }, testContext(root));
    expect(healthy).toBe(false);
    expect(checks.find(({ id }) => id === "modules")).toMatchObject({
      state: "broken",
      message: expect.stringMatching(/sparse checkout/),
      fix: expect.stringContaining("git sparse-checkout disable"),
    });
  });
});
