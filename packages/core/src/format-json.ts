import { compareCodeUnits, isJsonObject, type JsonObject, type JsonValue } from "./json.ts";

/**
 * The file format of every JSON file that T4 writes: two-space indent, keys in code-unit order, LF, one trailing newline.
 * Arrays keep their order; whoever builds a set sorts it.
 */
export function formatJson(value: JsonValue): string {
  const sorted = sortKeys(value);
  return `${sorted === undefined ? write(value, "") : JSON.stringify(sorted, null, 2)}\n`;
}

// Keys that an object does not list in the order in which they were set, or cannot be set by assignment.
const UNRULY_KEY = /^(?:\d{1,10}|__proto__)$/;

/** A copy whose keys are in order, for the engine's own fast writer; undefined when a key would not stay in its place. */
function sortKeys(value: JsonValue): JsonValue | undefined {
  if (Array.isArray(value)) {
    const items: JsonValue[] = [];
    for (const item of value) {
      const sorted = sortKeys(item);
      if (sorted === undefined) return undefined;
      items.push(sorted);
    }
    return items;
  }
  if (!isJsonObject(value)) return value;
  const copy: JsonObject = {};
  for (const key of Object.keys(value).sort(compareCodeUnits)) {
    const sorted = UNRULY_KEY.test(key) ? undefined : sortKeys(value[key] as JsonValue);
    if (sorted === undefined) return undefined;
    copy[key] = sorted;
  }
  return copy;
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
