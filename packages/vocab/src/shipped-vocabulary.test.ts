import { readFileSync } from "node:fs";
import { validateCapabilities, validateFeatures, validateRejected, validateTags } from "@t4/contracts";
import { formatJson, parseJson, sortedSet, type JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { isBoilerplate } from "./boilerplate.ts";
import { listAmbiguities } from "./claims.ts";
import { normalizePhrase } from "./normalize.ts";
import { vocabularyFromJson, vocabularyToJson } from "./vocabulary-files.ts";
import { compileVocabulary } from "./vocabulary.ts";

const files = {
  features: read("features.json"),
  capabilities: read("capabilities.json"),
  tags: read("tags.json"),
  rejected: read("rejected.json"),
};
const data = vocabularyFromJson(files);
const wordings = Object.entries(data.features).flatMap(([key, entry]) =>
  [key, entry.title, ...entry.synonyms].map((wording) => ({ key, wording })),
);

describe("the shipped vocabulary", () => {
  it("validates and is written in T4's own format", () => {
    expect(validateFeatures(files.features)).toEqual([]);
    expect(validateCapabilities(files.capabilities)).toEqual([]);
    expect(validateTags(files.tags)).toEqual([]);
    expect(validateRejected(files.rejected)).toEqual([]);
    expect(vocabularyToJson(data)).toEqual(files);
  });

  it("holds enough to find something in an ordinary repository", () => {
    expect(Object.keys(data.features).length).toBeGreaterThanOrEqual(160);
    expect(Object.keys(data.capabilities).length).toBeGreaterThanOrEqual(40);
    expect(new Set(Object.values(data.features).map((entry) => entry.category)).size).toBeGreaterThanOrEqual(20);
  });

  it("is free of ambiguity", () => {
    expect(listAmbiguities(data)).toEqual([]);
  });

  it("gives each feature a dotted key and three to fourteen sorted synonyms", () => {
    const odd = Object.entries(data.features).filter(
      ([key, { synonyms }]) =>
        !/^[a-z][a-z0-9]*\.[a-z0-9_]+$/.test(key) ||
        synonyms.length < 3 ||
        synonyms.length > 14 ||
        synonyms.join("\n") !== sortedSet(synonyms).join("\n"),
    );
    expect(odd).toEqual([]);
  });

  it("matches every key, title and synonym to its own key, exactly and inside a sentence", () => {
    const vocabulary = compileVocabulary(data);
    const exactly = wordings.filter(({ key, wording }) => {
      const match = vocabulary.match(normalizePhrase(wording));
      return match?.key !== key || match.how !== "exact";
    });
    expect(exactly).toEqual([]);
    const inside = wordings.filter(({ key, wording }) => {
      const normalized = normalizePhrase(wording);
      return normalized.includes(" ") && vocabulary.match(`zzz ${normalized} qqq`)?.key !== key;
    });
    expect(inside).toEqual([]);
  });

  it("claims no boilerplate heading", () => {
    expect(wordings.filter(({ wording }) => isBoilerplate(normalizePhrase(wording)))).toEqual([]);
  });

  it("allows every lane and the usual namespaces", () => {
    const vocabulary = compileVocabulary(data);
    const allowed = [
      "lane:L0",
      "lane:L5",
      "lane:l2-integration",
      "domain:billing",
      "team:core",
      "tier:1",
      "lang:python",
    ];
    expect(allowed.filter((tag) => !vocabulary.isAllowedTag(tag))).toEqual([]);
    const refused = ["", "lane", "lane:", "nonsense:1", ":L0", "lane:*"];
    expect(refused.filter((tag) => vocabulary.isAllowedTag(tag))).toEqual([]);
  });
});

function read(name: string): JsonValue {
  const parsed = parseJson(readFileSync(new URL(`../../../vocab/${name}`, import.meta.url)), name);
  expect(parsed.text).toBe(formatJson(parsed.value));
  return parsed.value;
}
