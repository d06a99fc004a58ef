import { rm } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { openWithModules } from "../open.ts";
import { EvidenceCache } from "./cache.ts";
import { openCodeReader } from "./code.ts";
import { EvidenceReader } from "./reader.ts";

/** What the cache has kept of the one module after its evidence was read, when its code was looked at with this hash of its folder. */
async function keptAfter(folderSha: (seen: string | undefined) => string | undefined) {
  await using workspace = await copyFixture("cases/billing-example/input");
  // A package that is not the module's folder itself is found by the names in that.
  await rm(join(workspace.root, "billing/__init__.py"));
  const context = testContext(workspace.root);
  const loaded = await openWithModules(context);
  const here = openCodeReader(loaded, loaded.modules);
  const cache = await EvidenceCache.load(context.files, context.root, "key");
  const reader = new EvidenceReader(loaded, cache, {
    ...here,
    readPython: async (module) => {
      const { found, looks } = await here.readPython(module);
      return { found, looks: looks.map(([path, sha]) => [path, path.endsWith("/") ? folderSha(sha) : sha]) };
    },
  });
  const [module] = loaded.modules;
  const { evidence } = await reader.read(module!);
  await cache.save(context.files, context.root, new Set([module!.manifestPath]));
  const lines = await context.files.read(`${context.root}/.t4/evidence.ndjson`);
  return { evidence, kept: Buffer.from(lines).toString().includes(module!.manifestPath) };
}

describe("evidence of documents and of code that were looked at in different moments", () => {
  it("is kept where both saw the same", async () => {
    expect(await keptAfter((sha) => sha)).toMatchObject({ kept: true, evidence: { whole: true } });
  });

  it("is taken once, and not kept, where one saw another folder", async () => {
    expect(await keptAfter(() => "another")).toMatchObject({ kept: false, evidence: { failed: false, whole: false } });
  });
});
