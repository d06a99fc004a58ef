import type { JudgedFinding } from "@t4/gates";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
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
const NPM = ["@vitest/expect", "@vitest/spy", "ajv", "commander", "execa", "zod"];
/** The gates that judge what people wrote; of the others, which judge what T4 wrote, none has anything against it on the first day. */
const GATES_OF_OTHERS = new Set<string>(["coverage", "links"]);
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
  const input = { modules: [], dryRun: false };
  await gitInit(root);
  const first = await init({ apply: true, t4 }, context);
  await gitCommitAll(root, "Adopt T4");
  const enriched = await enrich(input, context);
  const again = await enrich(input, context);
  await registry({ check: false }, context);
  await gitCommitAll(root, "Enrich");
  return { first, enriched, again, second: await init({ apply: true, t4 }, context) };
}

/** Looks at the tree itself, without T4, whether what a finding says is so. */
async function expectTrue(root: string, { code, file, line, column, message, module }: JudgedFinding): Promise<void> {
  const lines = (await readFile(join(root, file), "utf8")).split("\n");
  if (code === "unmeasured") {
    const names = await readdir(join(root, dirname(file)), { recursive: true });
    expect(names.some((name) => name.endsWith(".test.ts"))).toBe(true);
    expect(lines.join("\n")).not.toContain("coverage_observed");
    return;
  }
  expect([module, code]).toEqual([module, "missing-target"]);
  const target = JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(message)?.[0] ?? '""') as string;
  expect(lines[line - 1]?.slice(column - 1).startsWith(target)).toBe(true);
  const path = join(root, dirname(file), decodeURIComponent(target.replace(/[?#].*$/, "")));
  expect(existsSync(path)).toBe(false);
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
  const { gates } = await quality({}, testContext(root));
  expect(gates).toHaveLength(14);
  expect(gates.filter(({ verdict }) => verdict === "undecidable")).toEqual([]);
  const findings = gates.flatMap((gate) => gate.findings);
  expect(findings.filter(({ gate }) => !GATES_OF_OTHERS.has(gate))).toEqual([]);
  for (const finding of findings) await expectTrue(root, finding);
  expect((await registry({ check: true }, testContext(root))).files).toMatchObject([{ status: "unchanged" }]);
}

describe("a tree that has never seen T4 is governed", () => {
  it.skipIf(python === undefined).each(PYTHON)("when it holds the Python package %s", async (name) => {
    await using workspace = await emptyWorkspace("t4-adopt-");
    const { root } = workspace;
    for (const source of await findInstalled(python!, [name])) {
      await cp(source, join(root, basename(source)), {
        recursive: true,
        filter: (path) => !/__pycache__|\.so$/.test(path),
      });
    }
    const adoption = await adopt(root);
    expect(adoption.first.modules.map(({ module, kinds }) => [module, ...kinds])).toEqual([[name, "python"]]);
    await expectSettled(root, adoption, 1);
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
      ["ajv", "commander", "execa", "expect", "spy", "zod"].map((name) => [name, `packages/${name}`, "npm"]),
    );
    await expectSettled(root, adoption, NPM.length);
  });
});
