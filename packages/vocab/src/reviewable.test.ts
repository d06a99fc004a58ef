import { describe, expect, it } from "vitest";
import { BOILERPLATE_HEADINGS } from "./boilerplate-headings.ts";
import { isBoilerplate } from "./boilerplate.ts";
import { normalizePhrase } from "./normalize.ts";
import { isReviewable } from "./reviewable.ts";

const review = (phrase: string): boolean => isReviewable(phrase, normalizePhrase(phrase));

describe("isReviewable", () => {
  it.each([
    "Dunning schedule",
    "Node.js support",
    "CI/CD",
    "A/B testing",
    "Ledger",
    "C++ bindings",
    "**Bold lead**",
    "支払い",
    "Zahlungen (EU)",
    "May payments",
  ])("lets people decide about %j", (phrase) => {
    expect(review(phrase)).toBe(true);
  });

  it.each([
    "",
    "🚀",
    "42",
    "1.2.3",
    "v2",
    "v1.0.0-rc1",
    "Version 3",
    "2024-01-31",
    "12 March 2024",
    "x",
    "a b",
    "charge()",
    "`charge.py`",
    "`cwd`",
    "src/billing/charge.py",
    "./run",
    "--dry-run",
    "$HOME",
    "@t4/core",
    "snake_case_name",
    "MAX_SIZE",
    "camelCase",
    "foo.bar",
    "a => b",
    "x = 1",
    "**/*.ts",
    "std::map",
    "<T>",
    "one two three four five six seven eight nine ten eleven",
  ])("keeps %j out", (phrase) => {
    expect(review(phrase)).toBe(false);
  });
});

describe("the stop list", () => {
  it("is generous, normalised and without repeats", () => {
    expect(BOILERPLATE_HEADINGS.length).toBeGreaterThan(400);
    expect(BOILERPLATE_HEADINGS.filter((heading) => normalizePhrase(heading) !== heading)).toEqual([]);
    expect(new Set(BOILERPLATE_HEADINGS).size).toBe(BOILERPLATE_HEADINGS.length);
  });

  it.each([
    "## 📦 Installation",
    "Table of Contents",
    "**Usage:**",
    "1. Getting Started",
    "API",
    "License",
    "What's new",
  ])("knows %j", (heading) => {
    expect(isBoilerplate(normalizePhrase(heading))).toBe(true);
  });
});
