import { join } from "node:path";
import { type FilePort, nodeFiles } from "@t4/core";
import { copyFixture, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { enrich } from "./enrich.ts";
import { quality } from "./quality.ts";
import { verifyLedger } from "./verify-ledger.ts";

/** The real files, but for a folder that may not be looked into. */
function closed(folder: string): FilePort {
  const refuse = <T>(path: string, work: () => Promise<T>): Promise<T> =>
    path.startsWith(`${folder}/`) ? Promise.reject(Object.assign(new Error("no"), { code: "EACCES", path })) : work();
  return {
    ...nodeFiles,
    read: (path, limit) => refuse(path, () => nodeFiles.read(path, limit)),
    stat: (path) => refuse(path, () => nodeFiles.stat(path)),
    entries: (path) => refuse(`${path}/`, () => nodeFiles.entries(path)),
    list: (path) => refuse(`${path}/`, () => nodeFiles.list(path)),
  };
}

describe.each([
  ["vocab", "vocab"],
  ["manifests/.ledger", "ledger"],
  ["manifests", "ledger"],
])("a folder %s that may not be looked into", (folder, gate) => {
  it("is named by gates, which are undecidable", async () => {
    await using workspace = await copyFixture("cases/billing-example/input");
    const { root } = workspace;
    await enrich({ modules: [], dryRun: false }, testContext(root));
    const { gates } = await quality({}, testContext(root, closed(join(root, folder))));
    const said = gates.flatMap(({ because }) => because).join("\n");
    expect(gates.find(({ id }) => id === gate)).toMatchObject({
      verdict: "undecidable",
      because: [expect.stringContaining(`${folder} cannot be read (EACCES)`)],
    });
    expect(said).not.toMatch(/bug of T4|leads nowhere/);
    expect(said).not.toContain(root);
    const repeated = gates.filter(({ because }) => new Set(because).size < because.length);
    expect(repeated).toEqual([]);
  });
});

it("a ledger that may not be looked into is not an empty one", async () => {
  await using workspace = await copyFixture("cases/billing-example/input");
  const { root } = workspace;
  await enrich({ modules: [], dryRun: false }, testContext(root));
  const context = testContext(root, closed(join(root, "manifests/.ledger")));
  await expect(verifyLedger({}, context)).rejects.toMatchObject({ code: "E_READ", file: "manifests/.ledger" });
});
