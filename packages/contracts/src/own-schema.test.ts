import { readFile } from "node:fs/promises";
import { valueSha, type JsonObject, type JsonValue } from "@t4/core";
import { describe, expect, it } from "vitest";
import { MAX_ERRORS } from "./ajv-options.ts";
import { manifestSchemaSha } from "./generated/manifest.ts";
import { compileManifestSchema } from "./own-schema.ts";
import { validateManifest } from "./validate.ts";

const shipped = JSON.parse(
  await readFile(new URL("../../../schemas/module.manifest.schema.json", import.meta.url), "utf8"),
) as JsonObject;
const compile = (schema: JsonValue): ReturnType<typeof compileManifestSchema> =>
  compileManifestSchema(schema, "own.json");

describe("compileManifestSchema", () => {
  it("is the ready-made validator for a copy of the shipped schema, in any key order", async () => {
    expect(valueSha(shipped)).toBe(manifestSchemaSha);
    expect(await compile(Object.fromEntries(Object.entries(shipped).reverse()))).toBe(validateManifest);
  });

  it("compiles any other, with the same messages", async () => {
    const validate = await compile({
      ...shipped,
      $id: "https://example.org/own.json",
      required: ["module", "ownership"],
    });
    expect(validate({ module: "m", modul: 1, metadata: { status: "draft" } })).toEqual([
      { pointer: "", keyword: "required", message: 'the file lacks "ownership"' },
      { pointer: "/modul", keyword: "additionalProperties", message: 'unknown key "modul"; did you mean "module"?' },
    ]);
    const again = await compile({ ...shipped, required: ["module", "ownership"] });
    expect(again({ module: "m", ownership: { team: "t", codeowners: [] }, metadata: { status: "draft" } })).toEqual([]);
  });

  it("knows formats, and words keywords that the shipped schema does not use", async () => {
    const validate = await compile({
      properties: {
        mail: { type: "string", format: "email" },
        n: { multipleOf: 2 },
        list: { maxItems: 1 },
        any: { anyOf: [{ const: 1 }, { const: 2 }] },
        not: { not: {} },
      },
      dependentSchemas: { mail: { required: ["n"] } },
      unevaluatedProperties: false,
    });
    const problems = validate({ mail: "x", n: 3, list: [1, 2], any: 3, other: 1, not: 1 });
    expect(problems.map((problem) => problem.message).sort()).toEqual([
      "any must be 1, not 3",
      "any must be 2, not 3",
      "list must hold at most 1, not a list of 2",
      'mail must be an email, not "x"',
      'n breaks the rule "multipleOf" of the schema: 3',
      'not breaks the rule "not" of the schema: 1',
      'unknown key "other"',
    ]);
    expect((await compile({ oneOf: [true, true] }))({})).toHaveLength(1);
  });

  it("stays brief on a manifest with a hundred thousand faults", async () => {
    const validate = await compile({ ...shipped, required: ["module", "ownership"] });
    const links = Array.from({ length: 100_000 }, () => "");
    const found = validate({ module: "m", links });
    expect(found.length).toBeGreaterThan(100);
    expect(found.length).toBeLessThanOrEqual(2 * MAX_ERRORS);
  });

  it.each<[string, JsonValue]>([
    ["a list", []],
    ["an unknown type", { type: "strung" }],
    ["an older draft", { $schema: "http://json-schema.org/draft-07/schema#", type: "object" }],
    ["a reference to elsewhere", { $ref: "https://example.org/other.json" }],
    ["a reference to nowhere", { $ref: "#/$defs/none" }],
    ["a pattern that is none", { properties: { a: { pattern: "(" } } }],
    ["an asynchronous schema", { $async: true }],
    ["lone surrogates", { title: "\ud800", type: 1 }],
  ])("refuses %s", async (_, schema) => {
    await expect(compile(schema)).rejects.toMatchObject({
      code: "E_SCHEMA",
      file: "own.json",
      message: expect.stringContaining("own.json cannot be used"),
    });
  });
});
