import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatJson } from "./format-json.ts";
import { canonicalJson, gitBlobSha, sha256, sourceSha, valueSha } from "./hash.ts";
import type { JsonValue } from "./json.ts";
import { encodeUtf8 } from "./text.ts";

describe("formatJson", () => {
  it("writes two-space indent, keys in code-unit order, one trailing newline", () => {
    expect(formatJson({ b: [1, { y: null, x: "é" }], a: {}, Z: [], "\u{1F600}": 1, "\uFF5E": 2 })).toBe(
      '{\n  "Z": [],\n  "a": {},\n  "b": [\n    1,\n    {\n      "x": "é",\n      "y": null\n    }\n  ],\n  "\u{1F600}": 1,\n  "\uFF5E": 2\n}\n',
    );
  });

  it("keeps keys in order that an object would list first, and __proto__", () => {
    const value = JSON.parse('{"b": 1, "10": 2, "9": 3, "__proto__": {"z": 1, "a": 2}}') as JsonValue;
    expect(formatJson([value])).toBe(
      '[\n  {\n    "10": 2,\n    "9": 3,\n    "__proto__": {\n      "a": 2,\n      "z": 1\n    },\n    "b": 1\n  }\n]\n',
    );
  });

  it("gives the same value back, whatever the order of keys was", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = formatJson(value as JsonValue);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(formatJson(JSON.parse(text) as JsonValue)).toBe(text);
      }),
    );
  });
});

describe("hashes", () => {
  it("hashes a value by its canonical JSON (RFC 8785)", () => {
    expect(canonicalJson({ b: 1e21, a: "\u000f" })).toBe('{"a":"\\u000f","b":1e+21}');
    expect(valueSha({ b: 1, a: 2 })).toBe(valueSha({ a: 2, b: 1 }));
    expect(valueSha("x")).toBe(sha256('"x"'));
    expect(canonicalJson(["\\ud800", "😀"])).toBe('["\\\\ud800","😀"]');
  });

  it("gives what the RFC 8785 library gives, also where it takes the short way", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(canonicalJson(value as JsonValue)).toBe(canonicalize(value));
      }),
      { numRuns: 1000 },
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, "\ud800", { "\udc00": 1 }])(
    "refuses %j, which has no canonical JSON",
    (value) => {
      expect(() => canonicalJson([value as JsonValue])).toThrow(Error);
    },
  );

  it("gives git's own blob id", () => {
    expect(gitBlobSha(encodeUtf8("hello\n"))).toBe("ce013625030ba8dba906f756967f9e9ca394464a");
  });

  it("takes one source's own hash, and a hash of the pairs for several, whatever their order", () => {
    const [a, b] = [
      { path: "a.md", sha: sha256("a") },
      { path: "b.md", sha: sha256("b") },
    ];
    expect(sourceSha([a])).toBe(a.sha);
    expect(sourceSha([a, b])).toBe(sourceSha([b, a, b]));
    expect(sourceSha([a, b])).not.toBe(sourceSha([a]));
  });
});
