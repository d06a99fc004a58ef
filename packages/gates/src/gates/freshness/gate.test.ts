import { DEFAULT_FLAGS } from "@t4/contracts";
import { type JsonObject, valueSha } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { Judgement } from "../../gate.ts";
import { assessedOf, brief, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const NOW = "2026-11-21T09:00:00Z";
const FRESH = "2026-11-20T09:00:00Z";

function judged({ bench = FRESH, cov = FRESH, lane = "L2", more = {} as JsonObject }): Judgement {
  const manifest = {
    performance: { observed: { latency_p95_ms: 1, observed_at: bench } },
    testing: { coverage_observed: 91, observed_at: cov },
    tags: lane === "" ? [] : [`lane:${lane}`],
    ...more,
  };
  return gate.judge({ assessments: [assessedOf(manifest)], manifests: manifestsOf(), now: NOW }, DEFAULT_FLAGS);
}

describe("freshness", () => {
  it("takes what is as old as is allowed, to the second", () => {
    expect(judged({ bench: "2026-11-07T09:00:00Z" })).toMatchObject({ findings: [], measured: 2, unmeasured: [] });
    expect(brief(judged({ bench: "2026-11-07T08:59:59Z" }))).toEqual(["stale /performance/observed/observed_at"]);
  });

  it("judges coverage and performance each by itself, where each stands", () => {
    const both = judged({ bench: "2026-10-01T00:00:00Z", cov: "2026-10-01T00:00:00Z" });
    expect(both.findings).toMatchObject([
      { code: "stale", line: 6, column: 22, fix: expect.stringContaining("`t4 bench billing`") },
      { code: "stale", line: 14, column: 20, fix: expect.stringContaining("`t4 cov billing`") },
    ]);
    expect(new Set(both.findings.map(({ subject }) => subject)).size).toBe(2);
  });

  it("cannot tell the age of what has no time", () => {
    const undated = { performance: { observed: { latency_p95_ms: 1 } }, testing: { coverage_observed: 91 } };
    const { measured, unmeasured } = judged({ more: undated });
    expect({ measured, unmeasured }).toEqual({
      measured: 0,
      unmeasured: [
        expect.stringContaining("performance.observed does not say when"),
        expect.stringContaining("testing.coverage_observed does not say when"),
      ],
    });
    expect(judged({ more: undated, lane: "" }).unmeasured).toHaveLength(2);
    expect(judged({ more: { ...undated, tags: ["lane:L1"] } }).unmeasured).toEqual([]);
  });

  it("forgives a clock that is a day ahead, and no more", () => {
    expect(judged({ cov: "2026-11-22T09:00:00Z" }).findings).toEqual([]);
    expect(brief(judged({ cov: "2026-11-22T09:00:01Z" }))).toEqual(["future /testing/observed_at"]);
  });

  it("asks only lanes that have to be fresh, and no lane is L2", () => {
    const old = { bench: "2026-01-01T00:00:00Z" };
    expect(judged({ ...old, lane: "L1" })).toMatchObject({ findings: [], measured: 0 });
    expect(judged({ ...old, lane: "" }).findings).toHaveLength(1);
  });

  it("has nothing to ask where nothing was measured", () => {
    expect(judged({ more: { performance: {}, testing: { observed_at: "2026-01-01T00:00:00Z" } } })).toMatchObject({
      findings: [],
      measured: 0,
    });
  });

  it("hands back first what a person set, and only that", () => {
    const old = { bench: "2026-01-01T00:00:00Z" };
    const value = { latency_p95_ms: 1, observed_at: old.bench };
    const entry = { provenance: ["bench:bench/manifest/billing.json"], value_sha: valueSha(value) };
    const tools = { _provenance: { "performance.observed": entry } };
    expect(judged(old).findings[0]?.fix).toContain("`t4 accept billing performance.observed`");
    expect(judged({ ...old, more: tools }).findings[0]?.fix).toBe("Measure again: `t4 bench billing`");
  });

  it("cannot pass over a manifest that cannot be read", () => {
    const unreadable = [{ code: "E_JSON", severity: "error", file: "a", message: "a is no JSON", fix: "" }] as const;
    const facts = { assessments: [], manifests: { modules: [], unreadable }, now: NOW };
    expect(gate.judge(facts, DEFAULT_FLAGS).unmeasured).toHaveLength(1);
  });
});
