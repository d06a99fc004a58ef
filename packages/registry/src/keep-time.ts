import { formatInstant, formatJson, getOwn, isJsonObject, type JsonValue } from "@t4/core";

/**
 * The text of a registry's file. `previous` is the file as it is, undefined when there is none or it is malformed: when it is what `build` gives for the
 * time that it names, that time stays, so that the mere passing of time puts no file out of date; else it is built for `now`. Anything may stand in `previous`.
 */
export function settleRegistry<T extends object>(
  previous: JsonValue | undefined,
  build: (asOf: string) => T,
  now: string,
): string {
  const then = timeIn(previous);
  if (previous !== undefined && then !== undefined) {
    const text = formatJson(build(then) as JsonValue);
    if (text === formatJson(previous)) return text;
  }
  return formatJson(build(now) as JsonValue);
}

function timeIn(previous: JsonValue | undefined): string | undefined {
  return asTime(isJsonObject(previous) ? getOwn(previous, "generated_at") : undefined);
}

/** The time that `text` is, when it is written just as T4 writes times: UTC, whole seconds. Else undefined. */
export function asTime(text: JsonValue | undefined): string | undefined {
  if (typeof text !== "string" || text.length !== "2026-11-21T09:00:00Z".length) return undefined;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && formatInstant(date) === text ? text : undefined;
}
