import type { JsonObject, JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { judgeSlo, type SloPart } from "./slo.ts";
import { assessed, manifestWith, NOW, soundManifest } from "./test-input.ts";

const rowOf = (manifest: JsonObject, asOf = NOW) => judgeSlo(assessed(manifest), asOf);

/** The status of one part when its observation, or target, is this. */
function statusOf(what: SloPart["what"], path: string, value: JsonValue): string | undefined {
  return rowOf(manifestWith(path, value))?.parts.find((part) => part.what === what)?.status;
}

describe("a row", () => {
  it("tells lane, targets, observations and the age of the oldest measurement", () => {
    expect(rowOf(soundManifest())).toMatchObject({
      name: "billing",
      lane: "L3",
      p95: { target: 100, observed: 80 },
      coverage: { target: 85, observed: 91.96 },
      status: "met",
      age: { at: "2026-11-18T02:00:00Z", days: 3, isStale: false },
    });
  });

  it.each([
    ["a module of which nothing is told", { module: "billing", tags: ["lane:L3"] }, undefined],
    ["one with a target only", { performance: { sla_targets: { latency_p95_ms: 5 } } }, "unmeasured"],
    ["one with a coverage target only", { testing: { coverage_target: 80 } }, "unmeasured"],
    ["one with an observation only", { performance: { observed: { latency_p50_ms: 5 } } }, "unmeasured"],
    ["one with coverage only", { testing: { coverage_observed: 81, observed_at: "2026-11-20T00:00:00Z" } }, "met"],
  ])("%s", (_, manifest, status) => {
    expect(rowOf(manifest)?.status).toBe(status);
  });

  it("is never met while something that has a target was not measured", () => {
    expect(rowOf(manifestWith("testing.coverage_observed", undefined))).toMatchObject({ status: "unmeasured" });
    expect(rowOf(manifestWith("performance.observed", undefined))).toMatchObject({ status: "unmeasured" });
  });

  it("is as bad as its worst part", () => {
    const manifest = manifestWith("performance.observed.latency_p95_ms", 105);
    expect(rowOf(manifest)?.status).toBe("near");
    (manifest["testing"] as JsonObject)["coverage_observed"] = 10;
    expect(rowOf(manifest)?.status).toBe("missed");
  });
});

describe("a part", () => {
  it.each([
    ["p95", "performance.observed.latency_p95_ms", 100, "met"],
    ["p95", "performance.observed.latency_p95_ms", 100.001, "near"],
    ["p95", "performance.observed.latency_p95_ms", 110, "near"],
    ["p95", "performance.observed.latency_p95_ms", 110.001, "missed"],
    ["coverage", "testing.coverage_observed", 85, "met"],
    ["coverage", "testing.coverage_observed", 84.999, "near"],
    ["coverage", "testing.coverage_observed", 76.5, "near"],
    ["coverage", "testing.coverage_observed", 76.499, "missed"],
    ["availability", "performance.observed.availability", 99.9, "met"],
    ["availability", "performance.observed.availability", 99.89, "near"],
    ["availability", "performance.observed.availability", 99.88, "missed"],
    ["p99", "performance.sla_targets.latency_p99_ms", 90.5, "met"],
    ["p99", "performance.sla_targets.latency_p99_ms", 80, "missed"],
  ] as const)("%s with %s %f is %s", (what, path, value, status) => {
    expect(statusOf(what, path, value)).toBe(status);
  });

  it("takes a tenth over a fraction for a tenth", () => {
    const manifest = manifestWith("performance.sla_targets.latency_p95_ms", 0.7);
    ((manifest["performance"] as JsonObject)["observed"] as JsonObject)["latency_p95_ms"] = 0.77;
    expect(rowOf(manifest)?.status).toBe("near");
  });

  it("is left out where only one of target and measurement exists, but for p95 and coverage", () => {
    expect(rowOf(soundManifest())?.parts.map(({ what }) => what)).toEqual(["p95", "coverage"]);
  });
});

describe("a measurement", () => {
  it("goes stale after the days that the flags allow, and not a second before", () => {
    expect(rowOf(soundManifest(), "2026-12-02T02:00:00Z")?.status).toBe("met");
    expect(rowOf(soundManifest(), "2026-12-02T02:00:01Z")?.status).toBe("stale");
  });

  it("that misses its target still misses it when it is old", () => {
    const slow = manifestWith("performance.observed.latency_p95_ms", 200);
    expect(rowOf(slow, "2027-12-02T02:00:00Z")?.status).toBe("missed");
  });

  it("never goes stale in a lane that asks for no fresh ones", () => {
    const early = manifestWith("tags", ["lane:L0"]);
    expect(rowOf(early, "2027-12-02T02:00:00Z")).toMatchObject({ status: "met", age: { days: 379 } });
  });

  it.each([
    ["without a date", undefined, null],
    ["dated ahead", "2026-11-23T09:00:00Z", -2],
  ])("%s is not fresh", (_, at, days) => {
    const row = rowOf(manifestWith("testing.observed_at", at));
    expect(row).toMatchObject({ status: "stale" });
    expect(row?.parts.at(-1)?.age?.days).toBe(days);
  });
});
