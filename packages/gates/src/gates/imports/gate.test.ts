import { type JsonObject, valueSha } from "@t4/core";
import { describe, expect, it } from "vitest";
import type { ExportFacts } from "../../facts.ts";
import { brief, judge, manifestsOf } from "../../test-input.ts";
import { gate } from "./gate.ts";

const api = (module: string, definedIn = "billing/a.py#L1"): JsonObject => ({ module, defined_in: definedIn });

function exportsOf(more: Partial<ExportFacts>): ReadonlyMap<string, ExportFacts> {
  return new Map([["billing", { resolved: new Map(), failed: new Map(), unmeasured: undefined, ...more }]]);
}

const charge = new Map([["charge", { module: "billing.charge" }]]);

describe("imports", () => {
  it("takes what resolves under the path that is listed", () => {
    const manifests = manifestsOf({ apis: { charge: api("billing.charge") } });
    expect(judge(gate, { exports: exportsOf({ resolved: charge }), manifests })).toMatchObject({
      findings: [],
      measured: 1,
      unmeasured: [],
    });
  });

  it("names what fails, what is gone and what moved", () => {
    const manifests = manifestsOf({
      apis: { charge: api("pay.charge"), refund: api("billing.refund"), constructor: api("billing.constructor") },
    });
    const exports = exportsOf({ resolved: charge, failed: new Map([["refund", "import:outside:x"]]) });
    expect(brief(judge(gate, { exports, manifests }))).toEqual([
      "path-changed /apis/charge/module",
      "unresolved /apis/refund",
      "not-exported /apis/constructor",
    ]);
  });

  it("judges what is seen in a source that cannot be read to its end, and leaves the rest open", () => {
    const manifests = manifestsOf({ apis: { charge: api("pay.charge"), refund: api("billing.refund") } });
    const exports = exportsOf({ resolved: charge, unmeasured: "a.py does not parse" });
    const judgement = judge(gate, { exports, manifests });
    expect(brief(judgement)).toEqual(["path-changed /apis/charge/module"]);
    expect(judgement).toMatchObject({ measured: 1, unmeasured: ["refund of billing: a.py does not parse"] });
  });

  it("passes over nothing that it has no reader for, or that was not read", () => {
    const manifests = manifestsOf({ apis: { buy: api("shop", "shop/index.ts#L1") } });
    expect(judge(gate, { exports: exportsOf({}), manifests })).toMatchObject({ findings: [], measured: 0 });
    expect(judge(gate, { exports: exportsOf({}), manifests }).unmeasured[0]).toContain("shop/index.ts");
    expect(judge(gate, { exports: new Map(), manifests }).unmeasured).toEqual(["the source of billing was not read"]);
  });

  it("sends a person's list to accept, the tool's to enrich", () => {
    const apis = { gone: api("billing.gone") };
    const entry = { provenance: ["a.py#L1"], value_sha: valueSha(apis) };
    const manifests: JsonObject[] = [{ apis, _provenance: { apis: entry } }, { apis }];
    const fixes = manifests.map((manifest) => {
      return judge(gate, { exports: exportsOf({}), manifests: manifestsOf(manifest) }).findings[0]?.fix;
    });
    expect(fixes[0]).toContain("`t4 enrich --module billing`");
    expect(fixes[1]).toContain("`t4 accept billing apis`");
  });

  it("does not apply where nothing is listed", () => {
    const facts = { exports: new Map(), manifests: manifestsOf({ apis: {} }, { apis: [] }) };
    expect(judge(gate, facts)).toMatchObject({ measured: 0, unmeasured: [], inapplicable: "no manifest lists an API" });
  });
});
