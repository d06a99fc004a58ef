import { compareCodeUnits, isJsonObject, type JsonValue } from "./json.ts";
import { sortKeys } from "./sort-keys.ts";

/**
 * The file format of every JSON file that T4 writes: two-space indent, keys in code-unit order, LF, one trailing newline.
 * Arrays keep their order; whoever builds a set sorts it.
 */
export function formatJson(value: JsonValue): string {
  const sorted = sortKeys(value);
  return `${sorted === undefined ? write(value, "") : JSON.stringify(sorted, null, 2)}\n`;
}

function write(value: JsonValue, indent: string): string {
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return "[]";
    return `[\n${value.map((item) => inner + write(item, inner)).join(",\n")}\n${indent}]`;
  }
  if (isJsonObject(value)) {
    const keys = Object.keys(value).sort(compareCodeUnits);
    if (keys.length === 0) return "{}";
    const lines = keys.map((key) => `${inner}${JSON.stringify(key)}: ${write(value[key] as JsonValue, inner)}`);
    return `{\n${lines.join(",\n")}\n${indent}}`;
  }
  return JSON.stringify(value);
}
