import { DEFAULT_FLAGS } from "@t4/contracts";
import type { JsonObject } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { Judgement } from "../../gate.ts";
import { assessedOf, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const NOW = "2026-11-21T09:00:00Z";
const TESTS = ["billing/test_charge.py"];

/** A manifest that lacks nothing, of a module without code. */
const SOUND: JsonObject = {
  features: ["payments.refunds"],
  tags: ["lane:L2"],
  performance: {
    observed: { latency_p95_ms: 9, observed_at: "2026-11-20T09:00:00Z" },
    sla_targets: { latency_p95_ms: 100 },
  },
  testing: { coverage_observed: 85, observed_at: "2026-11-20T09:00:00Z" },
  _provenance: { features: { provenance: ["claude.me#L1"] } },
};

function judged(more: JsonObject, { now = NOW, flags = DEFAULT_FLAGS, files = TESTS } = {}): Judgement {
  const assessments = [assessedOf({ ...SOUND, ...more }, files)];
  return gate.judge({ assessments, manifests: manifestsOf(), now }, flags);
}

const minimum = (L2: number) => ({ flags: { ...DEFAULT_FLAGS, min_mqi: { L2 } } });

describe("mqi", () => {
  it("holds at the minimum itself", () => {
    expect(judged({}, minimum(100))).toMatchObject({ findings: [], measured: 1 });
  });

  it("is broken below it, and says by what", () => {
    const { findings } = judged({ features: ["mail"] });
    expect(findings).toMatchObject([{ code: "below-minimum", module: "billing", pointer: "/features" }]);
    expect(findings[0]?.message).toContain(`the MQI is 82.35, the minimum of lane L2 90; missing: "mail" is not`);
  });

  it("asks for no more than the minimum takes", () => {
    const lacking = { features: [], testing: {} };
    expect(judged(lacking, minimum(80)).findings[0]?.fix).not.toContain("t4 cov");
    expect(judged(lacking, minimum(100)).findings[0]?.fix).toMatch(
      /`t4 enrich --module billing`, then `t4 cov billing`/,
    );
  });

  it("gives a module without Python a fix that can be followed, and what can be mended first", () => {
    const files = [...TESTS, "billing/index.ts"];
    expect(judged({}, { files }).findings[0]?.fix).toBe(
      "Lower min_mqi of the lane in schemas/flags.json, or waive the finding of the gate mqi in t4.waivers.json.",
    );
    expect(judged({ features: [] }, { ...minimum(85), files }).findings[0]?.fix).toMatch(
      /^Name the features .* run `t4 enrich --module billing`\.$/,
    );
    expect(judged({}, { files: [...files, "billing/x.py"] }).findings[0]?.fix).toContain("Document each public");
  });

  it("lists the first needs, and how many more there are", () => {
    const apis = Object.fromEntries(["a", "b", "c", "d", "e"].map((name) => [name, { import_verified: true }]));
    expect(judged({ apis }).findings[0]?.message).toMatch(/a needs .*; b needs .*; c needs .*; 2 more$/);
  });

  it("is of now: what was fresh does not stay so", () => {
    expect(judged({}).findings).toEqual([]);
    const [finding] = judged({}, { now: "2026-12-21T09:00:00Z" }).findings;
    expect(finding?.pointer).toBe("/performance/observed/observed_at");
    expect(finding?.fix).toMatch(/`t4 bench billing`.*`t4 cov billing`/);
  });

  it("measures anew what the module is ready for, where nothing was measured", () => {
    const unmeasured = { testing: {}, performance: { sla_targets: { latency_p95_ms: 100 } } };
    expect(judged(unmeasured).findings[0]?.fix).toContain("`t4 cov billing`");
    expect(judged(unmeasured, { files: [] }).findings[0]?.fix).toContain("`t4 bench billing`");
  });

  it("asks nothing of a lane without minimum, and of no lane what L2 is asked", () => {
    expect(judged({ features: [], tags: ["lane:L1"] })).toMatchObject({ findings: [], measured: 0 });
    expect(judged({ features: [], tags: [] }).findings).toHaveLength(1);
    const none = { flags: { ...DEFAULT_FLAGS, min_mqi: {} } };
    expect(judged({ features: [] }, none)).toMatchObject({ measured: 0, inapplicable: "no lane has a minimum" });
  });

  it("points at what is pending", () => {
    const [finding] = judged({ apis_pending: { charge: { reason: "docs:missing" } } }).findings;
    expect(finding).toMatchObject({ pointer: "/apis_pending" });
  });
});
