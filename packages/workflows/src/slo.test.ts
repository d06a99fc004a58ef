import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { nodeFiles } from "@t4/core";
import { copyFixture, emptyWorkspace, putFiles, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { slo } from "./slo.ts";
import { manifestOf, readGenerated } from "./test-generators.ts";

const NAME = "SLO_DASHBOARD.md";

describe("slo", () => {
  it("is out of date when a module changes, and not when time passes, which it shows when it is written", async () => {
    await using workspace = await emptyWorkspace();
    const { root } = workspace;
    const target = (p95: number) =>
      putFiles(root, {
        "a/module.manifest.json": JSON.stringify({
          module: "a",
          metadata: { status: "draft" },
          performance: {
            sla_targets: { latency_p95_ms: p95 },
            observed: { latency_p95_ms: 9, observed_at: "2026-11-20T09:00:00Z" },
          },
        }),
      });
    const later = testContext(root, nodeFiles, "2027-11-21T09:00:00Z");
    await target(10);
    await slo({ check: false }, testContext(root));
    expect(await readGenerated(root, NAME)).toContain("| [a](../../a) | unlaned | 10 ms | 9 ms | 80 % | — | 1 d | — |");
    expect((await slo({ check: true }, later)).files).toEqual([
      { path: `docs/_generated/${NAME}`, status: "unchanged" },
    ]);
    await slo({ check: false }, later);
    expect(await readGenerated(root, NAME)).toContain("| 366 d | ⏳ |");
    await target(5);
    const { files } = await slo({ check: true }, later);
    expect(files[0]?.diff).toContain(
      "+- ❌ p95 is 9 ms, 80 % over its target of 5 ms; it was measured 2026-11-20, longer ago than",
    );
    expect(await readGenerated(root, NAME)).toContain("| 10 ms | 9 ms |");
  });

  it("is made anew where the file is not the dashboard", async () => {
    await using workspace = await emptyWorkspace();
    await putFiles(workspace.root, { "a/module.manifest.json": manifestOf("a"), [`docs/_generated/${NAME}`]: "" });
    await writeFile(join(workspace.root, "docs/_generated", NAME), Buffer.from([0xff, 0xfe]));
    expect((await slo({ check: false }, testContext(workspace.root))).files[0]?.status).toBe("written");
    expect(await readGenerated(workspace.root, NAME)).toContain("No module has a target or a measurement yet.");
  });

  it("leaves out modules whose manifests cannot be read, and names them", async () => {
    await using workspace = await copyFixture("broken");
    const { findings, modules } = await slo({ check: false }, testContext(workspace.root));
    expect(modules).toBe(18);
    expect(findings.map(({ file }) => file)).toContain("src/truncated_manifest/module.manifest.json");
  });
});
