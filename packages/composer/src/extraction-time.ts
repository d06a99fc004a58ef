import { AT_EXTRACTION, getOwn, isJsonObject, setOwn, type JsonObject, type JsonValue } from "@t4/core";

/**
 * `value` with a time for each {@link AT_EXTRACTION}: the text that stands at the same place of `previous`, else `now`.
 */
export function fillTimes(value: JsonValue, previous: JsonValue | undefined, now: string): JsonValue {
  if (value === AT_EXTRACTION) return typeof previous === "string" && previous !== "" ? previous : now;
  if (Array.isArray(value)) {
    return value.map((item, index) => fillTimes(item, Array.isArray(previous) ? previous[index] : undefined, now));
  }
  if (!isJsonObject(value)) return value;
  const filled: JsonObject = {};
  for (const [key, item] of Object.entries(value)) {
    setOwn(filled, key, fillTimes(item, isJsonObject(previous) ? getOwn(previous, key) : undefined, now));
  }
  return filled;
}
