import { _ } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import standaloneCode from "ajv/dist/standalone/index.js";
import { AJV_OPTIONS } from "../src/ajv-options.ts";
import type { SchemaFacts } from "../src/describe-schema.ts";
import { FORMATS } from "../src/validator-runtime.ts";
import type { Schema } from "./schema.ts";

const HEADER = `// @ts-nocheck: generated from schemas/ by packages/contracts/scripts/generate.ts.
import type { Contract } from "../contract.ts";
import { countCodePoints as ucs2length, FORMATS, isEqual as equal, joinErrors } from "../validator-runtime.ts";
`;

/** What ajv's generated code asks for at run time → our own helper of the same meaning. */
const RUNTIME: [needed: RegExp, ours: string][] = [
  [/require\("ajv\/dist\/runtime\/ucs2length"\)\.default/g, "ucs2length"],
  [/require\("ajv\/dist\/runtime\/equal"\)\.default/g, "equal"],
  // ajv copies the whole list for each failing item of a recursive schema, which is quadratic in a hostile file.
  [/vErrors === null \? ([\w.]+)\.errors : vErrors\.concat\(\1\.errors\)/g, "joinErrors(vErrors, $1.errors)"],
];

/** The source of a module that exports a contract for each named part of the schema. */
export function compileStandalone(schema: Schema, validators: Record<string, string>, facts: SchemaFacts): string {
  const code = { source: true, esm: true, formats: _`FORMATS` };
  const ajv = new Ajv2020({
    ...AJV_OPTIONS,
    code,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    formats: FORMATS,
  });
  ajv.addSchema(schema);
  const refs = Object.fromEntries(
    Object.entries(validators).map(([name, at]) => [name, at === "#" ? schema.$id : `${schema.$id}${at}`]),
  );
  let module = standaloneCode.default(ajv, refs).replace(/^"use strict";/, "");
  for (const [needed, ours] of RUNTIME) module = module.replaceAll(needed, ours);
  const left = /require\([^)]*\)|vErrors\.concat/.exec(module);
  if (left) throw new Error(`the validator of ${schema.$id} still holds ${left[0]}`);
  const entries = Object.entries(validators).map(
    ([name]) => `export const ${name}Contract: Contract = { check: ${name}, facts };\n`,
  );
  return `${HEADER}${module}\nconst facts = ${JSON.stringify(facts)};\n${entries.join("")}`;
}
