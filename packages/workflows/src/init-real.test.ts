import { cp, mkdir, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import {
  emptyWorkspace,
  findInstalled,
  findPython,
  gitCommitAll,
  gitInit,
  layInstalledPackages,
  testContext,
} from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { enrich, type EnrichResult } from "./enrich.ts";
import { init, type InitReport } from "./init.ts";
import { quality } from "./quality.ts";
import { registry } from "./registry.ts";
import { verifyLedger } from "./verify-ledger.ts";

const PYTHON = ["flask", "click"];
const NPM = ["@vitest/expect", "@vitest/spy", "ajv", "commander", "execa"];
/** The gates that judge what T4 itself wrote: on the first day none of them has anything against it. */
const OWN_GATES = ["schema", "vocab", "queue", "registry", "imports", "provenance", "idempotency", "mqi"];
const python = await findPython(PYTHON);
if (python === undefined) process.stdout.write("skipped: no python3 on the PATH can import flask and click\n");

/** What adopting T4 did, in the order in which a new user goes about it. */
interface Adoption {
  first: InitReport;
  enriched: EnrichResult;
  again: EnrichResult;
  second: InitReport;
}

/** Adopts T4 in an untouched tree of other people's code, and commits each step. */
async function adopt(root: string): Promise<Adoption> {
  const context = testContext(root);
  const t4 = { name: "@t4/cli", version: "0.1.0" };
  const input = { modules: [], dryRun: false, onlyChangedSources: false };
  await gitInit(root);
  const first = await init({ apply: true, t4 }, context);
  await gitCommitAll(root, "Adopt T4");
  const enriched = await enrich(input, context);
  const again = await enrich(input, context);
  await registry({ check: false }, context);
  await gitCommitAll(root, "Enrich");
  return { first, enriched, again, second: await init({ apply: true, t4 }, context) };
}

async function expectSettled(root: string, { enriched, again, second }: Adoption, modules: number): Promise<void> {
  expect(enriched.report.summary).toMatchObject({ modules, changed: modules, failed: 0 });
  expect(again.report).toMatchObject({ run: null, summary: { changed: 0, failed: 0 } });
  expect(second).toMatchObject({
    run: null,
    modules: [],
    files: [],
    by_hand: [],
    left_out: [],
    findings: [],
    governed: modules,
  });
  const { base: _, ...verified } = await verifyLedger({ base: "HEAD~1" }, testContext(root));
  expect(verified).toMatchObject({ verified: true, runs: 2, manifests: modules, findings: [], unmeasured: [] });
  const { gates } = await quality({ gates: OWN_GATES }, testContext(root));
  expect(gates.map(({ id }) => id)).toEqual(OWN_GATES);
  expect(gates.filter(({ verdict }) => verdict !== "held" && verdict !== "inapplicable")).toEqual([]);
  expect((await registry({ check: true }, testContext(root))).files).toMatchObject([{ status: "unchanged" }]);
}

describe("a tree that has never seen T4 is governed", () => {
  it.skipIf(python === undefined)("when it holds two Python packages", async () => {
    await using workspace = await emptyWorkspace("t4-adopt-");
    const { root } = workspace;
    for (const source of await findInstalled(python!, PYTHON)) {
      await cp(source, join(root, basename(source)), {
        recursive: true,
        filter: (path) => !/__pycache__|\.so$/.test(path),
      });
    }
    const adoption = await adopt(root);
    expect(adoption.first.modules.map(({ module, kinds }) => [module, ...kinds])).toEqual([
      ["click", "python"],
      ["flask", "python"],
    ]);
    await expectSettled(root, adoption, 2);
    for (const { changes } of adoption.enriched.report.modules) {
      expect(changes.map(({ field }) => field)).toContain("apis");
    }
  });

  // No package of the registry holds a whole monorepo; these are real packages as published, in the folders that a workspace has them in.
  it("when it is a monorepo of npm packages", async () => {
    await using workspace = await emptyWorkspace("t4-adopt-");
    const { root } = workspace;
    await mkdir(join(root, "packages"));
    await layInstalledPackages(join(root, "packages"), NPM);
    await writeFile(join(root, "package.json"), '{"name": "acme", "private": true, "workspaces": ["packages/*"]}\n');
    const adoption = await adopt(root);
    expect(adoption.first.modules.map(({ module, folder, kinds }) => [module, folder, ...kinds])).toEqual(
      ["ajv", "commander", "execa", "expect", "spy"].map((name) => [name, `packages/${name}`, "npm"]),
    );
    await expectSettled(root, adoption, NPM.length);
  });
});
