import { readFile } from "node:fs/promises";
import { formatJson, type JsonObject, type JsonValue } from "@t4/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileManifestSchema } from "./own-schema.ts";
import { toFinding } from "./problem-finding.ts";
import { validateManifest } from "./validate.ts";
import { countCodePoints, isDateTime } from "./validator-runtime.ts";

const SEED = 20_261_121;
const RUNS = { seed: SEED, numRuns: 1_000 };
const shipped = JSON.parse(
  await readFile(new URL("../../../schemas/module.manifest.schema.json", import.meta.url), "utf8"),
) as JsonObject;
const compiledNow = await compileManifestSchema({ ...shipped, title: "Compiled at run time" }, "own.json");

const KEYS =
  "module description features tags components apis performance testing ownership metadata links _provenance x_a observed observed_at coverage_observed provenance confidence status draft __proto__ constructor".split(
    " ",
  );
const anyText = fc.oneof(
  fc.constantFrom(
    "",
    "a",
    "a:b",
    "a#L1",
    "draft",
    "high",
    "2026-11-21T09:00:00Z",
    "2026-02-30T09:00:00Z",
    "../a.py#L1",
  ),
  fc.string({ unit: "binary" }),
);
const { value: anyJson } = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.oneof(
      anyText,
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
    ),
    fc.array(tie("value"), { maxLength: 4 }),
    anyObjectOf(tie("value")),
  ),
}));
const anyManifest = anyObjectOf(anyJson);

function anyObjectOf(value: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonValue> {
  const anyKey = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...KEYS) }, { weight: 1, arbitrary: fc.string() });
  return fc
    .uniqueArray(fc.tuple(anyKey, value), { selector: ([key]) => key, maxLength: 8 })
    .map((entries) =>
      JSON.parse(`{${entries.map(([key, item]) => `${JSON.stringify(key)}:${JSON.stringify(item)}`).join()}}`),
    );
}

describe(`validateManifest, seed ${SEED}`, () => {
  it("agrees with the same schema compiled at run time", () => {
    fc.assert(
      fc.property(anyManifest, (manifest) => {
        expect(validateManifest(manifest)).toEqual(compiledNow(manifest));
      }),
      RUNS,
    );
  });

  it("gives one line a problem, each with a place in the file", () => {
    fc.assert(
      fc.property(anyManifest, (manifest) => {
        const text = formatJson(manifest);
        const lines = text.split("\n").length;
        for (const problem of validateManifest(manifest)) {
          const finding = toFinding(problem, { file: "m.json", text });
          expect(finding.line).toBeGreaterThanOrEqual(1);
          expect(finding.line).toBeLessThanOrEqual(lines);
          expect(problem.message).toMatch(/^[^\n\r]+$/);
        }
      }),
      RUNS,
    );
  });
});

describe(`the validators' helpers, seed ${SEED}`, () => {
  it("count code points", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(countCodePoints(text)).toBe([...text].length);
      }),
      RUNS,
    );
  });

  it("know a date-time", () => {
    fc.assert(
      fc.property(fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }), (date) => {
        expect(isDateTime(date.toISOString())).toBe(true);
      }),
      RUNS,
    );
    for (const text of [
      "",
      "2026-11-21",
      "2026-13-01T00:00:00Z",
      "2026-00-01T00:00:00Z",
      "2026-01-00T00:00:00Z",
      "2025-02-29T00:00:00Z",
      "2026-11-21T24:00:00Z",
      "2026-11-21T09:00:00",
      "2026-11-21 09:00:00Z",
    ]) {
      expect(isDateTime(text)).toBe(false);
    }
    expect(isDateTime("2024-02-29T23:59:60.5+05:30")).toBe(true);
  });
});
