import {
  getOwn,
  isJsonObject,
  type JsonValue,
  parsePointer,
  type Position,
  positionOfPointer,
  T4Error,
  valueSha,
} from "@t4/core";
import { AJV_OPTIONS } from "./ajv-options.ts";
import { problemsOf, type Check } from "./contract.ts";
import { describeSchema } from "./describe-schema.ts";
import { manifestSchemaSha } from "./generated/manifest.ts";
import { showPath } from "./show-value.ts";
import { validateManifest, type Validate } from "./validate.ts";

/**
 * The validator of a workspace's own manifest schema: the shipped one, ready-made, when the two say the same; otherwise ajv is loaded
 * and compiles it. Throws `E_SCHEMA` when it is no JSON Schema of draft 2020-12 or refers to another file, at its place in the file's `text`.
 */
export async function compileManifestSchema(schema: JsonValue, file: string, text?: string): Promise<Validate> {
  if (!isJsonObject(schema)) throw unusable(file, "it is not an object");
  if (getOwn(schema, "$async") === true) throw unusable(file, "it is asynchronous");
  if (shaOf(schema) === manifestSchemaSha) return validateManifest;
  const [{ Ajv2020 }, { default: addFormats }] = await Promise.all([import("ajv/dist/2020.js"), import("ajv-formats")]);
  // Silent: a governed repository's schema must not be able to write to the terminal.
  const ajv = new Ajv2020({ ...AJV_OPTIONS, strict: false, logger: false });
  addFormats.default(ajv);
  try {
    const contract = { check: ajv.compile(schema) as unknown as Check, facts: describeSchema(schema) };
    return (value) => problemsOf(contract, value);
  } catch (cause) {
    const pointer = ajv.errors?.[0]?.instancePath;
    const why = cause instanceof Error ? cause.message : String(cause);
    if (pointer === undefined) throw unusable(file, why, cause);
    const place = text === undefined ? undefined : positionOfPointer(text, pointer);
    throw unusable(file, `${showPath(parsePointer(pointer))} is not what JSON Schema has there`, cause, place);
  }
}

function shaOf(schema: JsonValue): string | undefined {
  try {
    return valueSha(schema);
  } catch {
    return undefined; // Canonical JSON has no lone surrogates; such a schema is nobody's but the workspace's own.
  }
}

function unusable(file: string, why: string, cause?: unknown, place?: Position): T4Error {
  return new T4Error("E_SCHEMA", `${file} cannot be used as the manifest schema: ${why}`, {
    file,
    ...place,
    cause,
    hint: "Make it a JSON Schema of draft 2020-12 without references to other files, or remove it to use the shipped one.",
  });
}
