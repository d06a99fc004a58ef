import type { VocabularyData } from "@t4/contracts";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { listAmbiguities } from "./claims.ts";
import { normalizePhrase } from "./normalize.ts";
import { compileVocabulary } from "./vocabulary.ts";

const SEED = Date.now() % 2 ** 31;

const data: VocabularyData = {
  features: {
    "payments.idempotency": { title: "Idempotent payments", category: "payments", synonyms: ["charged once"] },
    "payments.refunds": { title: "Refunds", category: "payments", synonyms: ["partial refunds"] },
    "cache.caching": { title: "Caching", category: "cache", synonyms: ["cache", "result cache"], contained: true },
    "api.http": { title: "HTTP API", category: "api", synonyms: ["api for results", "installation of apis"] },
    ["__proto__"]: { title: "Prototype", category: "x", synonyms: ["constructor"] },
  },
  capabilities: {
    payments: { title: "Payments", synonyms: ["charge", "charges"] },
    cache: { title: "Cache", synonyms: [] },
    security: { title: "Security", synonyms: ["encrypts"] },
  },
  tags: ["lane:L2", "domain:*"],
  rejected: ["Result cache page"],
};
const vocabulary = compileVocabulary(data);

function match(phrase: string): unknown {
  const found = vocabulary.match(normalizePhrase(phrase));
  return found && [found.key, found.how, found.term];
}

describe("matching", () => {
  it("is exact for a key, a title and a synonym", () => {
    expect(match("payments.idempotency")).toEqual(["payments.idempotency", "exact", "payments idempotency"]);
    expect(match("**Idempotent payments** (`charge.py`)")).toEqual([
      "payments.idempotency",
      "exact",
      "idempotent payments",
    ]);
    expect(match("Charged once!")).toEqual(["payments.idempotency", "exact", "charged once"]);
    expect(match("✅ Refunds:")).toEqual(["payments.refunds", "exact", "refunds"]);
  });

  it("is contained for a whole run of words only", () => {
    expect(match("All idempotent payments here")).toEqual(["payments.idempotency", "contained", "idempotent payments"]);
    expect(match("All nonidempotent payments here")).toBeUndefined();
    expect(match("idempotent of payments")).toBeUndefined();
  });

  it("takes one word inside a phrase only where the vocabulary says so", () => {
    expect(match("Refunds within 30 days")).toBeUndefined();
    expect(match("A cache for prices")).toEqual(["cache.caching", "contained", "cache"]);
  });

  it("prefers more words, then more letters, then the first", () => {
    expect(match("caching of the result cache")).toEqual(["cache.caching", "contained", "result cache"]);
    expect(match("http api and partial refunds")).toEqual(["payments.refunds", "contained", "partial refunds"]);
    expect(match("result cache, api for results")).toEqual(["api.http", "contained", "api for results"]);
  });

  it("does not look into rejected phrases and boilerplate", () => {
    expect(match("Result cache page")).toBeUndefined();
    expect(match("How to use")).toBeUndefined();
  });

  it("takes names of the object prototype as data", () => {
    expect(match("constructor")).toEqual(["__proto__", "exact", "constructor"]);
    expect(match("toString")).toBeUndefined();
    expect(vocabulary.isFeature("toString")).toBe(false);
    expect(vocabulary.isFeature("payments.refunds")).toBe(true);
  });
});

describe("capabilitiesIn", () => {
  it("needs the docstring to say the capability, or an accepted feature of it", () => {
    expect(vocabulary.capabilitiesIn("Charge a customer once per key.", ["payments.idempotency"])).toEqual([
      "payments",
    ]);
    expect(vocabulary.capabilitiesIn("Makes idempotent payments.", ["payments.idempotency"])).toEqual(["payments"]);
    expect(vocabulary.capabilitiesIn("Formats partial refunds.", [])).toEqual([]);
    expect(vocabulary.capabilitiesIn("Formats a date.", ["payments.idempotency"])).toEqual([]);
    expect(vocabulary.capabilitiesIn("Encrypts a cache.", [])).toEqual(["cache", "security"]);
    expect(vocabulary.capabilitiesIn("", [])).toEqual([]);
  });
});

