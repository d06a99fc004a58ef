import { AT_EXTRACTION, valueSha, type FieldOutcome, type JsonObject, type JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { compose } from "./compose.ts";
import { getField } from "./field-path.ts";
import { absent, DESCRIPTION, inputOf, LATER, manifestOf, NOW, outcomeOf, SHA, withheld } from "./test-input.ts";

const FEATURES = ["payments.dunning", "payments.idempotency"];
const found = outcomeOf("features", FEATURES);

function entry(value: JsonValue, change: JsonObject = {}): JsonObject {
  return {
    provenance: ["claude.me#L8"],
    confidence: "high",
    reasons: ["evidence:2"],
    extracted_at: NOW,
    source_sha: SHA.a,
    value_sha: valueSha(value),
    ...change,
  };
}

function human(value: JsonValue, change: JsonObject = {}): JsonObject {
  const { source_sha: _, ...rest } = entry(value, {
    provenance: ["human:unknown"],
    reasons: ["owner:human"],
    ...change,
  });
  return rest;
}

describe("a field that nobody set", () => {
  it.each([undefined, [], {}, "", "  "])("takes the signal where the manifest holds %j", (value) => {
    const manifest = manifestOf(value === undefined ? {} : { features: value });
    const composed = compose(inputOf(manifest, [found]));
    expect(composed.manifest).toEqual(manifestOf({ features: FEATURES, _provenance: { features: entry(FEATURES) } }));
    expect(composed.changes).toEqual([
      {
        field: "features",
        ...(value === undefined ? {} : { old: value }),
        new: FEATURES,
        extractor: "features",
        confidence: "high",
        provenance: ["claude.me#L8"],
        reasons: ["evidence:2"],
      },
    ]);
    expect(composed.problems).toEqual([]);
    expect(manifest).not.toHaveProperty("_provenance");
  });

  it("takes a signal where only something against the schema stands, a person's too", () => {
    const owned: JsonObject[] = [{}, { description: human("Short.") }];
    for (const _provenance of owned) {
      const manifest = manifestOf({ description: "Short.", _provenance });
      const composed = compose(inputOf(manifest, [outcomeOf("description", DESCRIPTION)]));
      expect(composed.manifest).toEqual(
        manifestOf({ description: DESCRIPTION, _provenance: { description: entry(DESCRIPTION) } }),
      );
    }
  });

  it.each([absent("features"), withheld("features"), outcomeOf("features", []), outcomeOf("features", ["a"])])(
    "loses an entry that speaks of nothing: %j",
    (outcome) => {
      const composed = compose(inputOf(manifestOf({ _provenance: { features: entry(FEATURES) } }), [outcome]));
      expect(composed.manifest).toEqual(manifestOf({}));
      expect(composed.changes.map((change) => change.field)).toEqual(["_provenance.features"]);
    },
  );

  it("leaves what is against the schema when there is no signal, and reports it", () => {
    const manifest = manifestOf({ description: "Short." });
    for (const outcome of [absent("description"), withheld("description")]) {
      const composed = compose(inputOf(manifest, [outcome]));
      expect(composed.manifest).toBe(manifest);
      expect(composed.problems.map((problem) => problem.pointer)).toEqual(["/description"]);
    }
  });
});

const places = (n: number): string[] => Array.from({ length: n }, (_, index) => `claude.me#L${index + 1}`);

const cited = (n: number) => {
  const outcome = outcomeOf("features", ["payments.dunning"], { provenance: places(n) });
  const { manifest, changes } = compose(inputOf(manifestOf({}), [outcome]));
  const again = compose(inputOf(manifest, [outcome], { now: LATER }));
  return { entry: getField(manifest, "_provenance.features"), changes, again: again.manifest === manifest };
};

describe("a field that is named in very many places", () => {
  it("cites the first of them, and says of how many", () => {
    const { entry, changes, again } = cited(250_000);
    expect(entry).toMatchObject({ provenance: places(200), reasons: ["evidence:2", "cited:200 of 250000"] });
    expect(changes[0]).toMatchObject({ provenance: places(200), reasons: ["evidence:2", "cited:200 of 250000"] });
    expect(again).toBe(true);
  });

  it("cites all of what it can", () => {
    expect(cited(200).entry).toMatchObject({ provenance: places(200), reasons: ["evidence:2"] });
  });
});

describe("a field of the tool's", () => {
  const manifest = manifestOf({ features: FEATURES, _provenance: { features: entry(FEATURES) } });

  it("stays the same object when the signal does", () => {
    const composed = compose(inputOf(manifest, [found], { now: LATER }));
    expect(composed.manifest).toBe(manifest);
    expect(composed.changes).toEqual([]);
  });

  it("takes a new value with the time of the change", () => {
    const composed = compose(inputOf(manifest, [outcomeOf("features", ["payments.dunning"])], { now: LATER }));
    const expected = entry(["payments.dunning"], { extracted_at: LATER });
    expect(composed.manifest).toEqual(
      manifestOf({ features: ["payments.dunning"], _provenance: { features: expected } }),
    );
  });

  it.each<[Parameters<typeof outcomeOf>[2], JsonObject]>([
    [{ source_sha: SHA.b }, { source_sha: SHA.b, extracted_at: LATER }],
    [{ provenance: ["claude.me#L9"] }, { provenance: ["claude.me#L9"], extracted_at: LATER }],
    [
      { confidence: "medium", reasons: ["evidence:5"] },
      { confidence: "medium", reasons: ["evidence:5"] },
    ],
  ])(
    "takes new evidence %j for the same value, with a new time only where sources or citations changed",
    (given, change) => {
      const composed = compose(inputOf(manifest, [outcomeOf("features", FEATURES, given)], { now: LATER }));
      expect(composed.manifest).toEqual(
        manifestOf({ features: FEATURES, _provenance: { features: entry(FEATURES, change) } }),
      );
      expect(composed.changes.map((each) => each.field)).toEqual(["_provenance.features"]);
    },
  );

  it("is kept, and reported, when the signal is below the threshold or withheld", () => {
    const weak = compose(inputOf(manifest, [outcomeOf("features", ["payments.dunning"], { confidence: "low" })]));
    expect(weak.manifest).toBe(manifest);
    expect(weak.withheld).toEqual([
      {
        field: "features",
        reason: "confidence:low",
        needs: "evidence of medium confidence; it has evidence:2",
        source: "claude.me#L8",
        confidence: "low",
      },
    ]);
    const none = compose(inputOf(manifest, [withheld("features")]));
    expect(none.manifest).toBe(manifest);
    expect(none.withheld).toEqual([{ field: "features", reason: "evidence:1", needs: "a heading" }]);
  });

  it("follows the workspace's threshold", () => {
    const low = outcomeOf("features", ["payments.dunning"], { confidence: "low", reasons: [], provenance: [] });
    expect(compose(inputOf(manifest, [low], { flags: { min_confidence: "low" } })).withheld).toEqual([]);
    const high = compose(inputOf(manifest, [low], { flags: { min_confidence: "high" } }));
    expect(high.withheld).toEqual([
      { field: "features", reason: "confidence:low", needs: "evidence of high confidence", confidence: "low" },
    ]);
  });

  it("goes when its evidence is gone, with an object that this leaves empty", () => {
    const composed = compose(inputOf(manifest, [absent("features")]));
    expect(composed.manifest).toEqual(manifestOf({}));
    expect(composed.changes).toEqual([
      {
        field: "features",
        old: FEATURES,
        extractor: "features",
        confidence: "high",
        provenance: [],
        reasons: ["evidence:none"],
      },
    ]);
    const target = manifestOf({
      testing: { coverage_target: 80 },
      _provenance: { "testing.coverage_target": entry(80), x: entry(1) },
    });
    expect(compose(inputOf(target, [absent("testing.coverage_target")])).manifest).toEqual(
      manifestOf({ _provenance: { x: entry(1) } }),
    );
  });

  it("is so with an older entry that has no value_sha, whatever it calls its sources", () => {
    const older = { sources: ["claude.me#L1"], confidence: "high", sha: "abc" };
    const composed = compose(inputOf(manifestOf({ features: ["a"], _provenance: { features: older } }), [found]));
    expect(composed.manifest).toEqual(manifestOf({ features: FEATURES, _provenance: { features: entry(FEATURES) } }));
  });
});

describe("a person's field", () => {
  const mine = ["payments.idempotency"];
  const edited: [string, JsonObject][] = [
    ["without an entry", {}],
    ["with an entry of another value", { features: entry(FEATURES) }],
    ["with an entry that is no object", { features: "me" }],
    ["marked for an earlier value", { features: human(FEATURES, { provenance: ["human:a@example.org"] }) }],
  ];

  it.each(edited)("stays, is marked, and disputes a differing signal: %s", (_, _provenance) => {
    const composed = compose(inputOf(manifestOf({ features: mine, _provenance }), [found], { actor: "b@example.org" }));
    const marked = human(mine, { provenance: ["human:b@example.org"] });
    expect(composed.manifest).toEqual(manifestOf({ features: mine, _provenance: { features: marked } }));
    expect(composed.conflicts).toEqual([
      { field: "features", current: mine, proposed: FEATURES, provenance: ["claude.me#L8"], confidence: "high" },
    ]);
    expect(composed.changes).toHaveLength(1);
    expect(composed.changes[0]).toMatchObject({
      field: "_provenance.features",
      new: marked,
      extractor: "owner",
      confidence: "high",
    });
  });

  it.each([undefined, "", "  "])("is marked as unknown's for the actor %j", (actor) => {
    const composed = compose(inputOf(manifestOf({ features: mine }), [found], { actor }));
    expect(getField(composed.manifest, "_provenance.features.provenance")).toEqual(["human:unknown"]);
  });

  it("is no conflict when the signal says the same, is too weak, is withheld or is gone", () => {
    const manifest = manifestOf({ features: mine, _provenance: { features: human(mine) } });
    const same = outcomeOf("features", mine);
    const weak = outcomeOf("features", FEATURES, { confidence: "low" });
    for (const outcome of [same, weak, withheld("features"), absent("features")]) {
      const composed = compose(inputOf(manifest, [outcome], { actor: "somebody else", now: LATER }));
      expect(composed).toMatchObject({ conflicts: [], changes: [], withheld: [], problems: [] });
      expect(composed.manifest).toBe(manifest);
    }
  });

  it("is marked, once, when no extractor has anything to say of it", () => {
    const fields: JsonObject = {
      performance: { observed: { samples: 20, observed_at: NOW }, sla_targets: { latency_p95_ms: 5 }, derived_at: NOW },
      testing: { coverage_observed: 80, observed_at: NOW, coverage_target: 90 },
      components: ["Ledger"],
    };
    const composed = compose(inputOf(manifestOf(fields), [], { actor: "b@example.org" }));
    const { _provenance: entries, ...rest } = composed.manifest;
    expect(rest).toEqual(manifestOf(fields));
    expect(composed).toMatchObject({ conflicts: [], withheld: [], problems: [] });
    expect(Object.keys(entries as JsonObject).sort()).toEqual([
      "components",
      "performance.derived_at",
      "performance.observed",
      "performance.sla_targets",
      "testing.coverage_observed",
      "testing.coverage_target",
      "testing.observed_at",
    ]);
    for (const each of Object.values(entries as JsonObject)) {
      expect(each).toMatchObject({ provenance: ["human:b@example.org"], extracted_at: NOW });
    }
    const again = compose(inputOf(composed.manifest, [], { actor: "c@example.org", now: LATER }));
    expect(again.manifest).toBe(composed.manifest);
    expect(again.changes).toEqual([]);
  });

  it("is not what the tool wrote, what is against the schema, or half of a pair", () => {
    const tool = compose(inputOf(manifestOf({}), [found, outcomeOf("testing.coverage_observed", 80)])).manifest;
    const others = [tool, manifestOf({ description: "Short." }), manifestOf({ testing: { coverage_observed: 80 } })];
    for (const manifest of others) {
      const composed = compose(inputOf(manifest, [], { now: LATER }));
      expect(composed.manifest).toBe(manifest);
      expect(composed.changes).toEqual([]);
    }
  });

  it("keeps an older mark without value_sha", () => {
    const older = { provenance: ["human:a@example.org"], confidence: "high", reasons: [] };
    const manifest = manifestOf({ features: mine, _provenance: { features: older } });
    const composed = compose(inputOf(manifest, [found]));
    expect(composed.manifest).toBe(manifest);
    expect(composed.conflicts).toHaveLength(1);
  });

  it("disputes a measurement the same way in every run, though its date is the time of extraction", () => {
    const outcome = outcomeOf("performance.observed", { samples: 30, observed_at: AT_EXTRACTION });
    const manifest = manifestOf({ performance: { observed: { samples: 20, observed_at: "2026-01-01T00:00:00Z" } } });
    const first = compose(inputOf(manifest, [outcome]));
    const second = compose(inputOf(first.manifest, [outcome], { now: LATER }));
    expect(second.conflicts).toEqual(first.conflicts);
    expect(first.conflicts[0]?.proposed).toEqual({ samples: 30, observed_at: "2026-01-01T00:00:00Z" });
  });

  it("that no canonical JSON exists for stays as it is", () => {
    const manifest = manifestOf({ components: ["\ud800"] });
    const composed = compose(inputOf(manifest, [outcomeOf("components", ["Ledger"])]));
    expect(getField(composed.manifest, "components")).toEqual(["\ud800"]);
    const again = compose(inputOf(composed.manifest, [outcomeOf("components", ["Ledger"])], { now: LATER }));
    expect(again.manifest).toBe(composed.manifest);
  });
});

describe("the vocabulary", () => {
  it("lets no other feature and no other capability in, and sorts what is left", () => {
    const api = {
      module: "a.b",
      kind: "function",
      defined_in: "a/b.py#L1",
      doc_ok: true,
      import_verified: true,
      provenance: ["b.py#L1"],
      confidence: "high",
    };
    const outcomes = [
      outcomeOf("features", ["payments.idempotency", "constructor", "unknown", "payments.dunning"]),
      outcomeOf("apis", { charge: { ...api, capabilities: ["toString", "payments"] } }),
    ];
    const { manifest, problems } = compose(inputOf(manifestOf({}), outcomes));
    expect(manifest["features"]).toEqual(FEATURES);
    expect(manifest["apis"]).toEqual({ charge: { ...api, capabilities: ["payments"] } });
    expect(problems).toEqual([]);
  });

  it("withholds features of which nothing is left", () => {
    const { withheld: kept, manifest } = compose(inputOf(manifestOf({}), [outcomeOf("features", ["unknown"])]));
    expect(kept).toEqual([expect.objectContaining({ field: "features", reason: "vocabulary:unknown" })]);
    expect(manifest).toEqual(manifestOf({}));
  });

  it("leaves malformed values to the schema", () => {
    const outcomes = [
      outcomeOf("features", "x"),
      outcomeOf("apis", { charge: 1, refund: { capabilities: "x" }, empty: {} }),
    ];
    const { problems } = compose(inputOf(manifestOf({}), outcomes));
    expect(problems.map((problem) => problem.pointer)).toContain("/features");
    expect(problems.map((problem) => problem.pointer)).toContain("/apis/charge");
    expect(compose(inputOf(manifestOf({}), [outcomeOf("apis", "x")])).problems).toHaveLength(1);
  });

  it("withholds a value that JSON cannot carry", () => {
    for (const value of ["\ud800", Number.NaN]) {
      const { withheld: kept } = compose(inputOf(manifestOf({}), [outcomeOf("components", [value])]));
      expect(kept).toEqual([expect.objectContaining({ reason: "value:not-json" })]);
    }
  });
});

const observed = (samples: number, given = {}): FieldOutcome =>
  outcomeOf("performance.observed", { samples, observed_at: AT_EXTRACTION, x_runs: [AT_EXTRACTION, 1] }, given);

describe("times of extraction", () => {
  const first = compose(inputOf(manifestOf({}), [observed(30)]));

  it("are now at first, and stay while the sources do", () => {
    expect(getField(first.manifest, "performance.observed")).toEqual({
      samples: 30,
      observed_at: NOW,
      x_runs: [NOW, 1],
    });
    expect(compose(inputOf(first.manifest, [observed(30)], { now: LATER })).manifest).toBe(first.manifest);
    const other = compose(inputOf(first.manifest, [observed(31)], { now: LATER }));
    expect(getField(other.manifest, "performance.observed")).toEqual({
      samples: 31,
      observed_at: NOW,
      x_runs: [NOW, 1],
    });
  });

  it("are new when the sources are", () => {
    const composed = compose(inputOf(first.manifest, [observed(30, { source_sha: SHA.b })], { now: LATER }));
    expect(getField(composed.manifest, "performance.observed")).toEqual({
      samples: 30,
      observed_at: LATER,
      x_runs: [LATER, 1],
    });
  });
});

describe("what cannot be placed", () => {
  it("is withheld, once, when its parent is no object", () => {
    const manifest = manifestOf({ testing: "later" });
    const composed = compose(inputOf(manifest, [outcomeOf("testing.coverage_observed", 80)]));
    expect(composed.manifest).toBe(manifest);
    expect(composed.withheld).toEqual([
      {
        field: "testing.coverage_observed",
        reason: "parent:not-an-object",
        needs: "an object, or nothing, at testing",
      },
    ]);
    expect(composed.problems).toHaveLength(1);
  });

  it("replaces a _provenance that is no object", () => {
    const composed = compose(inputOf(manifestOf({ _provenance: ["old"] }), [found]));
    expect(composed.manifest["_provenance"]).toEqual({ features: entry(FEATURES) });
  });
});
