import { type FieldOutcome, type JsonObject } from "@t4/core";
import { describe, expect, it } from "vitest";
import { compose } from "./compose.ts";
import { getField } from "./field-path.ts";
import { absent, inputOf, LATER, manifestOf, NOW, outcomeOf, SHA, withheld } from "./test-input.ts";

const REPORTED = "2026-10-01T00:00:00Z";
const coverage = (value: number, given = {}): FieldOutcome => outcomeOf("testing.coverage_observed", value, given);
const dated = outcomeOf("testing.observed_at", REPORTED, { confidence: "low" });
const policy = (p95: number, given = {}): FieldOutcome =>
  outcomeOf("performance.sla_targets", { latency_p95_ms: p95 }, { provenance: ["policy:lane:L2"], ...given });
const testingOf = (manifest: JsonObject): unknown => manifest["testing"];

describe("observed coverage and its date", () => {
  it("are written together: the report's date, else the time of extraction", () => {
    expect(testingOf(compose(inputOf(manifestOf({}), [coverage(91), dated])).manifest)).toEqual({
      coverage_observed: 91,
      observed_at: REPORTED,
    });
    const undated = compose(inputOf(manifestOf({}), [coverage(91)]));
    expect(testingOf(undated.manifest)).toEqual({ coverage_observed: 91, observed_at: NOW });
    expect(undated.problems).toEqual([]);
    expect(compose(inputOf(undated.manifest, [coverage(91)], { now: LATER })).manifest).toBe(undated.manifest);
    expect(undated.changes.map((change) => change.field)).toEqual(["testing.coverage_observed", "testing.observed_at"]);
  });

  it("go together, and stay together when withheld", () => {
    const { manifest } = compose(inputOf(manifestOf({}), [coverage(91), dated]));
    for (const date of [dated, absent("testing.observed_at"), withheld("testing.observed_at")]) {
      expect(compose(inputOf(manifest, [absent("testing.coverage_observed"), date])).manifest).toEqual(manifestOf({}));
      const kept = compose(inputOf(manifest, [coverage(50, { confidence: "low" }), date]));
      expect(kept.manifest).toBe(manifest);
      expect(kept.withheld.map((each) => each.field)).toEqual(["testing.coverage_observed"]);
    }
    expect(compose(inputOf(manifest, [dated])).manifest).toBe(manifest);
  });

  it("are both a person's when one is", () => {
    const { manifest } = compose(inputOf(manifestOf({}), [coverage(91), dated]));
    const edited = { ...manifest, testing: { coverage_observed: 80, observed_at: REPORTED } };
    const composed = compose(inputOf(edited, [coverage(92), outcomeOf("testing.observed_at", LATER)]));
    expect(testingOf(composed.manifest)).toEqual({ coverage_observed: 80, observed_at: REPORTED });
    expect(composed.conflicts).toEqual([
      expect.objectContaining({ field: "testing.coverage_observed", current: 80, proposed: 92 }),
    ]);
    const entries = composed.manifest["_provenance"] as JsonObject;
    for (const field of Object.keys(entries)) expect(entries[field]).toMatchObject({ provenance: ["human:unknown"] });
  });

  it.each<JsonObject>([{ coverage_observed: 80 }, { observed_at: REPORTED }])(
    "replace half of a pair, but only with a signal: %j",
    (testing) => {
      const manifest = manifestOf({ testing });
      const composed = compose(inputOf(manifest, [coverage(91), dated]));
      expect(testingOf(composed.manifest)).toEqual({ coverage_observed: 91, observed_at: REPORTED });
      expect(compose(inputOf(manifest, [absent("testing.coverage_observed")])).manifest).toBe(manifest);
    },
  );

  it("mend a pair of which a person removed half", () => {
    const { manifest } = compose(inputOf(manifestOf({}), [coverage(91), dated]));
    const halves: JsonObject[] = [{ coverage_observed: 91 }, { observed_at: REPORTED }];
    for (const testing of halves) {
      expect(compose(inputOf({ ...manifest, testing }, [coverage(91), dated])).manifest).toEqual(manifest);
      expect(compose(inputOf({ ...manifest, testing }, [absent("testing.coverage_observed")])).manifest).toEqual(
        manifestOf({}),
      );
    }
  });
});

describe("targets from policy", () => {
  const first = compose(inputOf(manifestOf({}), [policy(250)]));

  it("are dated by their last write, not by their evidence", () => {
    expect(first.manifest["performance"]).toEqual({ sla_targets: { latency_p95_ms: 250 }, derived_at: NOW });
    expect(first.problems).toEqual([]);
    const again = compose(inputOf(first.manifest, [policy(250, { source_sha: SHA.b })], { now: LATER }));
    expect(getField(again.manifest, "performance.derived_at")).toBe(NOW);
    const other = compose(inputOf(first.manifest, [policy(100)], { now: LATER }));
    expect(other.manifest["performance"]).toEqual({ sla_targets: { latency_p95_ms: 100 }, derived_at: LATER });
    const undated = { ...first.manifest, performance: { sla_targets: { latency_p95_ms: 250 } } };
    expect(getField(compose(inputOf(undated, [policy(250)], { now: LATER })).manifest, "performance.derived_at")).toBe(
      LATER,
    );
  });

  it("give way to a person's without a dispute, and take their date along", () => {
    const mine = { sla_targets: { latency_p95_ms: 300 }, derived_at: NOW };
    const composed = compose(inputOf({ ...first.manifest, performance: mine }, [policy(250)]));
    expect(composed.manifest["performance"]).toEqual({ sla_targets: mine.sla_targets });
    expect(composed.conflicts).toEqual([]);
    expect(Object.keys(composed.manifest["_provenance"] as JsonObject)).toEqual(["performance.sla_targets"]);
    const target = outcomeOf("testing.coverage_target", 80, { provenance: ["policy:lane:L2"] });
    const kept = compose(inputOf(manifestOf({ testing: { coverage_target: 95 } }), [target]));
    expect(kept).toMatchObject({ conflicts: [], manifest: { testing: { coverage_target: 95 } } });
  });

  it("go when policy has none any more, and stay when withheld", () => {
    expect(compose(inputOf(first.manifest, [absent("performance.sla_targets")])).manifest).toEqual(manifestOf({}));
    expect(compose(inputOf(first.manifest, [withheld("performance.sla_targets")])).manifest).toBe(first.manifest);
  });
});
