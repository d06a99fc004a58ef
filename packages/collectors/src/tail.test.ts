import { describe, expect, it } from "vitest";
import { Tail } from "./tail.ts";

const filled = (limit: number, ...texts: string[]): Tail => {
  const tail = new Tail(limit);
  for (const text of texts) tail.push(Buffer.from(text));
  return tail;
};

describe("Tail", () => {
  it("gives short output whole, without blank lines at the end", () => {
    expect(filled(100, "one\n", "two\r\nth", "ree\n\n \n").lines(10)).toEqual(["one", "two", "three"]);
    expect(filled(100).lines(10)).toEqual([]);
  });

  it("gives the last lines of many", () => {
    expect(filled(1000, "1\n2\n3\n4\n").lines(2)).toEqual(["3", "4"]);
  });

  it("leaves out the line that it cut", () => {
    expect(filled(8, "first line\nsecond\n").lines(10)).toEqual(["second"]);
  });

  it("holds a bounded part of a million lines", () => {
    const tail = new Tail(1024);
    const before = process.memoryUsage().rss;
    for (let line = 1; line <= 1_000_000; line += 1) tail.push(Buffer.from(`line ${line} of a runner that talks\n`));
    expect(tail.lines(2)).toEqual([999_999, 1_000_000].map((line) => `line ${line} of a runner that talks`));
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });
});
