import { DEFAULT_FLAGS } from "@t4/contracts";
import { describe, expect, it } from "vitest";
import { extractTargets, policyTargets } from "./targets.ts";

describe("extractTargets", () => {
  it("gives what policy sets for the lane", () => {
    expect(extractTargets("L3", DEFAULT_FLAGS)).toMatchObject([
      {
        field: "performance.sla_targets",
        outcome: "signal",
        signal: {
          value: { latency_p95_ms: 100, availability: 99.9 },
          provenance: ["policy:lane:L3"],
          confidence: "high",
          reasons: ["lane:own"],
        },
      },
      { field: "testing.coverage_target", outcome: "signal", signal: { value: 85, provenance: ["policy:lane:L3"] } },
    ]);
  });

  it("holds a module without a lane to L2 and says so", () => {
    const [sla, coverage] = extractTargets(undefined, DEFAULT_FLAGS);
    expect(sla).toMatchObject({ signal: { value: { latency_p95_ms: 250 }, provenance: ["policy:lane:L2"] } });
    expect(coverage).toMatchObject({ signal: { value: 80, reasons: ["lane:default"] } });
  });

  it("gives no service level where policy sets none", () => {
    for (const sla_policy of [{}, { L1: {} }]) {
      const [sla, coverage] = extractTargets("L1", { ...DEFAULT_FLAGS, sla_policy });
      expect(sla?.outcome).toBe("absent");
      expect(coverage?.outcome).toBe("signal");
      expect(policyTargets("L1", { ...DEFAULT_FLAGS, sla_policy })).toBeUndefined();
    }
  });

  it("cites the policy's values: another value has another hash", () => {
    const shas = [DEFAULT_FLAGS, { ...DEFAULT_FLAGS, sla_policy: { L3: { latency_p95_ms: 99 } } }].map((flags) => {
      const [sla] = extractTargets("L3", flags);
      return sla?.outcome === "signal" ? sla.signal.source_sha : undefined;
    });
    expect(shas[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(shas[0]).not.toBe(shas[1]);
  });
});
