import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { T4Error } from "./error.ts";
import { formatJson } from "./format-json.ts";
import type { JsonValue } from "./json.ts";
import { MAX_JSON_BYTES, parseJson, parseJsonText } from "./parse-json.ts";
import { encodeUtf8 } from "./text.ts";

function failure(text: string | Uint8Array): Pick<T4Error, "code" | "line" | "column"> {
  try {
    parseJson(typeof text === "string" ? encodeUtf8(text) : text, "m.json");
  } catch (error) {
    const { code, line, column } = error as T4Error;
    return { code, line, column };
  }
  throw new Error("parsed");
}

describe("parseJson", () => {
  it.each([
    ["a missing value", '{\n  "a": \n}', { code: "E_JSON", line: 3, column: 1 }],
    ["a trailing comma in an object", '{"a": 1,}', { code: "E_JSON", line: 1, column: 9 }],
    ["a trailing comma in an array", "[1,]", { code: "E_JSON", line: 1, column: 4 }],
    ["a comment", '{"a": 1} // no', { code: "E_JSON", line: 1, column: 10 }],
    ["a leading zero", '{"a": 01}', { code: "E_JSON", line: 1, column: 8 }],
    ["an unfinished string", '{"a": "x', { code: "E_JSON", line: 1, column: 7 }],
    ["a bad escape", '{"a": "\\q"}', { code: "E_JSON", line: 1, column: 7 }],
    ["half a surrogate pair", '{"a": "\\ud800"}', { code: "E_JSON", line: 1, column: 7 }],
    ["half a surrogate pair in a key", '{"\\udc00": 1}', { code: "E_JSON", line: 1, column: 2 }],
    ["two documents", "{} {}", { code: "E_JSON", line: 1, column: 4 }],
    ["an empty file", "", { code: "E_JSON", line: 1, column: 1 }],
    ["a key without quotes", "{a: 1}", { code: "E_JSON", line: 1, column: 2 }],
    ["a key that is a number", "{1: 1}", { code: "E_JSON", line: 1, column: 2 }],
    ["a missing colon", '{"a" 1}', { code: "E_JSON", line: 1, column: 6 }],
    ["a bracket of the other kind", '{"a": [1}', { code: "E_JSON", line: 1, column: 9 }],
    ["a repeated key", '{"a": 1,\n "a": 2}', { code: "E_JSON_DUPLICATE_KEY", line: 2, column: 2 }],
    [
      "a key repeated in another spelling",
      '{"a": 1,\r\n "\\u0061": 2}',
      { code: "E_JSON_DUPLICATE_KEY", line: 2, column: 2 },
    ],
    ["a repeated __proto__", '{"__proto__": 1, "__proto__": 2}', { code: "E_JSON_DUPLICATE_KEY", line: 1, column: 18 }],
    ["a nesting of 65", "[".repeat(65) + "]".repeat(65), { code: "E_JSON_DEPTH", line: 1, column: 65 }],
    ["a nesting of 100,000", '{"a":'.repeat(100_000), { code: "E_JSON_DEPTH", line: 1, column: 321 }],
    ["a byte order mark", "\uFEFF{}", { code: "E_ENCODING", line: 1, column: 1 }],
  ])("rejects %s at its place", (_, text, expected) => {
    expect(failure(text)).toEqual(expected);
  });

  it("names the line and column of the first byte that is not UTF-8", () => {
    const bytes = Uint8Array.from([...encodeUtf8('{\n "\uFFFD": "'), 0xe9, ...encodeUtf8('"}')]);
    expect(failure(bytes)).toEqual({ code: "E_ENCODING", line: 2, column: 8 });
  });

  it("refuses more than five megabytes without parsing them", () => {
    expect(failure(new Uint8Array(MAX_JSON_BYTES + 1)).code).toBe("E_TOO_LARGE");
  });

  it("allows a nesting of 64, in its own format too", () => {
    const text = "[".repeat(64) + "]".repeat(64);
    expect(parseJsonText(text, "m.json").value).toEqual(JSON.parse(text));
    let value: JsonValue = 1;
    for (let depth = 0; depth < 64; depth += 1) value = { a: value };
    expect(parseJsonText(formatJson(value), "m.json").canonicalFormat).toBe(true);
    expect(() => parseJsonText(formatJson({ a: value }), "m.json")).toThrow(/nests deeper/);
  });

  it("keeps __proto__ and constructor as data", () => {
    const { value } = parseJsonText('{"__proto__": {"polluted": true}, "constructor": 1}', "m.json");
    expect(Object.keys(value as object)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(formatJson(value)).toContain('"__proto__": {\n');
  });

  it("says whether a text is in T4's own format", () => {
    expect(parseJsonText('{\n  "a": 1\n}\n', "m.json").canonicalFormat).toBe(true);
    expect(parseJsonText('{\n\t"a": 1\n}\n', "m.json").canonicalFormat).toBe(false);
    expect(parseJsonText('{\n  "b": 1,\n  "a": 1\n}\n', "m.json").canonicalFormat).toBe(false);
  });

  it("accepts what JSON.parse accepts, up to repeated keys, and nothing else", () => {
    const mutated = fc
      .tuple(
        fc.json({ maxDepth: 5 }),
        fc.nat(),
        fc.constantFrom("", ",", '"', "}", "]", "\\", "0", ":", "\n", "\u0001"),
      )
      .map(
        ([text, at, insert]) =>
          text.slice(0, at % (text.length + 1)) + insert + text.slice((at % (text.length + 1)) + (at % 2)),
      );
    fc.assert(
      fc.property(mutated, (text) => {
        const theirs = outcome(() => JSON.parse(text) as unknown);
        const ours = outcome(() => parseJsonText(text, "m.json").value);
        expect([theirs, "E_JSON_DUPLICATE_KEY", theirs === "rejected" ? "E_JSON" : theirs]).toContainEqual(ours);
      }),
      { numRuns: 2000 },
    );
  });
});

/** The value as text, T4's error code, or `rejected` for an error of somebody else's. */
function outcome(work: () => unknown): string {
  try {
    return JSON.stringify(work());
  } catch (error) {
    return error instanceof T4Error ? error.code : "rejected";
  }
}
