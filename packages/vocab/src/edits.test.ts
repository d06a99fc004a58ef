import type { VocabularyData } from "@t4/contracts";
import { describe, expect, it } from "vitest";
import { addKey, addSynonym, rejectPhrase } from "./edits.ts";
import { vocabularyFromJson, vocabularyToJson } from "./vocabulary-files.ts";
import { compileVocabulary } from "./vocabulary.ts";

const data: VocabularyData = {
  features: { "payments.refunds": { title: "Refunds", category: "payments", synonyms: ["money back"] } },
  capabilities: {},
  tags: [],
  rejected: ["dunning schedule", "misc stuff"],
};

describe("addSynonym", () => {
  it("adds the phrase in order and lifts its rejection", () => {
    const next = addSynonym(data, "payments.refunds", " Dunning schedule ");
    expect(next.features["payments.refunds"]?.synonyms).toEqual(["Dunning schedule", "money back"]);
    expect(next.rejected).toEqual(["misc stuff"]);
    expect(data.rejected).toHaveLength(2);
    expect(compileVocabulary(next).match("dunning schedule")?.key).toBe("payments.refunds");
  });

  it("changes nothing when the phrase leads there already", () => {
    expect(addSynonym(data, "payments.refunds", "**Money back!**")).toEqual(data);
  });

  it("says what is wrong", () => {
    expect(() => addSynonym(data, "payments.refund", "x y")).toThrow(
      expect.objectContaining({ code: "E_VOCAB", hint: expect.stringContaining("payments.refunds") }),
    );
    expect(() => addSynonym(data, "toString", "x y")).toThrow(expect.objectContaining({ code: "E_VOCAB" }));
    expect(() => addSynonym(data, "payments.refunds", "🚀")).toThrow(expect.objectContaining({ code: "E_VOCAB" }));
    const two = addKey(data, "a.b", "Other", "a", ["other thing"]);
    expect(() => addSynonym(two, "payments.refunds", "Other thing")).toThrow(
      expect.objectContaining({ message: '"Other thing" belongs to the feature a.b' }),
    );
  });
});

describe("addKey", () => {
  it("adds a feature", () => {
    const next = addKey(data, "billing.dunning", " Dunning ", "billing", ["Dunning schedule"]);
    expect(Object.keys(next.features)).toEqual(["billing.dunning", "payments.refunds"]);
    expect(next.features["billing.dunning"]).toEqual({
      title: "Dunning",
      category: "billing",
      synonyms: ["Dunning schedule"],
    });
    expect(next.rejected).toEqual(["misc stuff"]);
  });

  it.each([
    ["Billing Dunning", "T", "c", []],
    ["payments.refunds", "T", "c", []],
    ["a.b", "", "c", []],
    ["a.b", "T", " ", []],
    ["a.b", "T", "c", ["Money-back"]],
  ])("refuses %j %j %j %j", (key, title, category, synonyms) => {
    expect(() => addKey(data, key, title, category, synonyms)).toThrow(expect.objectContaining({ code: "E_VOCAB" }));
  });
});

describe("rejectPhrase", () => {
  it("keeps the normalised phrase, once", () => {
    const next = rejectPhrase(data, "## Legacy Stuff!");
    expect(next.rejected).toEqual(["dunning schedule", "legacy stuff", "misc stuff"]);
    expect(rejectPhrase(next, "legacy stuff")).toBe(next);
  });

  it("refuses what a feature claims", () => {
    expect(() => rejectPhrase(data, "money back")).toThrow(expect.objectContaining({ code: "E_VOCAB" }));
    expect(() => rejectPhrase(data, "…")).toThrow(expect.objectContaining({ code: "E_VOCAB" }));
  });
});

describe("vocabulary files", () => {
  it("turn into data and back", () => {
    expect(vocabularyFromJson(vocabularyToJson(data))).toEqual(data);
    expect(
      vocabularyFromJson({ features: undefined, capabilities: undefined, tags: undefined, rejected: undefined }),
    ).toEqual({
      features: {},
      capabilities: {},
      tags: [],
      rejected: [],
    });
  });
});
