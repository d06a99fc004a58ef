import { describe, expect, it } from "vitest";
import { shown, shownDiffs, shownName, shownText, shownToRunner } from "./shown.ts";

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

describe("shownName", () => {
  it("stays on one line", () => {
    expect(shownName("a\nheld  schema\t\r\u2028b é")).toBe(String.raw`a\u000aheld  schema\u0009\u000d\u2028b é`);
  });
});

describe("shownToRunner", () => {
  const env = { GITHUB_ACTIONS: "true" };
  it.each([
    ["::stop-commands::zz\n", String.raw`\u003a:stop-commands::zz` + "\n"],
    ["a\n \t::error::x", `a\n \t${String.raw`\u003a:error::x`}`],
    ["\u001b[1m::debug::x", `\u001b[1m${String.raw`\u003a:debug::x`}`],
    ["held ##[error]x", `held ${String.raw`\u0023#[error]x`}`],
    ["a ::b:: # [c] ## d :e", "a ::b:: # [c] ## d :e"],
  ])("%j has no command of a runner", (text, told) => {
    expect(shownToRunner(text, env)).toBe(told);
    expect(shownToRunner(text, {})).toBe(text);
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
