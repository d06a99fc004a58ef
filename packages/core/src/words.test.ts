import { describe, expect, it } from "vitest";
import { clockFrom, formatInstant } from "./clock.ts";
import { formatPlace, T4Error } from "./error.ts";
import { getOwn, isJsonObject, setOwn, sortedSet, type JsonObject } from "./json.ts";
import { formatPointer, parsePointer, positionOfPointer } from "./json-pointer.ts";
import { laneOf, laneOfTag } from "./lane.ts";
import { baseName, dirName, joinPath, relativeTo, staysInside } from "./paths.ts";
import { isAtLeast, weakest } from "./signal.ts";
import { positionAt } from "./text.ts";

describe("clockFrom", () => {
  it("prefers --now, then SOURCE_DATE_EPOCH, and writes whole seconds in UTC", () => {
    expect(clockFrom({ now: "2026-11-21T10:00:00+01:00", sourceDateEpoch: "0" }).now()).toBe("2026-11-21T09:00:00Z");
    expect(clockFrom({ sourceDateEpoch: "1000000000" }).now()).toBe("2001-09-09T01:46:40Z");
    expect(clockFrom({ sourceDateEpoch: "" }).now()).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
    expect(formatInstant(new Date(1))).toBe("1970-01-01T00:00:00Z");
  });

  it.each([{ now: "yesterday" }, { now: "2026-11-21" }, { now: "2026-13-41T00:00:00Z" }, { sourceDateEpoch: "1e3" }])(
    "rejects %o",
    (options) => {
      expect(() => clockFrom(options)).toThrow(T4Error);
    },
  );
});

describe("lanes", () => {
  it.each([
    ["lane:L2", "L2"],
    ["lane:l2", "L2"],
    ["lane:l2-integration", "L2"],
    ["lane:L6", undefined],
    ["lane:L22", undefined],
    ["airplane:L2", undefined],
  ])("reads %s as %s", (tag, lane) => {
    expect(laneOfTag(tag)).toBe(lane);
  });

  it("prefers the tag over matrix.lane and names a disagreement", () => {
    expect(laneOf(["team:x", "lane:L3"], "L3")).toEqual({ lane: "L3", disagreeing: [] });
    expect(laneOf(["lane:l3"], "L1-x")).toEqual({ lane: "L3", disagreeing: ["L1", "L3"] });
    expect(laneOf([], "l4")).toEqual({ lane: "L4", disagreeing: [] });
    expect(laneOf([], undefined)).toEqual({ lane: undefined, disagreeing: [] });
    expect(laneOf(["lane:L1", "lane:L2"], "nonsense").disagreeing).toEqual(["L1", "L2"]);
  });
});

describe("paths", () => {
  it("joins, splits and relates paths with /", () => {
    expect(joinPath("", "a", "../b")).toBe("b");
    expect(joinPath("", "")).toBe("");
    expect(dirName("a/b/c")).toBe("a/b");
    expect(dirName("a")).toBe("");
    expect(baseName("a/b")).toBe("b");
    expect(relativeTo("a", "a/b")).toBe("b");
    expect(relativeTo("a", "ab/c")).toBeUndefined();
    expect(relativeTo("", "x")).toBe("x");
  });

  it.each(["..", "../x", "a/../../x", "/etc/passwd", "C:/x", "a\\b", "a\0b"])(
    "knows that %j may leave the folder",
    (path) => {
      expect(staysInside(path)).toBe(false);
    },
  );

  it.each(["a", "a/../b", "..a/b", ""])("knows that %j stays", (path) => {
    expect(staysInside(path)).toBe(true);
  });
});

describe("JSON helpers", () => {
  it("treats __proto__ as an own property", () => {
    const target: JsonObject = {};
    setOwn(target, "__proto__", 1);
    setOwn(target, "a", 2);
    expect(getOwn(target, "__proto__")).toBe(1);
    expect(getOwn(target, "constructor")).toBeUndefined();
    expect(Object.keys(target)).toEqual(["__proto__", "a"]);
  });

  it("tells objects from arrays, null and scalars, and sorts sets", () => {
    expect([{}, [], null, 1].map(isJsonObject)).toEqual([true, false, false, false]);
    expect(sortedSet(["b", "a", "b", "B"])).toEqual(["B", "a", "b"]);
  });
});

describe("JSON Pointer", () => {
  it("escapes and unescapes", () => {
    expect(formatPointer(["a/b", "~", 0])).toBe("/a~1b/~0/0");
    expect(parsePointer("/a~1b/~0/0")).toEqual(["a/b", "~", "0"]);
    expect(parsePointer("")).toEqual([]);
    expect(() => parsePointer("a")).toThrow(RangeError);
  });

  it("finds the place of a value, or of the nearest around it", () => {
    const text = '{\n  "a": [1,\n    {"b": 2}]\n}';
    expect(positionOfPointer(text, "/a/1/b")).toEqual({ line: 3, column: 11 });
    expect(positionOfPointer(text, "/a/7")).toEqual({ line: 2, column: 8 });
    expect(positionOfPointer(text, "/x/y/z")).toEqual({ line: 1, column: 1 });
    expect(positionOfPointer("", "/x")).toEqual({ line: 1, column: 1 });
  });
});

describe("positions and confidence", () => {
  it("counts lines that end in CRLF, LF and CR", () => {
    expect(positionAt("a\r\nb\nc\rd", 7)).toEqual({ line: 4, column: 1 });
    expect(positionAt("ab", 1)).toEqual({ line: 1, column: 2 });
  });

  it("orders confidences", () => {
    expect(isAtLeast("high", "medium")).toBe(true);
    expect(isAtLeast("low", "medium")).toBe(false);
    expect(weakest(["high", "low", "medium"])).toBe("low");
    expect(weakest([])).toBe("high");
  });

  it("formats a place as far as it is known", () => {
    expect(formatPlace({})).toBe("");
    expect(formatPlace({ file: "a", column: 3 })).toBe("a");
    expect(formatPlace({ file: "a", line: 2, column: 3 })).toBe("a:2:3");
  });
});
