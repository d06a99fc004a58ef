import { describe, expect, it } from "vitest";
import type { EnrichmentFacts, FieldEdit } from "../../facts.ts";
import { brief, judge, moduleOf } from "../../test-input.ts";
import type { Judgement } from "../../gate.ts";
import { gate } from "./gate.ts";

function judged(more: Partial<EnrichmentFacts>): Judgement {
  const nothing = { composed: 1, changes: [], queue: undefined, merged: [], failed: [] };
  return judge(gate, { enrichment: { ...nothing, ...more } });
}

function ofEdits(...edits: FieldEdit[]): Judgement {
  const { name, file } = moduleOf({ features: ["a"], _provenance: { features: {} } });
  return judged({ changes: [{ module: name, file, edits }] });
}

function messageOf(edit: Partial<FieldEdit>): string | undefined {
  return ofEdits({ field: "x", old: undefined, new: undefined, ...edit }).findings[0]?.message;
}

describe("idempotency", () => {
  it("holds when nothing would change", () => {
    expect(judged({})).toMatchObject({ findings: [], measured: 1, unmeasured: [] });
  });

  it("tells a field once, whether its value changes or only its provenance", () => {
    const value = { old: ["a"], new: ["b"] };
    const entry = { old: { source_sha: "1" }, new: { source_sha: "2" } };
    const findings = brief(
      ofEdits(
        { field: "features", ...value },
        { field: "_provenance.features", ...entry },
        { field: "_provenance.performance.observed", ...entry },
      ),
    );
    expect(findings).toEqual(["field-outdated /features", "provenance-outdated /_provenance/performance.observed"]);
  });

  it("tells all fields that are not there in one finding", () => {
    const { findings } = ofEdits(
      { field: "components", old: undefined, new: ["c"] },
      { field: "_provenance.components", old: undefined, new: {} },
      { field: "apis", old: undefined, new: {} },
      { field: "features", old: ["a"], new: ["b"] },
    );
    expect(findings).toMatchObject([
      { code: "fields-absent", message: "the evidence gives components, apis, and the manifest has no such fields" },
      { code: "field-outdated", pointer: "/features" },
    ]);
  });

  it("says what would change", () => {
    expect(messageOf({ old: 1 })).toBe("x has no evidence any more");
    expect(messageOf({ old: 1, new: 2 })).toBe("x is 1, and by the evidence 2");
    expect(messageOf({ old: ["a", "b"], new: ["b", "c"] })).toBe('x would gain "c", would lose "a"');
    expect(messageOf({ old: { a: 1, extracted_at: "1" }, new: { a: 2, extracted_at: "2" } })).toBe(
      'x would change in "a"',
    );
    const long = "x".repeat(70);
    expect(messageOf({ old: `${long}a`, new: `${long}b` })).toBe("x is not what the evidence says now");
    expect(messageOf({ old: [], new: ["a", "b", "c", "d"] })).toBe('x would gain "a", "b", "c" and 1 more');
  });

  it("tells a queue that would be rewritten, and a merge that no run recorded", () => {
    const finding = { code: "E_UNRECORDED", severity: "warning", file: "m.json", message: "merged", fix: "f" } as const;
    const { findings } = judged({ queue: { path: "q.json", added: 2, removed: 1 }, merged: [finding] });
    expect(findings).toMatchObject([
      { code: "queue-outdated", file: "q.json", message: expect.stringContaining("lacks 2 items, and holds 1 item") },
      { code: "merge-unrecorded", file: "m.json" },
    ]);
  });

  it("cannot pass over a module that failed", () => {
    const failed = [{ code: "E_JSON", severity: "error", file: "m.json", message: "m is no JSON", fix: "" }] as const;
    expect(judged({ composed: 0, failed })).toMatchObject({ measured: 0, unmeasured: ["m.json: m is no JSON"] });
  });

  it("names a report once that fails many modules", () => {
    const fault = { code: "E_REPORT", severity: "error", file: "r.xml", message: "r.xml is cut off", fix: "" } as const;
    const failed = ["a", "b"].map((module) => ({ ...fault, module }));
    expect(judged({ failed }).unmeasured).toEqual(["r.xml is cut off"]);
  });
});
