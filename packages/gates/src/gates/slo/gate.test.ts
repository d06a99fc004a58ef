import { DEFAULT_FLAGS } from "@t4/contracts";
import { type JsonObject, valueSha } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { Judgement } from "../../gate.ts";
import { assessedOf, brief, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const NOW = "2026-11-21T09:00:00Z";

interface Levels {
  observed?: JsonObject;
  targets?: JsonObject;
  lane?: string;
  more?: JsonObject;
}

function judged({ observed = {}, targets = {}, lane = "L2", more = {} }: Levels, flags = DEFAULT_FLAGS): Judgement {
  const performance = {
    observed: { observed_at: "2026-11-20T09:00:00Z", ...observed },
    sla_targets: { latency_p95_ms: 100, availability: 99.5, ...targets },
  };
  const module = assessedOf({ performance, tags: lane === "" ? [] : [`lane:${lane}`], ...more }, [], flags);
  return gate.judge({ assessments: [module], manifests: manifestsOf(), now: NOW }, flags);
}

const levels = (p95: number, availability: number) => ({ latency_p95_ms: p95, availability });

describe("slo", () => {
  it("holds at the targets themselves, and counts each", () => {
    expect(judged({ observed: levels(100, 99.5) })).toMatchObject({ findings: [], measured: 2 });
  });

  it("is broken just beyond them, each by itself", () => {
    const both = judged({ observed: levels(100.01, 99.49) });
    expect(brief(both)).toEqual([
      "latency-above-target /performance/observed/latency_p95_ms",
      "availability-below-target /performance/observed/availability",
    ]);
    expect(new Set(both.findings.map(({ subject }) => subject)).size).toBe(2);
    expect(judged({ observed: levels(101, 99.5) }).findings).toMatchObject([
      { line: 6, column: 25, module: "billing" },
    ]);
  });

  it("asks nothing of p99", () => {
    const observed = { ...levels(1, 100), latency_p99_ms: 900 };
    expect(judged({ observed, targets: { latency_p99_ms: 200 } })).toMatchObject({ findings: [], measured: 2 });
  });

  it("measures only where there are both", () => {
    expect(judged({ observed: { latency_p95_ms: 1 } })).toMatchObject({ measured: 1, unmeasured: [] });
    expect(judged({ observed: {} })).toMatchObject({ findings: [], measured: 0, unmeasured: [] });
  });

  it.each(["2026-11-07T08:59:59Z", "2026-11-22T09:00:01Z"])("leaves to freshness what is dated %s", (observed_at) => {
    const stale = judged({ observed: { ...levels(900, 1), observed_at } });
    expect(stale).toMatchObject({ findings: [], measured: 0, unmeasured: [] });
    expect(stale.inapplicable).toContain("one measurement is not fresh");
  });

  it("judges an old measurement where nothing asks for a fresh one", () => {
    const flags = { ...DEFAULT_FLAGS, freshness_lanes: [] };
    const observed = { ...levels(900, 100), observed_at: "2026-01-01T00:00:00Z" };
    expect(judged({ observed }, flags).findings).toHaveLength(1);
  });

  it("asks only the lanes that have service levels, and no lane is L2", () => {
    expect(judged({ observed: levels(900, 1), lane: "L1" })).toMatchObject({ findings: [], measured: 0 });
    expect(judged({ observed: levels(900, 1), lane: "" }).findings).toHaveLength(2);
    const flags = { ...DEFAULT_FLAGS, slo_lanes: ["L3" as const] };
    expect(judged({ observed: levels(900, 1), lane: "" }, flags).measured).toBe(0);
  });

  it("cannot tell what has no date, nor what cannot be read", () => {
    expect(judged({ observed: { ...levels(1, 100), observed_at: null } })).toMatchObject({
      measured: 0,
      unmeasured: ["billing/module.manifest.json does not say when its performance was observed"],
    });
    const unreadable = [{ code: "E_JSON", severity: "error", file: "a", message: "a is no JSON", fix: "" }] as const;
    const facts = { assessments: [], manifests: { modules: [], unreadable }, now: NOW };
    expect(gate.judge(facts, DEFAULT_FLAGS).unmeasured).toHaveLength(1);
  });

  it("hands back first what a person set, and only that", () => {
    const observed = { observed_at: "2026-11-20T09:00:00Z", ...levels(900, 1) };
    const entry = { provenance: ["bench:bench/manifest/billing.json"], value_sha: valueSha(observed) };
    const fixes = (more: JsonObject) => judged({ observed, more }).findings.map(({ fix }) => fix.includes("t4 accept"));
    expect(fixes({})).toEqual([true, true]);
    expect(fixes({ _provenance: { "performance.observed": entry } })).toEqual([false, false]);
  });
});
