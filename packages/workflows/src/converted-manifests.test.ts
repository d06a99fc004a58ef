import { execFile } from "node:child_process";
import { appendFile, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { conversionCure } from "@t4/core";
import { copyFixture, emptyWorkspace, git, gitInit, type TempWorkspace, testContext } from "@t4/testkit";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { revert } from "./revert.ts";
import { verifyLedger } from "./verify-ledger.ts";

const MANIFEST = "billing/module.manifest.json";

let origin: TempWorkspace;
let parent: TempWorkspace;
let root: string;
/** A clone of an enriched workspace as git for Windows makes it. */
beforeEach(async () => {
  origin = await copyFixture("cases/billing-example/input");
  await enrich({ modules: [], dryRun: false }, testContext(origin.root));
  await gitInit(origin.root);
  parent = await emptyWorkspace();
  root = join(parent.root, "clone");
  await git(parent.root, "clone", "--quiet", "--config", "core.autocrlf=true", origin.root, root);
  await git(root, "-c", "core.autocrlf=true", "rm", "--quiet", "--cached", "-r", ".");
  await git(root, "-c", "core.autocrlf=true", "reset", "--quiet", "--hard");
});
afterEach(async () => {
  await origin.remove();
  await parent.remove();
});

const last = { aim: "last", modules: [], reason: null, dryRun: true } as const;

describe("manifests whose line ends git converted", () => {
  it("are told from edited ones by revert", async () => {
    expect(await readFile(join(root, MANIFEST), "utf8")).toContain("\r\n");
    const { report } = await revert(last, testContext(root));
    expect(report.mismatches).toMatchObject([{ path: MANIFEST, what: "edited", converted: true }]);
  });

  it("are told from edited ones by verify", async () => {
    const { findings } = await verifyLedger({}, testContext(root));
    expect(findings).toMatchObject([{ code: "E_UNRECORDED", file: MANIFEST, module: "billing" }]);
    expect(findings[0]?.message).toContain("core.autocrlf");
    expect(findings[0]?.fix).toBe(conversionCure(MANIFEST, MANIFEST));
    await appendFile(join(root, MANIFEST), " ");
    const [edited] = (await verifyLedger({}, testContext(root))).findings;
    expect(edited).toMatchObject({ code: "E_UNRECORDED", message: expect.stringContaining("which no run recorded") });
  });

  it("are healed by what is said of them", async () => {
    const cure = conversionCure(MANIFEST, MANIFEST);
    await appendFile(join(root, ".gitattributes"), `${/`(.+ -text)`/.exec(cure)?.[1]}\n`);
    await promisify(execFile)("bash", ["-c", /anew: (.+)$/.exec(cure)?.[1] ?? ""], { cwd: root });
    expect(await verifyLedger({}, testContext(root))).toMatchObject({ verified: true });
    expect((await revert(last, testContext(root))).report.mismatches).toEqual([]);
    expect(await git(root, "status", "--porcelain", "--", MANIFEST)).toBe("");
  });

  it("are edited ones when something else differs, too", async () => {
    await appendFile(join(root, MANIFEST), " ");
    const { mismatches } = (await revert(last, testContext(root))).report;
    expect(mismatches).toMatchObject([{ what: "edited" }]);
    expect(mismatches[0]).not.toHaveProperty("converted");
  });
});
