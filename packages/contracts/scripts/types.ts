import type { JsonObject, JsonValue } from "@t4/core";
import { compile } from "json-schema-to-typescript";
import type { Schema } from "./schema.ts";

const BANNER = "// Generated from schemas/ by packages/contracts/scripts/generate.ts.";

/** The TypeScript types of a schema, the root under its title. */
export async function generateTypes(schema: Schema): Promise<string> {
  const marked = markAnyJson(schema) as Parameters<typeof compile>[0];
  const types = await compile(marked, String(schema["title"]), {
    bannerComment: BANNER,
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
  });
  return types.includes("JsonValue")
    ? types.replace(BANNER, `${BANNER}\nimport type { JsonValue } from "@t4/core";`)
    : types;
}

/** A copy in which a schema that says nothing but a description is known as any JSON value. */
function markAnyJson(node: JsonValue): JsonValue {
  if (Array.isArray(node)) return node.map(markAnyJson);
  if (typeof node !== "object" || node === null) return node;
  if (Object.keys(node).join() === "description" && typeof node["description"] === "string") {
    return { ...node, tsType: "JsonValue" };
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, markAnyJson(value)])) as JsonObject;
}
