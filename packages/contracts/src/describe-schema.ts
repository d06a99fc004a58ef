import type { JsonObject, JsonValue } from "@t4/core";

/** What messages need to know of a schema: the keys of each object, by the schema path of its `additionalProperties`. */
export interface SchemaFacts {
  keys: Record<string, string[]>;
}

/** The facts of a schema. */
export function describeSchema(schema: JsonValue): SchemaFacts {
  const keys: Record<string, string[]> = {};
  visit(schema, "#", (node, path) => {
    const properties = node["properties"];
    if (node["additionalProperties"] === false && isObject(properties)) {
      keys[`${path}/additionalProperties`] = Object.keys(properties);
    }
  });
  return { keys };
}

function visit(node: JsonValue, path: string, see: (node: JsonObject, path: string) => void): void {
  if (!isObject(node)) return;
  see(node, path);
  for (const [key, value] of Object.entries(node)) {
    visit(value, `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, see);
  }
}

// Not core's: the generator runs this file before any package resolves.
function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
