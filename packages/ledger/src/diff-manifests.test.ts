import { formatJson, type JsonValue } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { diffManifests, isSmall, KEPT_BYTES, topLevelField } from "./diff-manifests.ts";
import { equalJson } from "./equal-json.ts";
import { trimChanges } from "./trim-changes.ts";
import { unapplyChanges } from "./unapply-changes.ts";

const SEED = 20_261_121;
const key = fc.oneof(fc.constantFrom("__proto__", "constructor", "/", "~", "~1", "", "a", "b", "10", "9"), fc.string());
const json = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium", withCrossShrink: true },
    fc.constantFrom<JsonValue>(null, true, false, 0, -0, 1, 1e21, "", "x", [], {}),
    fc.string(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 6 }).map(fromPairs),
  ),
})).value;

function fromPairs(pairs: [string, JsonValue][]): JsonValue {
  return Object.fromEntries(pairs);
}

function write(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : formatJson(value);
}

describe("diffManifests", () => {
  it("compares objects key by key and replaces arrays and scalars whole", () => {
    const before = { a: { x: 1, y: [1, 2] }, gone: "g", same: [{ k: 1 }] };
    const after = { a: { x: 2, y: [1] }, big: "b".repeat(KEPT_BYTES), same: [{ k: 1 }] };
    expect(diffManifests(before, after)).toEqual([
      { field: "/a/x", old: 1, new: 2 },
      { field: "/a/y", old: [1, 2], new: [1] },
      { field: "/big" },
      { field: "/gone", old: "g", removed: true },
    ]);
  });

  it("keeps a new value of exactly the limit", () => {
    const value = "b".repeat(KEPT_BYTES - 2);
    expect(diffManifests({}, { value })).toEqual([{ field: "/value", new: value }]);
  });

  it.each([
    ["a list", (length: number): JsonValue => ["x", [1, {}], "b".repeat(length - 15)]],
    ["an object", (length: number): JsonValue => ({ k: { l: true, m: [] }, n: "b".repeat(length - 30) })],
  ])("keeps %s of exactly the limit, and none above it", (_kind, ofBytes) => {
    const [small, large] = [ofBytes(KEPT_BYTES), ofBytes(KEPT_BYTES + 1)];
    expect(JSON.stringify(small)).toHaveLength(KEPT_BYTES);
    expect(diffManifests([], small)).toEqual([{ field: "", old: [], new: small }]);
    expect(diffManifests([], large)).toEqual([{ field: "", old: [] }]);
  });

  it(`keeps whatever fits (seed ${SEED})`, () => {
    const anything = fc.oneof(
      json,
      fc.jsonValue().map((value) => value as JsonValue),
    );
    fc.assert(
      fc.property(anything, (value) => {
        const fits = Buffer.byteLength(JSON.stringify(value)) <= KEPT_BYTES;
        expect(isSmall(value)).toBe(fits);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  it("takes a missing file as one change of the whole", () => {
    expect(diffManifests(undefined, {})).toEqual([{ field: "", new: {} }]);
    expect(diffManifests({}, undefined)).toEqual([{ field: "", old: {}, removed: true }]);
    expect(diffManifests(undefined, undefined)).toEqual([]);
  });

  it(`is undone exactly by unapplyChanges (seed ${SEED})`, () => {
    const state = fc.option(json, { nil: undefined });
    fc.assert(
      fc.property(state, state, (before, after) => {
        const bytes = write(after);
        const changes = diffManifests(before, after);
        expect(write(unapplyChanges(after, changes))).toBe(write(before));
        expect(write(after)).toBe(bytes);
        expect(changes.length > 0 || bytes === write(before)).toBe(true);
      }),
      { seed: SEED, numRuns: 2000 },
    );
    expect(Object.hasOwn(Object.prototype, "x")).toBe(false);
  });
});

describe("trimChanges", () => {
  const by = { extractor: "x", confidence: "high" as const };

  it("leaves out an old value over the limit, and says so", () => {
    const [small, large] = ["s".repeat(KEPT_BYTES - 2), "l".repeat(KEPT_BYTES - 1)];
    const changes = diffManifests({ a: small, b: large, c: large }, { a: 1, b: 2 }).map((each) => ({ ...each, ...by }));
    expect(trimChanges(changes)).toEqual([
      { field: "/a", old: small, new: 1, ...by },
      { field: "/b", replaced: true, new: 2, ...by },
      { field: "/c", replaced: true, removed: true, ...by },
    ]);
  });
});

describe("unapplyChanges", () => {
  it("refuses changes that do not belong to the state", () => {
    const changes = [{ field: "/a/b/c", old: 1 }];
    const states: (JsonValue | undefined)[] = [undefined, {}, { a: [] }, { a: { b: 1 } }];
    for (const state of states) {
      expect(() => unapplyChanges(state, changes)).toThrow(expect.objectContaining({ code: "E_LEDGER" }));
    }
  });
});

describe("equalJson", () => {
  it("does not mind the order of keys", () => {
    expect(equalJson({ a: [1, { b: 2, c: 3 }] }, { a: [1, { c: 3, b: 2 }] })).toBe(true);
  });

  it.each<[JsonValue, JsonValue]>([
    [[1], [1, 2]],
    [[1], { 0: 1 }],
    [{ a: 1 }, [1]],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [1, "1"],
    [null, {}],
  ])("tells %j from %j", (a, b) => {
    expect(equalJson(a, b)).toBe(false);
    expect(equalJson(b, a)).toBe(false);
  });
});

describe("topLevelField", () => {
  it("gives the first segment, unescaped", () => {
    expect(["/a", "/a/b", "/x~1y~0z/b", "", "/"].map(topLevelField)).toEqual(["a", "a", "x/y~z", "", ""]);
  });
});
