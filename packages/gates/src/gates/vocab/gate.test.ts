import { valueSha } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { VocabularyFacts } from "../../facts.ts";
import { brief, judge, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const vocabulary: VocabularyFacts = {
  data: {
    features: { "payments.refunds": { title: "Refunds", category: "payments", synonyms: [] } },
    capabilities: { payments: { title: "Payments", synonyms: [] } },
    tags: ["lane:*", "domain:money"],
    rejected: [],
  },
  ambiguities: [],
  own: new Map(),
};

describe("vocab", () => {
  it("takes what is canonical, and counts it", () => {
    const manifests = manifestsOf({
      features: ["payments.refunds"],
      tags: ["lane:L2", "domain:money"],
      apis: { charge: { capabilities: ["payments"] } },
    });
    expect(judge(gate, { vocabulary, manifests })).toMatchObject({ findings: [], measured: 4, unmeasured: [] });
  });

  it("names each that is not, where it stands", () => {
    const manifests = manifestsOf({
      features: ["__proto__", "payments.refunds"],
      tags: ["domain:work"],
      apis: { constructor: { capabilities: ["toString"] } },
    });
    expect(brief(judge(gate, { vocabulary, manifests }))).toEqual([
      "unknown-feature /features/0",
      "unknown-capability /apis/constructor/capabilities/0",
      "unknown-tag /tags/0",
    ]);
  });

  it("leaves to the schema what is no text", () => {
    const manifests = manifestsOf({ features: [7], tags: "lane:L2", apis: [{ capabilities: ["x"] }] });
    expect(judge(gate, { vocabulary, manifests })).toMatchObject({ findings: [], measured: 0 });
  });

  it("sends to the tool only what the tool wrote", () => {
    const apis = { charge: { capabilities: ["gone"] } };
    const entry = { provenance: ["a.py#L1"], value_sha: valueSha(apis) };
    const fixes = [
      { apis, _provenance: { apis: entry } },
      { apis, _provenance: { apis: { ...entry, value_sha: valueSha([]) } } },
      { apis, _provenance: { apis: { ...entry, provenance: ["human:a@b"] } } },
    ].map((manifest) => judge(gate, { vocabulary, manifests: manifestsOf(manifest) }).findings[0]?.fix.slice(0, 6));
    expect(fixes).toEqual(["Run `t", "Remove", "Remove"]);
  });

  it("counts the keys of the workspace's own vocabulary, not the shipped one", () => {
    const own = new Map([["features.json", "vocab/features.json"]]);
    expect(judge(gate, { vocabulary, manifests: manifestsOf() }).measured).toBe(0);
    expect(judge(gate, { vocabulary: { ...vocabulary, own }, manifests: manifestsOf() }).measured).toBe(1);
  });

  it("cannot pass over a manifest that cannot be read", () => {
    const unreadable = [{ code: "E_JSON", severity: "error", file: "a", message: "a is no JSON", fix: "" }] as const;
    expect(judge(gate, { vocabulary, manifests: { modules: [], unreadable } }).unmeasured).toEqual([
      "1 manifest cannot be used, as the gate schema tells: a",
    ]);
  });

  it("knows two claims apart that lie in one file", () => {
    const finding = {
      code: "E_VOCAB",
      severity: "error",
      file: "vocab/features.json",
      message: "m",
      fix: "f",
    } as const;
    const ambiguities = ["x", "y"].map((wording) => ({ wording, keys: ["a", "b"], finding }));
    const { findings } = judge(gate, { vocabulary: { ...vocabulary, ambiguities }, manifests: manifestsOf() });
    expect(new Set(findings.map(({ subject }) => subject)).size).toBe(2);
  });
});
