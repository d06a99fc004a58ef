import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { copyFixture, diffTrees, goldenText, runAsOwner, snapshotTree } from "@t4/testkit";
import { describe, expect, it } from "vitest";

const MANIFEST = "billing/module.manifest.json";
const QUEUE = "manifests/review_queue.json";
const CLEARER =
  "Billing turns usage into invoices and collects them, once, through two payment providers, and nothing else may change a balance.";

async function readJson(root: string, path: string): Promise<any> {
  return JSON.parse(await readFile(join(root, path), "utf8"));
}

const enrichedExample = async () => {
  const workspace = await copyFixture("cases/billing-example/input");
  expect(await runAsOwner(workspace.root, ["enrich"])).toMatchObject({ exitCode: 0, stderr: "" });
  return workspace;
};

describe("the specification's worked example", () => {
  it("comes out as the specification has it", async () => {
    await using workspace = await enrichedExample();
    const manifest = await readJson(workspace.root, MANIFEST);
    expect(manifest).toMatchObject({
      components: ["Invoicer", "Ledger"],
      description:
        "Billing: invoices, refunds and dunning for every product line. Turns usage records into invoices and collects them through two payment providers. Provides payments.idempotency across 2 components.",
      features: ["payments.idempotency"],
      module: "billing",
    });
    expect(manifest.apis).toEqual({
      charge: {
        capabilities: ["payments"],
        confidence: "high",
        defined_in: "billing/charge.py#L9",
        description: "Charge a customer once per key.",
        doc_ok: true,
        import_verified: true,
        kind: "function",
        module: "billing.charge",
        provenance: ["__init__.py#L1", "importcheck:billing/charge.py#L9"],
      },
    });
    expect(manifest).not.toHaveProperty("apis_pending");
    expect(manifest._provenance).toMatchObject({
      apis: {
        confidence: "high",
        extracted_at: "2026-11-21T09:00:00Z",
        provenance: ["__init__.py#L1-L2", "importcheck:billing/charge.py#L9"],
        reasons: ["exports:__all__", "importcheck:1/1", "docstring:ok"],
      },
      description: {
        confidence: "medium",
        provenance: ["claude.me#L1-L5"],
        reasons: ["length:ok", "feature:payments.idempotency", "components:2"],
      },
      features: {
        confidence: "high",
        provenance: ["claude.me#L8", "claude.me#L11"],
        reasons: ["pattern:heading+bullet", "synonym:exact", "evidence:2"],
      },
    });
    const queue = await readJson(workspace.root, QUEUE);
    expect(queue.items).toMatchObject([
      { kind: "unmapped", phrase: "Dunning schedule", modules: [{ module: "billing", source: "claude.me#L9" }] },
    ]);
  });

  it("writes these very files", async () => {
    await using workspace = await enrichedExample();
    const runs = await readdir(join(workspace.root, "manifests/.ledger/runs"));
    expect(runs).toEqual([expect.stringMatching(/^20261121T090000Z-[0-9a-f]{8}\.ndjson$/)]);
    for (const [name, path] of [
      ["module.manifest.json", MANIFEST],
      ["review_queue.json", QUEUE],
      ["run.ndjson", `manifests/.ledger/runs/${runs[0]}`],
    ] as const) {
      const text = await readFile(join(workspace.root, path), "utf8");
      expect(text).toBe(await goldenText(`billing-example/${name}`, text));
    }
  });

  it("is done after one run", async () => {
    await using workspace = await enrichedExample();
    const before = await snapshotTree(workspace.root);
    expect((await runAsOwner(workspace.root, ["enrich"], "2026-12-24T18:00:00Z")).exitCode).toBe(0);
    expect(diffTrees(before, await snapshotTree(workspace.root))).toEqual([]);
  });

  it("leaves an owner's description alone until it is handed back", async () => {
    await using workspace = await enrichedExample();
    const { root } = workspace;
    const original = await readJson(root, MANIFEST);
    const text = await readFile(join(root, MANIFEST), "utf8");
    await writeFile(join(root, MANIFEST), text.replace(JSON.stringify(original.description), JSON.stringify(CLEARER)));

    expect((await runAsOwner(root, ["record", "billing", "--reason", "clearer"])).exitCode).toBe(0);
    const recorded = await readJson(root, MANIFEST);
    expect(recorded.description).toBe(CLEARER);
    expect(recorded._provenance.description.provenance).toEqual(["human:owner@example.org"]);

    expect((await runAsOwner(root, ["enrich"], "2026-11-22T09:00:00Z")).exitCode).toBe(0);
    expect(await readJson(root, MANIFEST)).toEqual(recorded);
    const conflicts = (await readJson(root, QUEUE)).items.filter((item: any) => item.kind === "conflict");
    expect(conflicts).toMatchObject([
      { modules: [{ module: "billing", field: "description", current: CLEARER, proposed: original.description }] },
    ]);
    const { stdout: why } = await runAsOwner(root, ["why", "billing", "description"]);
    expect(why).toMatch(/^billing description human;/);
    expect(why).toContain("human:owner@example.org");

    expect((await runAsOwner(root, ["accept", "billing", "description"], "2026-11-23T09:00:00Z")).exitCode).toBe(0);
    const accepted = await readJson(root, MANIFEST);
    expect(accepted.description).toBe(original.description);
    expect(accepted._provenance.description).toEqual({
      ...original._provenance.description,
      extracted_at: "2026-11-23T09:00:00Z",
    });
    expect((await readJson(root, QUEUE)).items.map((item: any) => item.kind)).toEqual(["unmapped"]);
  });
});
