import type { JsonObject } from "@t4/core";
import { describe, expect, it } from "vitest";
import { compose } from "./compose.ts";
import { getField } from "./field-path.ts";
import { acceptField, claimEdits } from "./ownership-edits.ts";
import { absent, DESCRIPTION, inputOf, LATER, manifestOf, NOW, outcomeOf, withheld } from "./test-input.ts";

const MINE = `${DESCRIPTION} In my own words.`;
const signal = outcomeOf("description", DESCRIPTION);
const marked = compose(inputOf(manifestOf({ description: MINE }), [signal])).manifest;

describe("acceptField", () => {
  const accepted = acceptField(marked, "description", { actor: "a@example.org", now: LATER });

  it("hands the field to the next signal, and only to a signal", () => {
    expect(getField(accepted, "description")).toBe(MINE);
    expect(getField(accepted, "_provenance.description")).toMatchObject({
      provenance: ["accept:a@example.org"],
      reasons: ["owner:tool"],
    });
    const kept = compose(inputOf(accepted, [withheld("description")]));
    expect(kept.manifest).toBe(accepted);
    expect(kept.problems).toEqual([]);
    const composed = compose(inputOf(accepted, [signal], { now: LATER }));
    expect(composed.manifest["description"]).toBe(DESCRIPTION);
    expect(composed.conflicts).toEqual([]);
    expect(compose(inputOf(accepted, [absent("description")])).manifest).not.toHaveProperty("description");
  });

  it("ends with another edit", () => {
    const edited = { ...accepted, description: `${MINE} Again.` };
    expect(compose(inputOf(edited, [signal])).manifest["description"]).toBe(edited.description);
  });

  it("gives the same object when there is nothing to hand back", () => {
    expect(acceptField(accepted, "description", { now: NOW })).toBe(accepted);
    const mine = compose(inputOf(manifestOf({}), [signal])).manifest;
    expect(acceptField(mine, "description", { now: NOW })).toBe(mine);
  });

  it("takes the date of a measurement along", () => {
    const manifest = manifestOf({ testing: { coverage_observed: 80, observed_at: NOW } });
    const next = acceptField(manifest, "testing.coverage_observed", { now: NOW });
    expect(acceptField(manifest, "testing.observed_at", { now: NOW })).toEqual(next);
    expect(Object.keys(next["_provenance"] as JsonObject)).toEqual([
      "testing.coverage_observed",
      "testing.observed_at",
    ]);
    const composed = compose(inputOf(next, [outcomeOf("testing.coverage_observed", 91)], { now: LATER }));
    expect(composed.manifest["testing"]).toEqual({ coverage_observed: 91, observed_at: LATER });
  });

  it.each([
    ["descripton", 'Did you mean "description"?'],
    ["features", "Its enriched fields: description."],
    ["module", "Its enriched fields: description."],
    ["testing.observed_at", "Its enriched fields: description."],
  ])("refuses %s, of which there is nothing to hand back", (field, hint) => {
    const hand = (): unknown => acceptField(marked, field, { now: NOW });
    expect(hand).toThrow(expect.objectContaining({ code: "E_NO_FIELD", hint }));
    expect(hand).toThrow(`billing has no enriched field "${field}"`);
    expect(() => acceptField({}, field, { now: NOW })).toThrow(
      expect.objectContaining({ hint: "It has no enriched field." }),
    );
  });

  it("works on a value that has no canonical JSON", () => {
    const manifest = manifestOf({ components: ["\ud800"] });
    const next = acceptField(manifest, "components", { now: NOW });
    expect(compose(inputOf(next, [outcomeOf("components", ["Ledger"])])).manifest["components"]).toEqual(["Ledger"]);
  });
});

describe("claimEdits", () => {
  it("marks what a person edited as that person's, once", () => {
    const tool = compose(inputOf(manifestOf({}), [signal, outcomeOf("features", ["payments.dunning"])])).manifest;
    const edited = { ...tool, description: MINE, components: [] };
    const claimed = claimEdits(edited, { actor: "a@example.org", now: LATER });
    expect(claimed.fields).toEqual(["description"]);
    expect(getField(claimed.manifest, "_provenance.description")).toMatchObject({
      provenance: ["human:a@example.org"],
      extracted_at: LATER,
    });
    expect(claimEdits(claimed.manifest, { actor: "b@example.org", now: NOW })).toEqual({
      manifest: claimed.manifest,
      fields: [],
    });
    expect(claimEdits(tool, { now: LATER }).manifest).toBe(tool);
  });

  it("marks what has no provenance", () => {
    expect(claimEdits(manifestOf({ description: MINE }), { now: NOW }).fields).toEqual(["description"]);
  });
});
