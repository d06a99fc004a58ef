import { getOwn, isJsonObject, T4Error, valueSha, type JsonValue } from "@t4/core";
import { AJV_OPTIONS } from "./ajv-options.ts";
import { problemsOf, type Check } from "./contract.ts";
import { describeSchema } from "./describe-schema.ts";
import { manifestSchemaSha } from "./generated/manifest.ts";
import { validateManifest, type Validate } from "./validate.ts";

/**
 * The validator of a workspace's own manifest schema: the shipped one, ready-made, when the two say the same; otherwise ajv is loaded
 * and compiles it. Throws `E_SCHEMA` when it is no JSON Schema of draft 2020-12 or refers to another file.
 */
export async function compileManifestSchema(schema: JsonValue, file: string): Promise<Validate> {
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
    throw unusable(file, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function shaOf(schema: JsonValue): string | undefined {
  try {
    return valueSha(schema);
  } catch {
    return undefined; // Canonical JSON has no lone surrogates; such a schema is nobody's but the workspace's own.
  }
}

function unusable(file: string, why: string, cause?: unknown): T4Error {
  return new T4Error("E_SCHEMA", `${file} cannot be used as the manifest schema: ${why}`, {
    file,
    cause,
    hint: "Make it a JSON Schema of draft 2020-12 without references to other files, or remove it to use the shipped one.",
  });
}
