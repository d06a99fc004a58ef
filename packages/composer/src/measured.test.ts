import { AT_EXTRACTION, type FieldOutcome, type JsonObject } from "@t4/core";
import { describe, expect, it } from "vitest";
import { compose } from "./compose.ts";
import { MEASURED_BY_COV } from "./measured.ts";
import { inputOf, LATER, manifestOf, NOW, outcomeOf, SHA } from "./test-input.ts";

const REPORT = { provenance: ["coverage:coverage.xml"], reasons: ["lines:8/10"], source_sha: SHA.b };
const report = (date: string, given: object = {}): FieldOutcome[] => [
  outcomeOf("testing.coverage_observed", 80, { ...REPORT, ...given }),
  outcomeOf("testing.observed_at", date, { ...REPORT, ...given }),
];

/** A manifest whose coverage a command wrote at {@link NOW}. */
function measured(given: object = {}): JsonObject {
  const evidence = { provenance: ["coverage:pytest-cov"], reasons: ["lines:9/10", MEASURED_BY_COV], ...given };
  const outcomes = [
    outcomeOf("testing.coverage_observed", 90, evidence),
    outcomeOf("testing.observed_at", NOW, evidence),
  ];
  const { manifest, problems } = compose(inputOf(manifestOf({}), outcomes, { collected: true }));
  expect(problems).toEqual([]);
  return manifest;
}

const enriched = (manifest: JsonObject, outcomes: FieldOutcome[]) =>
  compose(inputOf(manifest, outcomes, { now: LATER })).manifest;

describe("what a command measured", () => {
  it.each(["2026-11-20T09:00:00Z", NOW, AT_EXTRACTION])("outlasts another report of %s", (date) => {
    const manifest = measured();
    expect(enriched(manifest, report(date))).toBe(manifest);
  });

  it("gives way to a report that says it is later", () => {
    const testing = { coverage_observed: 80, observed_at: "2026-11-22T09:00:00Z" };
    expect(enriched(measured(), report(testing.observed_at))).toMatchObject({ testing });
  });

  it("outlasts the very report that it came from, and not that report with other bytes", () => {
    const manifest = measured({ provenance: REPORT.provenance, source_sha: SHA.b });
    expect(enriched(manifest, report(AT_EXTRACTION))).toBe(manifest);
    const testing = { coverage_observed: 80, observed_at: LATER };
    expect(enriched(manifest, report(AT_EXTRACTION, { source_sha: SHA.a }))).toMatchObject({ testing });
  });

  it("does not outlast what enrichment found by itself", () => {
    const manifest = enriched(manifestOf({}), report(NOW));
    const other = report("2026-11-01T09:00:00Z", { provenance: ["coverage:lcov.info"], source_sha: SHA.a });
    expect(enriched(manifest, other)).not.toBe(manifest);
  });

  it("is replaced by the next measurement, whatever its date", () => {
    const outcomes = report("2020-01-01T00:00:00Z");
    const { manifest } = compose(inputOf(measured(), outcomes, { collected: true, now: LATER }));
    expect(manifest).toMatchObject({ testing: { coverage_observed: 80, observed_at: "2020-01-01T00:00:00Z" } });
  });

  it("claims no other field for a person", () => {
    const tags = manifestOf({ features: ["payments.dunning"] });
    const { changes } = compose(inputOf(tags, report(NOW), { collected: true }));
    expect(changes.map(({ field }) => field)).toEqual(["testing.coverage_observed", "testing.observed_at"]);
  });

  it("leaves what a person set, and says what it would be", () => {
    const own = manifestOf({ testing: { coverage_observed: 95, observed_at: NOW } });
    const { manifest, conflicts } = compose(inputOf(own, report(NOW), { collected: true, actor: "a@example.org" }));
    expect(manifest).toMatchObject({ testing: { coverage_observed: 95 } });
    expect(conflicts).toMatchObject([{ field: "testing.coverage_observed", current: 95, proposed: 80 }]);
  });
});
