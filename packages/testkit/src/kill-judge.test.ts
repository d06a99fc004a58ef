import { describe, expect, it } from "vitest";
import { judgeEnd, judgeRecovered, judgeTorn, phaseOf } from "./kill-judge.ts";

const RUN = "manifests/.ledger/runs/1.ndjson";
const QUEUE = "manifests/review_queue.json";
const [A, B] = ["a/module.manifest.json", "b/module.manifest.json"];
const old = new Map([
  [A, "old"],
  [B, "old"],
]);
const fresh = new Map([
  [A, "new"],
  [B, "new"],
  [RUN, "run"],
  [QUEUE, "[]"],
]);
const both = { old, fresh };
const withFiles = (base: ReadonlyMap<string, string>, files: Record<string, string>) =>
  new Map([...base, ...Object.entries(files)]);

describe("judging a killed command", () => {
  it("takes manifests of either generation right after the kill, and nothing else", () => {
    expect(judgeTorn(withFiles(old, { [A]: "new" }), both)).toEqual([]);
    expect(judgeTorn(withFiles(old, { [A]: "ne" }), both)).toEqual([`${A} is neither old nor new`]);
    expect(judgeTorn(new Map([[A, "old"]]), both)).toEqual([`${B} is neither old nor new`]);
  });

  it("takes one generation with its own record after recovery", () => {
    for (const state of [old, fresh]) expect(judgeRecovered(state, both)).toEqual([]);
    expect(judgeRecovered(withFiles(old, { [A]: "new" }), both)).toContain("manifests of two generations");
    expect(judgeRecovered(withFiles(old, { [RUN]: "run" }), both)).toEqual([
      "the record is not that of the old manifests",
    ]);
    const unrecorded = new Map([...fresh].filter(([path]) => path !== RUN));
    expect(judgeRecovered(unrecorded, both)).toEqual(["the record is not that of the new manifests"]);
    const littered = withFiles(fresh, { "a/.module.manifest.json.t4-00000000.tmp": "", ".t4/draft.1.2": "" });
    expect(judgeRecovered(littered, both)).toEqual(["left over: a/.module.manifest.json.t4-00000000.tmp"]);
    expect(judgeRecovered(withFiles(old, { [`${RUN}.pending`]: "run" }), both)).toHaveLength(2);
  });

  it("takes only what an undisturbed command leaves at the end", () => {
    expect(judgeEnd(withFiles(fresh, { ".t4/draft.1.2": "" }), fresh)).toEqual([]);
    expect(judgeEnd(withFiles(fresh, { [QUEUE]: "[", "c.tmp": "" }), fresh)).toHaveLength(2);
    expect(judgeEnd(old, fresh)).toHaveLength(4);
  });

  it("tells how far the command had come", () => {
    const pending = { [`${RUN}.pending`]: "run" };
    expect(phaseOf(old, both)).toBe("before the write");
    expect(phaseOf(withFiles(old, pending), both)).toBe("pending, not staged");
    expect(phaseOf(withFiles(old, { ...pending, "a/.module.manifest.json.t4-1.tmp": "" }), both)).toBe(
      "pending, staged",
    );
    expect(phaseOf(withFiles(old, { ...pending, [A]: "new" }), both)).toBe("pending, some renamed");
    expect(phaseOf(withFiles(old, { ...pending, [A]: "new", [B]: "new" }), both)).toBe("pending, all renamed");
    expect(phaseOf(fresh, both)).toBe("committed, not ended");
  });
});
