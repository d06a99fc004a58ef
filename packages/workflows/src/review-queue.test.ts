import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { QueueItem } from "@t4/contracts";
import { emptyWorkspace, testContext } from "@t4/testkit";
import { describe, expect, it } from "vitest";
import { openSettings } from "./open.ts";
import { quality } from "./quality.ts";
import { needQueue, queueBytes, readQueue } from "./review-queue.ts";

/** An item as a workspace of 10,000 modules has thousands of. */
function itemOf(number: number): QueueItem {
  const modules = Array.from({ length: 60 }, (_, index) => ({
    module: `services.module_${number}_${index}`,
    source: `claude.me#L${index + 1}`,
  }));
  const phrase = `phrase ${String(number).padStart(5, "0")}`;
  const base = { kind: "unmapped" as const, phrase, normalized: phrase, count: 60, status: "open" as const };
  return { ...base, modules, first_seen: "2026-11-21T09:00:00Z" };
}

describe("the review queue of a large workspace", () => {
  it("is read again, though it is larger than a source may be", async () => {
    await using workspace = await emptyWorkspace();
    const queue = { version: 1 as const, items: Array.from({ length: 1500 }, (_, index) => itemOf(index)) };
    const bytes = queueBytes(queue);
    expect(bytes.length).toBeGreaterThan(5 * 1024 * 1024);
    const path = join(workspace.root, "manifests/review_queue.json");
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
    await writeFile(join(workspace.root, "t4.config.json"), "{}\n");
    const settings = await openSettings(testContext(workspace.root));
    expect(await needQueue(settings)).toEqual(queue);
    expect(await readQueue(settings)).toMatchObject({ findings: [], queue: { items: { length: 1500 } } });
    const { gates } = await quality({ gates: ["schema"] }, testContext(workspace.root));
    expect(gates).toMatchObject([{ verdict: "held", findings: [] }]);
  });
});