describe("tags, stop list and rejections", () => {
  it("are looked up by name or namespace", () => {
    const tags = ["lane:L2", "domain:billing", "domain:a:b", "lane:L3", "domain:", "domain:*", "domain", ""];
    expect(tags.map(vocabulary.isAllowedTag)).toEqual([true, true, true, false, false, false, false, false]);
    expect(vocabulary.isBoilerplate("table of contents")).toBe(true);
    expect(vocabulary.isRejected("result cache page")).toBe(true);
    expect(vocabulary.isRejected("refunds")).toBe(false);
  });
});

describe("compileVocabulary", () => {
  it("refuses a wording that two keys claim, whatever its dress", () => {
    const features = {
      "a.one": { title: "One", category: "a", synonyms: ["Rate-Limiting"] },
      "b.two": { title: "Two", category: "b", synonyms: ["✅ rate limiting"] },
    };
    expect(() => compileVocabulary({ ...data, features })).toThrow(
      expect.objectContaining({
        code: "E_VOCAB",
        message: '"✅ rate limiting" is claimed by a.one and by b.two in features.json',
      }),
    );
  });

  it(`is total, and maps every key to itself (seed ${SEED})`, () => {
    const word = fc.oneof(
      fc.string({ maxLength: 8 }),
      fc.constantFrom("__proto__", "", "🚀", "a b", "constructor", "["),
    );
    const entry = fc.record({ title: word, category: word, synonyms: fc.array(word, { maxLength: 3 }) });
    fc.assert(
      fc.property(fc.dictionary(word, entry), fc.string({ unit: "binary" }), (features, phrase) => {
        const given = { features, capabilities: {}, tags: [], rejected: [phrase] };
        fc.pre(listAmbiguities(given).length === 0);
        const compiled = compileVocabulary(given);
        const keys = Object.keys(features).filter((key) => normalizePhrase(key) !== "");
        expect(keys.map((key) => compiled.match(normalizePhrase(key))?.key)).toEqual(keys);
        compiled.match(normalizePhrase(phrase));
        compiled.suggest(normalizePhrase(phrase));
        compiled.capabilitiesIn(phrase, keys);
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  it(`matches the same whatever noise surrounds a phrase (seed ${SEED})`, () => {
    const phrase = fc.constantFrom(
      "Idempotent payments",
      "refunds",
      "A cache for prices",
      "charged once",
      "Dunning schedule",
    );
    const before = fc.constantFrom(
      "",
      "- ",
      "* ",
      "• ",
      "1. ",
      "## ",
      "###### ",
      "- [ ] ",
      "✅ ",
      "âœ… ",
      "ðŸš€ ",
      "\u00a0",
      "\ufeff",
      "3) ",
      "> ",
      ":tada: ",
    );
    const mark = fc.constantFrom("", "**", "*", "_", "__", "***", "`", "~~");
    const after = fc.constantFrom(
      "",
      ":",
      ".",
      "!",
      " 🎉",
      " ✨",
      " âš\u00a0ï¸",
      "…",
      "\r",
      "\n\n",
      " –",
      " ##",
      "  ",
      "\u200b",
    );
    const space = fc.constantFrom(" ", "\u00a0", "  ", "\u2003", "\t", " \u200b");
    fc.assert(
      fc.property(
        phrase,
        fc.array(before, { maxLength: 3 }),
        mark,
        fc.array(after, { maxLength: 3 }),
        space,
        (text, lead, dress, tail, gap) => {
          const noisy = lead.join("") + dress + text.replaceAll(" ", gap) + dress + tail.join("");
          expect(normalizePhrase(noisy)).toBe(normalizePhrase(text));
          expect(match(noisy)).toEqual(match(text));
        },
      ),
      { numRuns: 1000, seed: SEED },
    );
  });
});
