import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ENRICHED_FIELDS } from "@t4/composer";
import { copyFixture, diffTrees, snapshotTree, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { accept } from "./accept.ts";
import { enrich } from "./enrich.ts";

const ALL = { modules: [], dryRun: false };
const MANIFEST = "services/fraud_scoring/module.manifest.json";

describe("accept", () => {
  it("leaves nothing for a later enrich to change, whatever field is handed back", async () => {
    await using workspace = await copyFixture("aurora");
    const context = testContext(workspace.root);
    await enrich(ALL, context);
    const text = await readFile(join(workspace.root, MANIFEST), "utf8");
    const manifest = JSON.parse(text);
    const mine = { ...manifest, performance: { ...manifest.performance, sla_targets: { latency_p95_ms: 1 } } };
    await writeFile(join(workspace.root, MANIFEST), JSON.stringify(mine));
    await enrich(ALL, context);
    for (const field of ENRICHED_FIELDS.filter((each) => each.startsWith("performance.s") || each === "features")) {
      await accept({ module: "fraud-scoring", field, dryRun: false }, context);
      const before = await snapshotTree(workspace.root, { except: [".t4"] });
      const { report } = await enrich(ALL, context);
      expect(report.summary.changed).toBe(0);
      expect(diffTrees(before, await snapshotTree(workspace.root, { except: [".t4"] }))).toEqual([]);
    }
  });

  it("is not needed for targets against the schema, which policy replaces at once and for good", async () => {
    await using workspace = await copyFixture("aurora");
    const context = testContext(workspace.root);
    const manifest = JSON.parse(await readFile(join(workspace.root, MANIFEST), "utf8"));
    const invalid = { ...manifest, performance: { sla_targets: { latency_p95_ms: -5 } } };
    await writeFile(join(workspace.root, MANIFEST), JSON.stringify(invalid));
    const summaries = [(await enrich(ALL, context)).report.summary, (await enrich(ALL, context)).report.summary];
    expect(summaries).toMatchObject([
      { changed: 18, failed: 0 },
      { changed: 0, failed: 0 },
    ]);
    const { performance } = JSON.parse(await readFile(join(workspace.root, MANIFEST), "utf8"));
    expect(performance).toMatchObject({ sla_targets: { latency_p95_ms: 250 }, observed: { sla_violation: false } });
  });

  it("names the field and the module that it does not know, with the nearest", async () => {
    await using workspace = await copyFixture("aurora");
    const context = testContext(workspace.root);
    await expect(accept({ module: "fraud-scorin", field: "features", dryRun: false }, context)).rejects.toMatchObject({
      code: "E_NO_MODULE",
      hint: "Did you mean fraud-scoring?",
    });
    await expect(accept({ module: "fraud-scoring", field: "feature", dryRun: false }, context)).rejects.toMatchObject({
      code: "E_NO_FIELD",
    });
  });
});
