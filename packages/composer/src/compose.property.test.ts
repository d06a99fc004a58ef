import { AT_EXTRACTION, type FieldOutcome, type JsonObject, type JsonValue } from "@t4/core";
import { validateManifest } from "@t4/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compose } from "./compose.ts";
import { getField } from "./field-path.ts";
import { leaderOf } from "./fields.ts";
import { ownerOf } from "./owner.ts";
import { acceptField, claimEdits } from "./ownership-edits.ts";
import { isEmpty } from "./same-json.ts";
import { absent, DESCRIPTION, inputOf, LATER, manifestOf, NOW, outcomeOf, SHA, withheld } from "./test-input.ts";

const VALUES: Record<string, JsonValue[]> = {
  features: [["payments.dunning"], ["payments.dunning", "payments.idempotency"], ["unknown"], []],
  components: [["Ledger"], ["Invoicer", "Ledger"], [""]],
  description: [DESCRIPTION, `${DESCRIPTION} More.`, "Short."],
  "performance.sla_targets": [{ latency_p95_ms: 250 }, { latency_p95_ms: 100 }],
  "performance.observed": [
    { samples: 30, observed_at: AT_EXTRACTION },
    { samples: 31, observed_at: NOW },
  ],
  "testing.coverage_target": [80, 90],
  "testing.coverage_observed": [80, 91.5],
  "testing.observed_at": [NOW, AT_EXTRACTION],
};
const FIELDS = Object.keys(VALUES);

const anyField = fc.constantFrom(...FIELDS);
const valueOf = (field: string): fc.Arbitrary<JsonValue> => fc.constantFrom(...(VALUES[field] as JsonValue[]));
const anyOutcome: fc.Arbitrary<FieldOutcome> = anyField.chain((field) =>
  fc.oneof(
    fc.constant(absent(field)),
    fc.constant(withheld(field)),
    fc
      .record({
        value: valueOf(field),
        source_sha: fc.constantFrom(SHA.a, SHA.b),
        confidence: fc.constantFrom("high" as const, "medium" as const, "low" as const),
        provenance: fc.constantFrom("claude.me#L8", "claude.me#L9", "policy:lane:L2").map((cited) => [cited]),
      })
      .map(({ value, ...given }) => outcomeOf(field, value, given)),
  ),
);
const anyOutcomes = fc.array(anyOutcome, { maxLength: 8 });

function isValid(outcome: FieldOutcome): boolean {
  return outcome.field === "features" || outcome.outcome !== "signal" || !isBroken(outcome.signal.value);
}

function isBroken(value: JsonValue): boolean {
  return ["Short.", ""].includes(String(value));
}

/** A manifest as enrichment, edits by people and hand-backs leave it. */
const anyManifest = fc
  .record({
    enriched: fc.array(anyOutcomes, { maxLength: 2 }),
    edits: fc.array(fc.tuple(anyField, fc.nat(), fc.nat(3)), { maxLength: 5 }),
  })
  .map(({ enriched, edits }) => {
    let manifest = manifestOf({});
    for (const outcomes of enriched) manifest = compose(inputOf(manifest, outcomes)).manifest;
    for (const [field, pick, how] of edits) manifest = edit(manifest, field, pick, how);
    return manifest;
  });

function edit(manifest: JsonObject, field: string, pick: number, how: number): JsonObject {
  if (how === 0)
    return isEmpty(getField(manifest, leaderOf(field) ?? field))
      ? manifest
      : acceptField(manifest, field, { now: NOW });
  if (how === 1) return claimEdits(manifest, { now: NOW }).manifest;
  const values = VALUES[field] as JsonValue[];
  const value = values[pick % values.length] as JsonValue;
  const [parent, child] = field.split(".") as [string, string | undefined];
  if (child === undefined) return { ...manifest, [field]: value };
  return { ...manifest, [parent]: { ...(manifest[parent] as JsonObject | undefined), [child]: value } };
}

const SEED = 20_261_121;
const RUNS = { seed: SEED, numRuns: 2_000 };

describe(`compose, seed ${SEED}`, () => {
  it("changes nothing the second time, at any later time", () => {
    fc.assert(
      fc.property(anyManifest, anyOutcomes, (manifest, outcomes) => {
        const first = compose(inputOf(manifest, outcomes));
        const second = compose(inputOf(first.manifest, outcomes, { now: LATER, actor: "somebody else" }));
        expect(second.manifest).toBe(first.manifest);
        expect(second.changes).toEqual([]);
        expect(second.conflicts).toEqual(first.conflicts);
        expect(second.withheld).toEqual(first.withheld);
      }),
      RUNS,
    );
  });

  it("never changes a person's value", () => {
    fc.assert(
      fc.property(anyManifest, anyOutcomes, (manifest, outcomes) => {
        const problems = validateManifest(manifest);
        const { manifest: after } = compose(inputOf(manifest, outcomes));
        const pairIsWhole = problems.every((problem) => problem.pointer !== "/testing");
        for (const field of FIELDS) {
          const isHalf = !pairIsWhole && ["testing.coverage_observed", "testing.observed_at"].includes(field);
          if (isHalf || ownerOf(manifest, field, problems) !== "person") continue;
          expect(getField(after, field)).toEqual(getField(manifest, field));
        }
      }),
      RUNS,
    );
  });

  it("touches nothing but the fields it was told of, what dates them, their provenance, and marks of persons", () => {
    fc.assert(
      fc.property(anyManifest, anyOutcomes, (manifest, outcomes) => {
        const { changes, manifest: after } = compose(inputOf(manifest, outcomes));
        const told = new Set([
          ...outcomes.map((outcome) => outcome.field),
          "performance.derived_at",
          "testing.observed_at",
        ]);
        for (const change of changes) {
          const isMark = change.field.startsWith("_provenance.") && change.provenance.join() === "human:unknown";
          if (!isMark) expect(told).toContain(change.field.replace(/^_provenance\./, ""));
        }
        for (const field of FIELDS.filter((name) => !told.has(name))) {
          expect(getField(after, field)).toEqual(getField(manifest, field));
        }
        expect(after === manifest).toBe(changes.length === 0);
      }),
      RUNS,
    );
  });

  it("keeps a valid manifest valid, given valid values", () => {
    fc.assert(
      fc.property(anyOutcomes, anyOutcomes, (first, second) => {
        const once = compose(inputOf(manifestOf({}), first.filter(isValid)));
        expect(once.problems).toEqual([]);
        expect(compose(inputOf(once.manifest, second.filter(isValid), { now: LATER })).problems).toEqual([]);
      }),
      RUNS,
    );
  });
});
