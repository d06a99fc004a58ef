import { describe, expect, it } from "vitest";
import { shown, shownDiffs, shownText } from "./shown.ts";

describe("shown", () => {
  it("writes out what a terminal would obey, and keeps lines, tabs and letters", () => {
    expect(shownText("a\u001b[2Jb\u0007\u009bc\u202ed\r\n\té💳")).toBe(
      "a\\u001b[2Jb\\u0007\\u009bc\\u202ed\\u000d\n\té💳",
    );
  });

  it("reaches every text of plain data, keys too", () => {
    const data = { "k\u001b": ["\u0000", { x: null, y: 1, __proto__: { z: 1 } }] };
    expect(JSON.stringify(shown(data))).toBe('{"k\\\\u001b":["\\\\u0000",{"x":null,"y":1}]}');
  });
});

describe("shownDiffs", () => {
  const diff = "-a\u001b[2J\rb\r\n+c\r\r\n";

  it("leaves carriage returns at the ends of lines on a pipe, and nothing else that a terminal obeys", () => {
    expect(shownDiffs([diff, ""], false)).toEqual(["-a\\u001b[2J\\u000db\r\n+c\\u000d\r\n", ""]);
  });

  it("writes them out on a terminal", () => {
    expect(shownDiffs([diff], true)).toEqual([shownText(diff)]);
  });
});
