import { describe, expect, it } from "vitest";
import { addFormat, type Format, settleFormats } from "./formats.ts";

const settled = (...words: string[]): Format[] =>
  settleFormats(words.reduce<Format[]>((before, word) => addFormat(word, before), []));

describe("settleFormats", () => {
  it("prints text where nothing else is printed", () => {
    const text = { name: "text", file: undefined };
    expect(settled()).toEqual([text]);
    expect(settled("json=a")).toEqual([text, { name: "json", file: "a" }]);
    expect(settled("text", "github", "markdown")).toHaveLength(3);
    expect(settled("json", "sarif=a", "junit=b")).toHaveLength(3);
  });

  it.each([
    [["json", "sarif"], "json goes alone to standard output, not with sarif"],
    [["text", "junit", "markdown=x"], "junit goes alone to standard output, not with text"],
    [["json", "json"], "json goes alone to standard output, not with json"],
    [["json=a/r", "sarif=a/../a/r"], "a/../a/r is to hold two reports"],
  ])("refuses %j", (words, message) => {
    expect(() => settled(...words)).toThrow(message);
  });
});
