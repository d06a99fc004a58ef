import { _ } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { AJV_OPTIONS, limitErrors } from "../src/ajv-options.ts";
import type { SchemaFacts } from "../src/describe-schema.ts";
import { FORMATS } from "../src/validator-runtime.ts";
import type { Schema } from "./schema.ts";

const HEADER = `// @ts-nocheck: generated from schemas/ by packages/contracts/scripts/generate.ts.
import type { Contract } from "../contract.ts";
import { countCodePoints, FORMATS } from "../validator-runtime.ts";
`;

const LENGTH = /require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g;

/** The source of a module that exports a contract for each named part of the schema. */
export function compileStandalone(schema: Schema, validators: Record<string, string>, facts: SchemaFacts): string {
  const ajv = new Ajv2020({
    ...AJV_OPTIONS,
    code: { source: true, esm: true, formats: _`FORMATS` },
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    formats: FORMATS,
  });
  ajv.addSchema(schema);
  const refs = Object.fromEntries(
    Object.entries(validators).map(([name, at]) => [name, at === "#" ? schema.$id : `${schema.$id}${at}`]),
  );
  const code = standaloneCode.default(ajv, refs).replace(/^"use strict";/, "");
  const module = limitErrors(code).replaceAll(LENGTH, "countCodePoints");
  const left = /require\([^)]*\)|vErrors === null \? [\w.]+ : vErrors\.concat/.exec(module);
  if (left) throw new Error(`the validator of ${schema.$id} still holds ${left[0]}`);
  const entries = Object.entries(validators).map(
    ([name]) => `export const ${name}Contract: Contract = { check: ${name}, facts };\n`,
  );
  return `${HEADER}${module}\nconst facts = ${JSON.stringify(facts)};\n${entries.join("")}`;
}
