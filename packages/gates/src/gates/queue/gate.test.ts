import type { QueueItem } from "@t4/contracts";
import { formatQueue } from "@t4/vocab";
import { describe, expect, it } from "vitest";
import type { QueueFacts } from "../../facts.ts";
import { brief, fileOf, judge } from "../../test-input.ts";
import { gate } from "./gate.ts";

function item(phrase: string, more: Partial<QueueItem> = {}): QueueItem {
  const places: QueueItem["modules"] = [{ module: "billing", source: "claude.me#L9" }];
  const at = { first_seen: "2026-11-20T09:00:00Z", status: "open" as const };
  return { kind: "unmapped", phrase, normalized: phrase.toLowerCase(), modules: places, count: 1, ...at, ...more };
}

function queueOf(items: QueueItem[], more: Partial<QueueFacts> = {}): { queue: QueueFacts } {
  const file = fileOf("manifests/review_queue.json", formatQueue({ version: 1, items }));
  const vocabulary: QueueFacts["vocabulary"] = {
    match: (phrase) => (phrase === "refunds" ? { key: "payments.refunds", how: "exact", term: phrase } : undefined),
    isRejected: (phrase) => phrase === "nonsense",
  };
  return {
    queue: { file, items, problem: undefined, merged: undefined, vocabulary, modules: new Set(["billing"]), ...more },
  };
}

describe("queue", () => {
  it("takes what still waits", () => {
    const items = [item("Dunning"), item("Refunds", { kind: "weak" })];
    expect(judge(gate, queueOf(items))).toMatchObject({ findings: [], measured: 2 });
  });

  it("names what is decided, out of order, there twice, or of a module that is gone", () => {
    const gone = [{ module: "ledger", source: "a#L1" }];
    const items = [
      item("Zebra"),
      item("Refunds"),
      item("Nonsense", { kind: "weak" }),
      item("Zebra", { modules: gone }),
    ];
    expect(brief(judge(gate, queueOf(items)))).toEqual([
      "unsorted /items/1",
      "duplicate /items/3",
      "mapped /items/1/phrase",
      "rejected /items/2/phrase",
      "module-gone /items/3/modules/0/module",
    ]);
  });

  it("takes the path of a field for no phrase", () => {
    const items = [item("Refunds", { kind: "withheld" }), item("nonsense", { kind: "withheld" })];
    expect(judge(gate, queueOf(items)).findings).toEqual([]);
  });

  it("says why there is nothing to look at", () => {
    expect(judge(gate, queueOf([], { items: undefined })).inapplicable).toContain("there is no manifests/");
    expect(judge(gate, queueOf([])).inapplicable).toContain("holds no items");
  });

  it("reports a file that holds no queue, and one that a merge left, at its place", () => {
    const fault = {
      code: "E_JSON",
      severity: "error",
      file: "q.json",
      line: 3,
      column: 5,
      message: "m",
      fix: "f",
    } as const;
    for (const [key, code] of [
      ["problem", "malformed"],
      ["merged", "merged"],
    ] as const) {
      const { findings } = judge(gate, queueOf([], { items: undefined, [key]: fault }));
      expect(findings).toMatchObject([{ code, file: "q.json", line: 3, column: 5, message: "m", fix: "f" }]);
    }
  });
});
