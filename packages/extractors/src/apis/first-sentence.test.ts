import { describe, expect, it } from "vitest";
import { firstSentence } from "./first-sentence.ts";

describe("firstSentence", () => {
  const cases: [string, string | undefined][] = [
    ["Charge a customer. Twice never.", "Charge a customer."],
    ["\n    Wrapped over\n    two lines. More.\n    ", "Wrapped over two lines."],
    ["No full stop\n\n    Second paragraph.", "No full stop"],
    ["Reads e.g. CSV files. Then stops.", "Reads e.g. CSV files."],
    ["   \n ", undefined],
    ["A \ud800 lone surrogate.", "A \ufffd lone surrogate."],
  ];
  it.each(cases)("of %j is %j", (docstring, sentence) => {
    expect(firstSentence(docstring)).toBe(sentence);
  });

  it("is cut at a word when it does not end", () => {
    const sentence = firstSentence("word ".repeat(1000));
    expect(sentence?.length).toBeLessThanOrEqual(300);
    expect(sentence).toMatch(/word …$/);
  });
});
