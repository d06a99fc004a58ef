import type { JsonObject } from "@t4/core";
import { describe, expect, it } from "vitest";
import { readFields } from "./fields.ts";
import { manifestWith, soundManifest } from "./test-input.ts";

describe("readFields", () => {
  it("reads what is there", () => {
    expect(readFields(soundManifest())).toMatchObject({
      status: "stable",
      lane: "L3",
      tags: ["domain:payments", "lane:L3"],
      owners: ["@aurora/payments"],
      features: ["payments.dunning", "payments.refunds"],
      apis: [{ name: "charge", verified: true, documented: true }],
      pendingApis: [],
      coverage: { observed: 91.96, target: 85, observedAt: "2026-11-18T10:00:00Z" },
      targets: { p95: 100, p99: null, availability: 99.9 },
      observed: { p50: 20, p95: 80, p99: 90.5, availability: null, at: "2026-11-18T02:00:00Z" },
    });
  });

  it.each<JsonObject>([
    {},
    { metadata: [], tags: "lane:L2", apis: [1], apis_pending: { a: 1 }, testing: null, performance: 7 },
  ])("takes what is missing or of another kind for absent: %j", (manifest) => {
    expect(readFields(manifest)).toMatchObject({
      description: null,
      status: null,
      lane: undefined,
      tags: [],
      owners: [],
      coverage: { observed: null, target: null, observedAt: null },
      targets: { p95: null },
      observed: { p95: null, at: null },
    });
  });

  it.each([-1, 100.1, "90", null])("takes a coverage of %j for none", (value) => {
    expect(readFields(manifestWith("testing.coverage_observed", value)).coverage.observed).toBeNull();
  });

  it.each([
    ["2026-11-18T04:00:00.900+02:00", "2026-11-18T02:00:00Z"],
    ["2026-11-18", null],
    ["2026-02-30T25:00:00Z", null],
    ["0000-01-01T00:00:00+23:00", null],
  ])("gives the time %s as %s", (text, instant) => {
    expect(readFields(manifestWith("testing.observed_at", text)).coverage.observedAt).toBe(instant);
  });

  it("names the team where nobody owns the code", () => {
    expect(readFields(manifestWith("ownership.codeowners", [])).owners).toEqual(["payments"]);
    expect(readFields(manifestWith("ownership.codeowners", ["@b", "@a", "@b"])).owners).toEqual(["@a", "@b"]);
  });

  it("takes the lane of the first tag, else of matrix.lane", () => {
    expect(readFields(manifestWith("tags", ["lane:l4-x", "lane:L2"])).lane).toBe("L4");
    expect(readFields({ matrix: { lane: "L1" } }).lane).toBe("L1");
  });

  it("sees no inherited name", () => {
    expect(
      readFields({ constructor: {}, __proto__: { description: "inherited" } } as JsonObject).description,
    ).toBeNull();
  });
});
