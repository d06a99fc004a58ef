import { describe, expect, it } from "vitest";
import { createSuggester } from "./suggest.ts";

const suggest = createSuggester(
  [
    ["payments.idempotency", "idempotent payments"],
    ["resilience.rate_limiting", "rate limiting"],
    ["observability.health_checks", "health checks"],
    ["twin.a", "alpha beta"],
    ["twin.b", "alpha beto"],
  ].map(([key = "", term = ""]) => ({ key, term, wording: term })),
);

describe("suggest", () => {
  it("forgives a typo and another order of words", () => {
    expect(suggest("idempotant payment")).toEqual({ key: "payments.idempotency", score: expect.closeTo(0.8, 1) });
    expect(suggest("checks health")).toEqual({ key: "observability.health_checks", score: 1 });
  });

  it("gives two decimals, and the first key by code units among equals", () => {
    const near = suggest("alpha betx");
    expect(near?.key).toBe("twin.a");
    expect(Math.round((near?.score ?? 0) * 100) / 100).toBe(near?.score);
  });

  it("has nothing to say about nonsense", () => {
    expect(["dunning schedule", "xyzzy", "", "日本"].map(suggest)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("gives the same answer for a phrase of any length", () => {
    const long = "rate limiting ".repeat(20_000).trim();
    expect(suggest(long)).toEqual(suggest(long));
  });
});
