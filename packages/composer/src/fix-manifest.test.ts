import { validateManifest } from "@t4/contracts";
import { valueSha, type JsonObject } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixManifest } from "./fix-manifest.ts";
import { manifestOf, NOW, SHA } from "./test-input.ts";

describe("fixManifest", () => {
  it.each<[string, JsonObject, JsonObject, string[]]>([
    [
      "empty texts go, at any depth",
      { aliases: ["a", ""], links: { a: { b: "" } } },
      { aliases: ["a"], links: { a: {} } },
      ["aliases[1] empty text removed", "links.a.b empty text removed"],
    ],
    [
      "x_ fields are left alone",
      { x_note: ["", { a: "" }], testing: { x_a: { b: "" } } },
      { x_note: ["", { a: "" }], testing: { x_a: { b: "" } } },
      [],
    ],
    [
      "lane tags are normalised and merge",
      { tags: ["lane:l2-integration", "lane:L2", "a:b"] },
      { tags: ["a:b", "lane:L2"] },
      ["tags lane tag normalised to lane:L2", "tags repeated items removed"],
    ],
    [
      "sets are sorted",
      { features: ["b", "a"], testing: { test_types: ["unit", "e2e"] } },
      { features: ["a", "b"], testing: { test_types: ["e2e", "unit"] } },
      ["features sorted", "testing.test_types sorted"],
    ],
    [
      "owners keep their order",
      { ownership: { team: "t", codeowners: ["@b", "@a", "@b"] } },
      { ownership: { team: "t", codeowners: ["@b", "@a"] } },
      ["ownership.codeowners repeated items removed"],
    ],
    [
      "capabilities of each symbol are sets, whatever its name",
      { apis: { "a.b": { capabilities: ["y", "x"] }, c: { capabilities: ["x"] }, d: 1 } },
      { apis: { "a.b": { capabilities: ["x", "y"] }, c: { capabilities: ["x"] }, d: 1 } },
      ["apis.a.b.capabilities sorted"],
    ],
    [
      "what is no list of texts is left",
      { features: [2, 1], tags: "a", components: 3, apis: "x", _provenance: "x" },
      { features: [2, 1], tags: "a", components: 3, apis: "x", _provenance: "x" },
      [],
    ],
    [
      "tags that are no texts are left",
      { tags: [1, "lane:l3"] },
      { tags: [1, "lane:L3"] },
      ["tags lane tag normalised to lane:L3"],
    ],
  ])("%s", (_, fields, expected, what) => {
    const fixed = fixManifest(manifestOf(fields));
    expect(fixed.manifest).toEqual(manifestOf(expected));
    expect(fixed.changes.map((change) => `${change.field} ${change.what}`)).toEqual(what);
  });

  it("gives the same object when nothing is to be repaired", () => {
    const manifest = manifestOf({ features: ["a"], _provenance: { features: { provenance: ["a#L1"] } } });
    expect(fixManifest(manifest).manifest).toBe(manifest);
  });

  it("moves older spellings in provenance, and loses nothing that does not fit", () => {
    const base = { confidence: "high", reasons: ["evidence:2"], extracted_at: NOW };
    const _provenance = {
      features: { ...base, sources: ["claude.me#L1"], sha: SHA.a },
      components: { ...base, sources: "claude.me#L2", sha: "0123abcd" },
      description: { ...base, sources: ["old#L1"], provenance: ["new#L1"], sha: 1 },
      apis: "none",
    };
    const fixed = fixManifest(manifestOf({ _provenance }));
    expect(fixed.manifest["_provenance"]).toEqual({
      features: { ...base, provenance: ["claude.me#L1"], source_sha: SHA.a },
      components: { ...base, provenance: ["claude.me#L2"], x_sha: "0123abcd" },
      description: { ...base, provenance: ["new#L1"], x_sources: ["old#L1"], x_sha: 1 },
      apis: "none",
    });
    expect(validateManifest(fixed.manifest).map((problem) => problem.pointer)).toEqual(["/_provenance/apis"]);
    expect(fixed.changes).toHaveLength(6);
  });

  it("leaves a value the tool's or a person's, as it was", () => {
    const value = ["b", "a"];
    const entry = { provenance: ["a#L1"], confidence: "high", reasons: [] };
    const _provenance = {
      features: { ...entry, value_sha: valueSha(value) },
      components: { ...entry, value_sha: SHA.a },
      tags: entry,
      apis: { ...entry, value_sha: SHA.a },
    };
    const { manifest } = fixManifest(manifestOf({ features: value, components: value, tags: value, _provenance }));
    expect(manifest["_provenance"]).toEqual({
      ..._provenance,
      features: { ...entry, value_sha: valueSha(["a", "b"]) },
    });
  });

  it("is idempotent on any JSON, seed 20261121", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const fields = fc.dictionary(
      fc.constantFrom("features", "tags", "links", "apis", "ownership", "testing", "_provenance", "__proto__", "x_a"),
      fc.oneof(
        json,
        fc.array(fc.constantFrom("", "lane:l2", "b", "a")),
        fc.dictionary(fc.constantFrom("a", "sources", "sha"), json),
      ),
    );
    fc.assert(
      fc.property(fields, (given) => {
        const once = fixManifest(given as JsonObject);
        expect(fixManifest(once.manifest).manifest).toBe(once.manifest);
      }),
      { seed: 20_261_121, numRuns: 2_000 },
    );
  });
});
