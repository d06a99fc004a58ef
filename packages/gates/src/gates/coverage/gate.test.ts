import type { JsonObject } from "@t4/core";
import { valueSha } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { Judgement } from "../../gate.ts";
import { assessedOf, brief, judge, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const TEST = "billing/test_charge.py";
const AT = "2026-11-20T09:00:00Z";

function judged(manifest: JsonObject, files: string[] = [TEST]): Judgement {
  return judge(gate, { assessments: [assessedOf(manifest, files)], manifests: manifestsOf() });
}

const covered = (coverage_observed: number, more: JsonObject = {}) => ({
  testing: { coverage_observed, observed_at: AT, ...more },
});

describe("coverage", () => {
  it.each([
    ["L0", 70],
    ["L3", 85],
    ["L5", 90],
  ])("is held to the target of lane %s, %i %", (lane, target) => {
    const tags = [`lane:${lane}`];
    expect(judged({ tags, ...covered(target) })).toMatchObject({ findings: [], measured: 1 });
    const { findings } = judged({ tags, ...covered(target - 0.01) });
    expect(findings).toMatchObject([{ code: "below-target", pointer: "/testing/coverage_observed" }]);
    expect(findings[0]?.message).toContain(`that of lane ${lane} ${target} %`);
  });

  it("is held to that of L2 without a lane", () => {
    expect(judged(covered(80)).findings).toEqual([]);
    expect(judged(covered(79)).findings[0]?.message).toContain("without lane (L2) 80 %");
  });

  it("is held to the module's own target before any lane's", () => {
    expect(judged({ tags: ["lane:L5"], ...covered(70, { coverage_target: 70 }) }).findings).toEqual([]);
    expect(judged({ tags: ["lane:L0"], ...covered(94, { coverage_target: 95 }) }).findings).toHaveLength(1);
  });

  it("offers to lower a target only where a person set it", () => {
    const manifest = covered(50, { coverage_target: 80 });
    const entry = { provenance: ["policy:lane:L2"], value_sha: valueSha(80) };
    const policy = { ...manifest, _provenance: { "testing.coverage_target": entry } };
    expect(judged(manifest).findings[0]?.fix).toContain("lower");
    expect(judged(policy).findings[0]?.fix).not.toContain("lower");
    expect(judged(covered(50)).findings[0]?.fix).not.toContain("lower");
  });

  it("must be measured where there are tests", () => {
    expect(brief(judged({ testing: { coverage_target: 70 } }))).toEqual(["unmeasured /testing/coverage_observed"]);
    expect(judged({ testing: { coverage_observed: "91" } }).findings).toMatchObject([{ code: "unmeasured" }]);
  });

  it("is asked of no module without tests or measurement", () => {
    expect(judged({ testing: { coverage_target: 95 } }, [])).toMatchObject({ findings: [], measured: 0 });
    expect(judged(covered(10), []).findings).toHaveLength(1);
  });

  it("cannot pass over a manifest that cannot be read", () => {
    const unreadable = [{ code: "E_JSON", severity: "error", file: "a", message: "a is no JSON", fix: "" }] as const;
    const facts = { assessments: [], manifests: { modules: [], unreadable } };
    expect(judge(gate, facts)).toMatchObject({ measured: 0, unmeasured: [expect.any(String)] });
  });
});
