import { DEFAULT_FLAGS } from "@t4/contracts";
import type { JsonObject, JsonValue } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { assess, mqiOf } from "./assess.ts";
import { recordMqi } from "./mqi.ts";
import { assessed, factsOf, manifestWith, NOW, RULES, soundManifest } from "./test-input.ts";

const partOf = (manifest: JsonObject, id: string, asOf = NOW) =>
  mqiOf(assessed(manifest), asOf).parts.find((part) => part.id === id)!;

const judge = (manifest: JsonObject, flags: Partial<typeof DEFAULT_FLAGS>) =>
  mqiOf(assess(factsOf(manifest), { ...RULES, flags: { ...DEFAULT_FLAGS, ...flags } }), NOW).score;

const sum = (numbers: number[]) => numbers.reduce((total, number) => total + Math.round(number * 100), 0) / 100;

describe("the MQI", () => {
  it("is 100 for a manifest that lacks nothing", () => {
    const { score, parts } = mqiOf(assessed(soundManifest()), NOW);
    expect(parts.filter(({ judgement }) => judgement.outcome !== "earned")).toEqual([]);
    expect(parts.map(({ points }) => points)).toEqual([20, 15, 15, 15, 10, 15, 10]);
    expect(score).toBe(100);
  });

  const MISSING: [part: string, path: string, value: JsonValue | undefined, score: number, need: string][] = [
    ["schema", "testing.coverage_target", 86, 80, "coverage_target"],
    ["provenance", "_provenance.features", undefined, 85, "features says nothing"],
    ["provenance", "_provenance.features", { provenance: [] }, 65, "features says nothing"],
    ["features", "features", ["payments.refunds", "unheard.of"], 85, '"unheard.of" is not in the vocabulary'],
    ["features", "features", [], 85, "names no feature"],
    ["features", "features", undefined, 85, "names no feature"],
    ["features", "features", "payments.refunds", 65, "not a list"],
    ["apis", "apis", {}, 85, "no public symbol"],
    ["apis", "apis_pending", { refund: { module: "billing.refund", reason: "docs:missing" } }, 85, "docs:missing"],
    ["apis", "apis.charge.doc_ok", false, 85, "charge needs a longer docstring"],
    ["apis", "apis.charge.import_verified", false, 65, "charge is not verified"],
    ["targets", "performance.sla_targets", {}, 90, "no SLA target"],
    ["freshness", "performance.observed.observed_at", "2026-11-07T08:59:59Z", 85, "more than 14 days"],
    ["freshness", "testing.observed_at", "2026-11-07T08:59:59Z", 85, "coverage was measured"],
    ["freshness", "testing.observed_at", "2026-11-22T09:00:01Z", 85, "which is not yet"],
    ["coverage", "testing.coverage_observed", 84.99, 90, "coverage is 84.99 %, its target 85 %"],
  ];
  it.each(MISSING)("loses %s for %s = %j", (id, path, value, score, need) => {
    const manifest = manifestWith(path, value);
    const part = partOf(manifest, id);
    expect(part).toMatchObject({ points: 0, judgement: { outcome: "missing" } });
    expect(part.judgement).toMatchObject({ needs: [expect.stringContaining(need)] });
    expect(mqiOf(assessed(manifest), NOW).score).toBe(score);
  });

  it("sends nobody to export what it cannot read: a module without Python", () => {
    const apis = { apis: {} };
    const needs = (...files: string[]) => {
      const assessment = assessed({ ...soundManifest(), ...apis }, "web", files);
      return mqiOf(assessment, NOW).parts.find(({ id }) => id === "apis")?.judgement;
    };
    const truth = /^T4 reads exports of Python only so far.*`min_mqi`.* schemas\/flags\.json.*t4\.waivers\.json$/;
    expect(needs("src/index.ts", "tests/test_x.py")).toEqual({
      outcome: "missing",
      needs: [expect.stringMatching(truth)],
    });
    expect(needs("src/index.ts", "x.py")).toMatchObject({ needs: [expect.stringContaining("export one")] });
    expect(partOf(soundManifest(), "apis").points).toBe(15);
  });

  it("asks for something measured and something enriched", () => {
    const bare = { module: "billing", tags: ["lane:L3"] };
    expect(partOf(bare, "freshness").judgement).toMatchObject({
      needs: [expect.stringContaining("nothing was measured")],
    });
    expect(partOf(bare, "provenance").judgement).toMatchObject({
      needs: [expect.stringContaining("no field is enriched")],
    });
    expect(partOf(bare, "coverage").judgement).toMatchObject({ needs: [expect.stringContaining("85 %")] });
    expect(mqiOf(assessed(bare), NOW).score).toBe(0);
  });

  it("asks how old a coverage is only where there is one", () => {
    expect(partOf(manifestWith("testing", { observed_at: "2020-01-01T00:00:00Z" }), "freshness").points).toBe(15);
  });

  it("is as fresh at the limit, also of a clock that is a day ahead", () => {
    expect(partOf(soundManifest(), "freshness", "2026-12-02T02:00:00Z").points).toBe(15);
    expect(partOf(soundManifest(), "freshness", "2026-12-02T02:00:01Z").points).toBe(0);
    expect(partOf(soundManifest(), "freshness", "2026-11-17T10:00:00Z").points).toBe(15);
  });

  it("shares the points of parts that do not apply, and says why they do not", () => {
    const { apis: _, ...manifest } = manifestWith("tags", ["lane:L1"]);
    const mqi = mqiOf(assessed(manifest, "billing", ["README.md", "module.manifest.json"]), NOW);
    expect(mqi.score).toBe(100);
    expect(recordMqi(mqi)).toEqual({
      score: 100,
      parts: {
        schema: { applies: true, weight: 28.57, points: 28.57 },
        provenance: { applies: true, weight: 21.43, points: 21.43 },
        features: { applies: true, weight: 21.43, points: 21.43 },
        apis: { applies: false, weight: 0, points: 0, because: "the module has no code" },
        targets: { applies: true, weight: 14.29, points: 14.29 },
        freshness: { applies: false, weight: 0, points: 0, because: "nothing asks lane L1 for fresh measurements" },
        coverage: { applies: true, weight: 14.28, points: 14.28 },
      },
    });
  });

  it("goes by the flags of the workspace", () => {
    expect(judge(manifestWith("apis.charge.doc_ok", false), { require_doc_ok_for_apis: false })).toBe(100);
    expect(judge(soundManifest(), { enforce_observed_freshness_days: 2 })).toBe(85);
    expect(judge(manifestWith("testing.observed_at", "2026-01-01T00:00:00Z"), { freshness_lanes: ["L5"] })).toBe(100);
    const targets = { ...DEFAULT_FLAGS.coverage_targets, L3: 95 };
    expect(judge(manifestWith("testing.coverage_target", undefined), { coverage_targets: targets })).toBe(90);
  });

  it("stays from 0 to 100, its weights sum to 100, and it is 100 exactly when nothing is missing", () => {
    const paths = [
      "features",
      "apis",
      "tags",
      "testing",
      "performance",
      "performance.sla_targets",
      "_provenance",
      "module",
    ];
    const edit = fc.tuple(fc.constantFrom(...paths), fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.constant(["lane:L0"])));
    const files = fc.subarray(["README.md", "charge.py", "tests/test_x.py"]);
    fc.assert(
      fc.property(fc.option(edit), files, (change, own) => {
        const manifest = change === null ? soundManifest() : manifestWith(change[0], change[1] as JsonValue);
        const { score, parts } = mqiOf(assessed(manifest, "billing", own), NOW);
        expect(score).toBe(sum(parts.map(({ points }) => points)));
        expect(sum(parts.map(({ weight }) => weight))).toBe(100);
        expect(score >= 0 && score <= 100).toBe(true);
        expect(score === 100).toBe(parts.every(({ judgement }) => judgement.outcome !== "missing"));
        for (const { judgement } of parts) {
          if (judgement.outcome === "missing") expect(judgement.needs.length).toBeGreaterThan(0);
        }
      }),
      { seed: 20_261_121, numRuns: 1000 },
    );
  });
});
