import fc from "fast-check";
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { offsetOfValue } from "./locate-json.ts";

const SEED = Date.now() % 2 ** 31;

/** The same, by a library that builds the tree of the whole text. */
function offsetInTree(text: string, segments: readonly string[]): number {
  const root = parseTree(text)!;
  let node = root;
  for (const segment of segments) {
    const next = findNodeAtLocation(node, [node.type === "array" ? Number(segment) : segment]);
    if (next === undefined) break;
    node = next;
  }
  return node.offset;
}

describe("offsetOfValue", () => {
  it("passes over strings that hold brackets, quotes and backslashes", () => {
    const text = ' {"a\\"}": "]\\\\", "b": [{"c": "}"}, [], 1e3, {"d\\u0065": true}]}\n';
    expect(text.slice(offsetOfValue(text, ["b", "3", "de"])).startsWith("true")).toBe(true);
    expect(offsetOfValue(text, [])).toBe(1);
    for (const path of [["b", "9"], ["b", "-1"], ["b", "x"], ["b", "2", "y"], ["gone"]]) {
      expect(offsetOfValue(text, path)).toBe(offsetInTree(text, path));
    }
  });

  it(`finds what a parser finds (seed ${SEED})`, () => {
    const key = fc.constantFrom("a", "b", "0", "1", 'q"', "\\", "é{", "");
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        fc.constantFrom(null, true, -1.5, "", 'x"}]', "\\"),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(key, tie("value"), { maxKeys: 4 }),
      ),
    })).value;
    const space = fc.constantFrom(undefined, "  ", "\t");
    fc.assert(
      fc.property(value, space, fc.array(key, { maxLength: 4 }), (json, indent, segments) => {
        const text = JSON.stringify(json, undefined, indent);
        expect(offsetOfValue(text, segments)).toBe(offsetInTree(text, segments));
      }),
      { seed: SEED, numRuns: 1000 },
    );
  });

  it("comes to an end in a text that does not parse", () => {
    for (const text of ["", "{", '{"a', '{"a":', "[1,", '{"a" 1}', "[}"]) {
      expect(offsetOfValue(text, ["a", "0"])).toBeLessThanOrEqual(text.length);
    }
  });
});
