import { describe, expect, it } from "vitest";
import { shown, shownText } from "./shown.ts";

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
