import { describe, expect, it } from "vitest";
import { attributeChanges } from "./ledger-changes.ts";

const AUTHORS = [
  { field: "features", extractor: "features", confidence: "high" as const },
  { field: "performance.observed", extractor: "performance", confidence: "medium" as const },
];
const FALLBACK = { extractor: "composer", confidence: "high" as const };
const attribute = (before: object, after: object) =>
  attributeChanges(before as never, after as never, AUTHORS, FALLBACK).map(({ field, extractor, confidence }) => ({
    field,
    extractor,
    confidence,
  }));

describe("attributeChanges", () => {
  it("names the extractor of a field, and of what lies below it", () => {
    expect(attribute({ features: ["a"] }, { features: ["b"] })).toEqual([
      { field: "/features", extractor: "features", confidence: "high" },
    ]);
    const before = { performance: { observed: { samples: 1 }, x_note: "" } };
    const after = { performance: { observed: { samples: 2 }, x_note: "" } };
    expect(attribute(before, after)).toEqual([
      { field: "/performance/observed/samples", extractor: "performance", confidence: "medium" },
    ]);
  });

  it("gives a field's evidence to the field's extractor", () => {
    const before = { _provenance: { "performance.observed": { confidence: "low" } } };
    const after = { _provenance: { "performance.observed": { confidence: "high" } } };
    expect(attribute(before, after)).toEqual([
      { field: "/_provenance/performance.observed/confidence", extractor: "performance", confidence: "medium" },
    ]);
  });

  it("falls back for what nobody claims", () => {
    expect(attribute({ module: "a", featuresque: 1 }, { module: "b", featuresque: 2 })).toEqual([
      { field: "/featuresque", ...FALLBACK },
      { field: "/module", ...FALLBACK },
    ]);
    expect(attribute({}, {})).toEqual([]);
  });
});
